// Idempotency keys as the workspace keeps them.
#pragma once

#include <string_view>

#include "base/hash.h"

namespace habitue::service {

struct Key {
    Hash128 key{};
    Hash128 fingerprint{};  // of method, path and body
};

// The key under which a text is kept: a UUID version 7 as its own 16 bytes (they begin with time, which is cheap to
// keep), anything else by its hash.
Hash128 key_of(std::string_view text);

struct HashOfKey {
    size_t operator()(const Hash128& key) const {
        size_t value = 0;
        for (size_t i = 0; i < sizeof value; ++i) value = value << 8 | key[15 - i];
        return value;
    }
};

}  // namespace habitue::service
