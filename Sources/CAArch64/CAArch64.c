#include "CAArch64.h"
