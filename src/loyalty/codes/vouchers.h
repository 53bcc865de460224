// What orders and activities bring about besides advantages: vouchers that are issued by themselves, gift cards
// that were bought, surprise gifts. Internal to the kernel.
//
// The code of a voucher is made from what issued it and the offer, so the same occasion never issues two, and the
// service can print it again. Its clock is set when it is issued, to the latest instant at which its value begins
// to fall (kNever: it waits, say for the delivery); what it waits for brings it forward.
#pragma once

#include "loyalty/deciders.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

// What a voucher of this activity is made from; the order's own id for an order.
OrderId voucher_source(const TrackActivity&);
CodeId voucher_id(const Programme&, const OrderId& source, std::string_view offer);

// Those that the order issues when it reaches the state, to its customer or, for a guest, to the bearer.
void issue_vouchers(Draft&, OrderState, Instant at);
void issue_vouchers(Draft&, const TrackActivity&);
// The order reached the state: the value of vouchers that waited for it begins to fall.
void start_clocks(Draft&, OrderState, Instant at);
// The order fell away: its vouchers that were not used are void. Returns the last characters of those that were.
std::vector<std::string> void_issued(Draft&);
// The purchase of gift cards was refunded (null: cancelled): so many are frozen, those of the line's price first.
void freeze_bought_cards(Draft&, const Refund*);

// Surprise gifts: whether an order is one of the share is decided by a hash of programme, gift and order.
void give_gifts(Draft&, Instant at);
void give_back_gifts(Draft&);  // to the stock, of an order that was cancelled before it was delivered

}  // namespace habitue::loyalty
