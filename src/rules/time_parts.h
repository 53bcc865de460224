// The year, the hour ... of a timestamp in a zone, and the parts of a duration.
#pragma once

#include <optional>

#include "base/calendar.h"
#include "rules/builtins.h"

namespace habitue::rules {

// An IANA zone, or a fixed distance from UTC.
struct Zone {
    std::optional<TimeZone> named;
    int64_t offset_milliseconds = 0;  // where none is named
};
// "Europe/Paris", "UTC", "+02:00", "-05:30", "02:00"
Result<Zone> find_zone(std::string_view text);

// Months, days of the month (getDayOfMonth), days of the year and days of the week (0 is Sunday) count from 0;
// getDate counts from 1.
int64_t part_of(Instant, Builtin part, const Zone&);
// getHours, getMinutes and getSeconds give the whole duration in that unit, cut towards zero; getMilliseconds only
// what is beyond the last second.
int64_t part_of(Duration, Builtin part);

}  // namespace habitue::rules
