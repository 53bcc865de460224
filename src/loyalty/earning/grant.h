// From what rules give to entries: limits, pending, grants on the order; and back again when goods return. Internal
// to the kernel.
#pragma once

#include "loyalty/deciders.h"
#include "loyalty/earning/earning.h"

namespace habitue::loyalty {

// Fires the order rules of `state`, which the order has just reached at `at`.
void fire_order_rules(Draft&, OrderState state, Instant at, const Basket&);
// Whether any rule looks at orders that reach this state.
bool rules_fire(const Draft&, OrderState state);
// Fires the activity rules.
void fire_activity_rules(Draft&, const TrackActivity&);
// The kept basket, decided again: takes back what each grant now has too much of. Limits are given back with it.
void take_back_difference(Draft&);
// Takes back everything that was granted: the order is told anew.
void withdraw_grants(Draft&);
// The order's points whose wait is now known go to their dated lots.
void schedule_waiting(Draft&, OrderState reached);
// A return without an order: takes back what its goods would earn as a sale.
void take_back_returned(Draft&, Instant at);

}  // namespace habitue::loyalty
