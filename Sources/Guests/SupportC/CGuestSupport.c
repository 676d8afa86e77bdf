#include "CGuestSupport.h"
