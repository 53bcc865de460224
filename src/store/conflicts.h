// The faults that both stores give in the same words.
#pragma once

#include "store/store.h"

namespace habitue::store {

Fault wrong_sequence(size_t index, uint64_t seq, uint64_t expected);
Fault lost_race(size_t index, const Write&, uint64_t stored_version);
Fault key_exists(size_t index);
Fault programme_exists(size_t index, const ProgrammeVersion&);
Fault is_closed();

}  // namespace habitue::store
