// Vouchers that are issued by themselves: by an order's state or by an activity. Internal to the kernel.
//
// The code of such a voucher is made from what issued it and the offer, so the same occasion never issues two, and
// the service can print it again. Its clock is set when it is issued, to the latest instant at which its value
// begins to fall (kNever: it waits for the delivery); the delivery brings it forward.
#pragma once

#include "loyalty/deciders.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

// What a voucher of this activity is made from; the order's own id for an order.
OrderId voucher_source(const TrackActivity&);
CodeId voucher_id(const Programme&, const OrderId& source, std::string_view offer);

}  // namespace habitue::loyalty
