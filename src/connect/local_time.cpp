#include "connect/local_time.h"

#include <optional>
#include <string>

#include "base/digits.h"

namespace habitue::connect {
namespace {

Fault not_a_time(std::string_view text) {
    return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) +
                                  "\" is not a time: 2026-11-21, 2026-11-21 09:30, 2026-11-21T09:30:00+01:00 or "
                                  "21/11/2026 09:30 is expected");
}

// Takes the date off the front of `text`.
std::optional<LocalDate> take_date(std::string_view& text) {
    int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    char mark = '-';
    size_t first = 4, second = 7;
    if (year < 0) {
        day = digits_at(text, 0, 2), month = digits_at(text, 3, 2), year = digits_at(text, 6, 4);
        mark = '/';
        first = 2, second = 5;
    }
    if (year < 1900 || year > 2099 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return {};
    if (text[first] != mark || text[second] != mark) return {};
    text.remove_prefix(10);
    return LocalDate{static_cast<int16_t>(year), static_cast<uint8_t>(month), static_cast<uint8_t>(day)};
}

// Takes " 09:30", "T09:30:00" or "T09:30:00.250"; milliseconds since midnight.
std::optional<int64_t> take_time(std::string_view& text) {
    const int hour = digits_at(text, 1, 2), minute = digits_at(text, 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text[3] != ':') return {};
    text.remove_prefix(6);
    int64_t ms = (hour * 60 + minute) * int64_t{60'000};
    if (text.empty() || text[0] != ':') return ms;
    const int second = digits_at(text, 1, 2);
    if (second < 0 || second > 59) return {};
    text.remove_prefix(3);
    ms += second * 1000;
    if (text.empty() || text[0] != '.') return ms;
    int64_t unit = 100;
    for (text.remove_prefix(1); !text.empty() && text[0] >= '0' && text[0] <= '9';
         text.remove_prefix(1), unit /= 10)
        ms += (text[0] - '0') * unit;
    return ms;
}

// "Z", "+01:00", "+0100": minutes east of Greenwich.
std::optional<int> offset_of(std::string_view text) {
    if (text == "Z" || text == "UTC") return 0;
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return {};
    const bool colon = text.size() == 6 && text[3] == ':';
    if (!colon && text.size() != 5) return {};
    const int hour = digits_at(text, 1, 2), minute = digits_at(text, colon ? 4 : 3, 2);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59) return {};
    return (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
}

}  // namespace

Result<Instant> parse_local_time(std::string_view text, const TimeZone& zone) {
    const std::string_view whole = text;
    const auto date = take_date(text);
    if (!date) return not_a_time(whole);
    if (text.empty()) return zone.start_of(*date);
    if (text[0] != ' ' && text[0] != 'T') return not_a_time(whole);
    const auto time = take_time(text);
    if (!time) return not_a_time(whole);
    if (text.empty()) return zone.at(*date, *time);
    if (text[0] == ' ') text.remove_prefix(1);
    const auto offset = offset_of(text);
    if (!offset) return not_a_time(whole);
    return TimeZone::utc().at(*date, *time) - minutes(*offset);
}

}  // namespace habitue::connect
