#include "rules/time_parts.h"

#include <cassert>

namespace habitue::rules {
namespace {

constexpr int64_t kDayMilliseconds = days(1).milliseconds;

struct Local {
    LocalDate date;
    int64_t time_of_day;  // milliseconds
};

Local local_time(Instant instant, const Zone& zone) {
    if (zone.named) return {zone.named->date_of(instant), zone.named->time_of_day(instant)};
    const int64_t shifted = instant.milliseconds + zone.offset_milliseconds;
    const int64_t day = shifted / kDayMilliseconds - (shifted % kDayMilliseconds < 0);
    return {date_of_day(static_cast<int32_t>(day)), shifted - day * kDayMilliseconds};
}

// "+02:00", "02:00"; nothing when it is not of this form
std::optional<int64_t> offset_of(std::string_view text) {
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const size_t i : {0, 1, 3, 4})
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    const int hour = (text[0] - '0') * 10 + text[1] - '0';
    const int minute = (text[3] - '0') * 10 + text[4] - '0';
    if (hour > 23 || minute > 59) return std::nullopt;
    const int64_t offset = hours(hour).milliseconds + minutes(minute).milliseconds;
    return negative ? -offset : offset;
}

}  // namespace

Result<Zone> find_zone(std::string_view text) {
    if (text == "UTC" || text == "Z") return Zone{};
    if (const auto offset = offset_of(text)) return Zone{.named = std::nullopt, .offset_milliseconds = *offset};
    const auto named = TimeZone::find(text);
    if (!named) return named.fault();
    return Zone{.named = *named};
}

int64_t part_of(Instant instant, Builtin part, const Zone& zone) {
    const Local local = local_time(instant, zone);
    switch (part) {
        case Builtin::full_year: return local.date.year;
        case Builtin::month: return local.date.month - 1;
        case Builtin::date: return local.date.day;
        case Builtin::day_of_month: return local.date.day - 1;
        case Builtin::day_of_week: return weekday(local.date) % 7;
        case Builtin::day_of_year: return day_number(local.date) - day_number({local.date.year, 1, 1});
        case Builtin::hour: return local.time_of_day / hours(1).milliseconds;
        case Builtin::minute: return local.time_of_day / minutes(1).milliseconds % 60;
        case Builtin::second: return local.time_of_day / 1000 % 60;
        case Builtin::millisecond: return local.time_of_day % 1000;
        default: break;
    }
    assert(false && "a part of a timestamp");
    return 0;
}

int64_t part_of(Duration duration, Builtin part) {
    switch (part) {
        case Builtin::hour: return duration.milliseconds / hours(1).milliseconds;
        case Builtin::minute: return duration.milliseconds / minutes(1).milliseconds;
        case Builtin::second: return duration.milliseconds / 1000;
        case Builtin::millisecond: return duration.milliseconds % 1000;
        default: break;
    }
    assert(false && "a part of a duration");
    return 0;
}

}  // namespace habitue::rules
