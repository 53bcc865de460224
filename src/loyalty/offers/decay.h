// What a voucher whose value falls with time is worth at an instant. Exact and the same everywhere: whole days of
// the programme's zone since its clock started, whole numbers of ten-thousandths.
#pragma once

#include "loyalty/offers/offer.h"

namespace habitue::loyalty {

inline constexpr int32_t kFullValue = 10'000;

struct ValueOfDay {
    bool none = false;                 // nothing, any more
    const Benefit* benefit = nullptr;  // of the step reached; null: the offer's own
    int32_t share = kFullValue;        // of it, in ten-thousandths
    Instant next_change = kNever;
};

// The clock starts when the code says so (the parcel's delivery), at the latest `wait` after it was issued; before
// that the value is the one of day 0. Without a code it starts with the offer's `from`.
Instant clock_start(const Offer&, const Code*, const TimeZone&);  // kNever: it waits
ValueOfDay value_at(const Decay&, Instant clock_start, Instant at, const TimeZone&);

// 10,000 * 2^(-days / half_life), rounded down.
int32_t halved(int64_t days, int64_t half_life);
// A percentage, an amount or a share of the delivery, of which so much is left; other benefits are whole or
// nothing.
Benefit scaled(const Benefit&, int32_t share);

}  // namespace habitue::loyalty
