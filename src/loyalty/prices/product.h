// What everybody pays for a product, and since when: what is kept of it, because prior prices need it
// (prior_price.h).
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "base/money.h"

namespace habitue::loyalty {

// What everybody pays for one piece from then on.
struct PublicPrice {
    Instant at;
    Money price;
    bool operator==(const PublicPrice&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("at", self.at);
        visit("price", self.price);
    }
};

// Of one product, in the order of time.
using PriceHistory = std::vector<PublicPrice>;

// Adds a price, also one of the past. Of two prices of one instant the one that was recorded later counts.
void record(PriceHistory&, PublicPrice);

struct Product {
    std::string sku;
    PriceHistory prices;
    bool operator==(const Product&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("sku", self.sku);
        visit("prices", self.prices);
    }
};

}  // namespace habitue::loyalty
