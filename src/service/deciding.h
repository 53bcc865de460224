// One submission, decided. The decider does it, and whoever asks for a dry run. Internal to the room.
#pragma once

#include "service/decider.h"

namespace habitue::service {

struct Decided {
    loyalty::Handled handled;
    std::optional<loyalty::Quote> quote;
    std::optional<loyalty::Order> order_before;
};

// A dry run changes its own command: what its quote refused is left out. Faults of the store travel as
// StoreTrouble.
Decided decide(Submission&, const loyalty::Programmes&, loyalty::Aggregates&, Instant now);
Answer render(const Submission&, const Decided&, const loyalty::Programmes&);
Fault no_programme();

}  // namespace habitue::service
