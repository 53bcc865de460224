#include "base/random_bytes.h"

#include <sodium.h>

#include <cassert>

namespace habitue {

Hash256 random_256() {
    [[maybe_unused]] static const int ready = sodium_init();
    assert(ready >= 0 && "the random source is available");
    Hash256 bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

}  // namespace habitue
