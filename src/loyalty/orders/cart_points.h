// The points a locked cart pays with: held in their wallet until the order captures them, the cart gives them up,
// or its time is over (then the customer's clock releases them, as it does with every hold). A hold that the shop
// opened and the cart names is promised to it instead, and ends no earlier than the lock. Internal to the kernel.
#pragma once

#include "loyalty/draft.h"

namespace habitue::loyalty {

// The caller has checked the payments.
void hold_cart_points(Draft&, Instant until);
void release_cart_points(Draft&);

// What may pay an order of this id: active points and what its own cart holds.
Points spendable(const Draft&, std::string_view wallet);

}  // namespace habitue::loyalty
