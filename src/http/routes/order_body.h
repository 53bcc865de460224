// An order as the shop sends it; a cart is read the same way.
#pragma once

#include "http/routes/reading.h"

namespace habitue {

struct OrderBody {
    loyalty::PutOrder put;
    bool placed_at_given = false;
    std::vector<std::string> decimal_fields;
};
// Reads the fields that carts and orders share: currency, channel, lines, delivery, pay_with_points, attributes.
void read_content(JsonObject& body, loyalty::PutOrder&, std::vector<std::string>& decimal_fields);

}  // namespace habitue
