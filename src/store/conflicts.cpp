#include "store/conflicts.h"

namespace habitue::store {
namespace {

Fault conflict(std::string_view list, size_t index, std::string what) {
    return {FaultKind::conflict, {{"/" + std::string(list) + "/" + std::to_string(index), std::move(what)}}};
}

}  // namespace

Fault wrong_sequence(size_t index, uint64_t seq, uint64_t expected) {
    return conflict("records", index,
                    "the journal goes on at " + std::to_string(expected) + ", not at " + std::to_string(seq));
}

Fault lost_race(size_t index, const Write& write, uint64_t stored_version) {
    return conflict("writes", index,
                    std::string(name_of(write.key.kind)) + " " + std::to_string(write.key.id) + " is at version " +
                        std::to_string(stored_version) + ", not " + std::to_string(write.version_before));
}

Fault key_exists(size_t index) { return conflict("keys", index, "this idempotency key has its answer already"); }

Fault programme_exists(size_t index, const ProgrammeVersion& programme) {
    return conflict("programmes", index,
                    "version " + std::to_string(programme.version) + " of programme \"" + programme.id +
                        "\" is published already");
}

Fault is_closed() { return Fault::of(FaultKind::io, "the store is closed"); }

}  // namespace habitue::store
