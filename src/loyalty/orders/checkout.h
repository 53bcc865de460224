// What an order or a cart pays: advantages first, then the tenders in a fixed sequence (points, gift cards as they
// were given, and the rest in money); and back again when goods return. Internal to the kernel.
//
// Goods that return shrink the tenders in proportion, seller by seller, by largest remainder: money comes back the
// way it was paid. What comes back to a gift card keeps the card's expiry, or lives for its kind's refund grace
// when that has passed.
#pragma once

#include <string>
#include <vector>

#include "loyalty/draft.h"
#include "loyalty/orders/quote.h"

namespace habitue::loyalty {

// What part of the goods and the delivery each seller is owed, after the advantages; sums to the order's total in
// minor units. Sorted by merchant; the delivery is the shop's own.
struct Owed {
    std::string merchant;
    Money money;
};
std::vector<Owed> owed_by_merchant(const Programme&, const Order&);
Amount total_of(const Programme&, const Order&);

// Checks what the content says of codes and gift cards by itself.
void check_codes(Draft&, const OrderContent&);

// Prices the draft's order as of `at` and grants what applies: counted (an order) or held until `until` (a cart).
// Codes and cards that do not apply are in the refusals.
// What is to pay, and by what, is told to a quote and where gift cards are offered.
Checkout check_out(Draft&, Instant at, Instant until = kNever);
// Grants exactly what the cart was locked with. False, and nothing changed, when the limits no longer allow it.
bool capture_cart(Draft&);
// What a locked cart holds is free again; the cart keeps nothing.
void release_cart(Draft&);

// Everything that the order was granted and paid by card goes back.
void withdraw_advantages(Draft&);
// The kept cart, priced again as of the order's day with nothing but the advantages it has; never more than
// granted.
void reprice_kept(Draft&);

// How the order was paid before goods came back.
struct PaidBefore {
    Amount total;
    std::vector<Owed> owed;
    Money outside;  // neither points nor gift cards
};
PaidBefore paid_before(const Programme&, const Order&);
void return_cards(Draft&, const PaidBefore&);
// Tells what comes back in money, once all other tenders have shrunk.
void tell_money_back(Draft&, const PaidBefore&, std::vector<std::string> spent_vouchers);

}  // namespace habitue::loyalty
