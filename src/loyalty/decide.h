// The heart: one pure function. No I/O, no clock, no randomness, no floating point for points or money; the same
// inputs give the same bytes on every machine and every store. A preview is this call without the commit.
#pragma once

#include <map>
#include <memory>

#include "loyalty/apply.h"
#include "loyalty/decision.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

// Everything the store loaded for this command. `state` is how things stand; absent aggregates are empty ones.
// The caller has brought the customer's clock up to `now` (engine.h does): nothing is due before it.
struct Facts {
    State state;
    CustomerId customer;              // whom the command concerns, also when not created yet
    CustomerId order_customer;        // whose order it is now, merges followed
    const Customer* other = nullptr;  // the receiver of a transfer, the survivor of a merge; null if unknown
    std::shared_ptr<const Programme> order_programme;  // the version that decided the order; null when it has none
    Effects room;  // of no meaning: memory that the decision's effects take over
};

// The names of the tallies that `programme` needs to decide `command` at that instant.
std::vector<std::string> tallies_needed(const Programme&, const Command&, const Customer&, const Order&,
                                        Instant at);

// The codes that `programme` needs to decide `command`.
std::vector<CodeId> codes_needed(const Programme&, const Command&, const Customer&, const Order&);

struct Checkout;

struct Outcome {
    Decision decision;
    State after;  // the fold of the effects over facts.state; of no meaning when refused
};
Outcome decide(const Programme&, Facts, const Command&, Instant now);
// The same, with the fold left in facts.state. With `told` (orders/quote.h) an order is only asked about: it is
// told what it would pay, and what is refused of its codes and gift cards stands there and does not stop the rest.
Decision decide_in_place(const Programme&, Facts&, const Command&, Instant now, Checkout* told = nullptr);

}  // namespace habitue::loyalty
