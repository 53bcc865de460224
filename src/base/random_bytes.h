// Random bytes from the operating system, for secrets and codes. Nothing that decides may use them.
#pragma once

#include "base/hash.h"

namespace habitue {

Hash256 random_256();

}  // namespace habitue
