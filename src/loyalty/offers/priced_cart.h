// From an order's kept lines to the cart that offers are taken off. Internal to the kernel.
#pragma once

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {

// Into `cart`, whose memory is used again; gives the kept goods with gift cards, what conditions call
// cart.subtotal. Floors are whole minor units, rounded up, never above the amount; a cost is stated without tax, so
// where prices contain the tax the floor does too.
Amount price_lines(const Programme&, const Order&, PricedCart& cart);

}  // namespace habitue::loyalty
