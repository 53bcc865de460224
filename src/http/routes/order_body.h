// An order as the shop sends it; a cart is read the same way.
#pragma once

#include "http/routes/code_reading.h"

namespace habitue {

// Reads the fields that carts and orders share: currency, channel, lines, delivery, pay_with_points, attributes,
// apply_offers, codes, gift_cards. Without a programme there are no codes.
Entered read_content(JsonObject& body, const loyalty::Programme*, loyalty::PutOrder&,
                     std::vector<std::string>& decimal_fields);
// The first gift card that needs a PIN and got a wrong one, or none; read from the last durable commit.
Found<bool> pins_fit(ApiContext&, const loyalty::OrderContent&, const std::vector<PinGiven>&);

// To whom wrong codes of this request are counted; nobody when it has none.
std::vector<Suspect> suspects_of(const Call&, const loyalty::OrderContent&, std::string_view customer,
                                 std::string_view visitor_address, const std::vector<std::string>& prefixes);
// How many codes and gift cards were refused as not valid.
int wrong_codes(const std::vector<loyalty::Refusal>&);

}  // namespace habitue
