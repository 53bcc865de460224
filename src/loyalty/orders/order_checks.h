// What an order or a cart may say at all. Internal to the kernel.
#pragma once

#include "loyalty/draft.h"

namespace habitue::loyalty {

std::string line_pointer(size_t index, std::string_view field);  // "/lines/2/quantity"
// Refuses what is out of range.
void check_content(Draft&, const OrderId&, const std::string& customer, const std::string& currency,
                   const OrderContent&);
// Whether the points offered may pay so much of an order of this total.
void check_payments(Draft&, const OrderContent&, Amount total);

}  // namespace habitue::loyalty
