// Beside which lines of a priced cart a shop shows a reference price, and which: those that are cheaper for
// everybody, by a fall of the public price or by an offer that is not personal (prior_price.h). Pure.
#pragma once

#include <functional>
#include <vector>

#include "loyalty/offers/pricing.h"
#include "loyalty/prices/prior_price.h"

namespace habitue::loyalty {

struct ReferencePrice {
    uint32_t line = 0;                    // index into the order's lines
    std::vector<const Offer*> announced;  // that lower it for everybody, in the order of application
    std::vector<const Offer*> personal;   // that lower it for this customer, and need no reference
    Money unit_price;                     // for everybody: after the offers in `announced`, rounded up
    PriorPrice prior;
    bool shown = false;  // there is a reference and it is above: only then may a reduction be announced
};

// The product of a line's SKU; null when its prices are not known.
using FindProduct = std::function<const Product*(std::string_view sku)>;

// Of the kept lines whose product is known and whose price is lower for everybody. `at` is that of the pricing.
std::vector<ReferencePrice> reference_prices(const Programme&, const Order&, const Pricing&, Instant at,
                                             const FindProduct&);

}  // namespace habitue::loyalty
