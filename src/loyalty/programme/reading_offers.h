// What offers and vouchers have in common when they are read.
#pragma once

#include "loyalty/programme/reading.h"

namespace habitue::loyalty {

// "10 %", "5 EUR", "price 9.90 EUR", "buy 2 get 1", "buy 2 get 1 at 50 %", "free delivery", "50 % of delivery".
Result<Benefit> benefit_in(std::string_view text, const Currency&);
// The same, or {free: [SKU, SKU], quantity: 1}.
std::optional<Benefit> read_benefit(Reading&, const Place&);
// "give" (which must be there), with its steps, and "on".
void read_give(Reading&, const Place& rule, const Place& give, Offer&);
// "on", once the steps are known: what it may be follows from what is given.
void read_target(Reading&, const Place& rule, Offer&);

// "issue", "issue_when", "valid", "insert" and "value" of a voucher.
void read_issue(Reading&, const Place& voucher, Offer&);
void read_value(Reading&, const Place& voucher, const Place& value, Offer&);

}  // namespace habitue::loyalty
