// What a cart would pay now, and why not less: the answer to a shop that shows its checkout. Nothing is held or
// kept. An order that is not there yet tells it with its own decision (Engine::ask).
#pragma once

#include <string>
#include <vector>

#include "loyalty/decide.h"
#include "loyalty/offers/pricing.h"
#include "loyalty/prices/reference_prices.h"

namespace habitue::loyalty {

struct Checkout {
    Pricing pricing;
    Money total;                     // goods and delivery, after the advantages
    Money points;                    // what the points offered are worth
    std::vector<CardPayment> cards;  // by card and merchant
    Money to_pay;                    // what is left
    std::vector<Refusal>
        refusals;  // codes and gift cards that were given and do not apply: "/codes/0", "/gift_cards/0"
};

// `refusals` say why there is no checkout at all (the content is not acceptable, the points do not suffice). The
// offers that the checkout points to are the programme's.
struct Quote {
    Checkout checkout;
    std::vector<Refusal> refusals;
    std::vector<ReferencePrice> references;  // filled by the engine, which knows the products
};
// `cart.until` is after `now`. The facts are those of the command LockCart.
Quote quote(const Programme&, Facts, const LockCart& cart, Instant now);

}  // namespace habitue::loyalty
