// Times as shops' files write them, in the shop's own zone.
#pragma once

#include <string_view>

#include "base/calendar.h"

namespace habitue::connect {

// Accepts "2026-11-21", "2026-11-21 09:30", "2026-11-21T09:30:00", the same with "Z", " +0100" or "+01:00" behind,
// and "21/11/2026" with or without a time. A date alone is the start of that local day. Anything else is a fault
// that says what is expected.
Result<Instant> parse_local_time(std::string_view text, const TimeZone&);

}  // namespace habitue::connect
