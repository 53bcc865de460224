// API keys between the store, which keeps their hashes, and the ring of those in force.
#pragma once

#include "http/routes/context.h"

namespace habitue {

struct MadeKey {
    std::string key;  // told once, kept nowhere
    store::ApiKey row;
};
MadeKey make_key(ApiKeyKind, const std::string& name, Instant now);
ApiKeyRecord in_force(const store::ApiKey&);
uint64_t ring_id(std::string_view key_id);
Result<void> load_keys(ApiContext&);

}  // namespace habitue
