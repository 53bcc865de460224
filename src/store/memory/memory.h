// A store that forgets everything when it goes: for replays and tests. It keeps the whole contract but durability;
// backup is refused. A scan or a held snapshot keeps the state it began with: the writer goes on in a copy.
#pragma once

#include <memory>

#include "store/store.h"

namespace habitue::store {

std::unique_ptr<Store> open_memory();

}  // namespace habitue::store
