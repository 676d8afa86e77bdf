// The header is all there is. It is compiled here alone, so that it needs nothing before it.

#include "martlet_channel.h"
