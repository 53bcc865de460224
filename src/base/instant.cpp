#include "base/instant.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/digits.h"

namespace habitue {
namespace {

Fault fault(std::string_view text, const std::string& why) {
    return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) + "\" " + why);
}

// What stands behind the seconds: ".25" and then "Z" or "+01:00".
struct Tail {
    int milliseconds = 0;
    int offset_minutes = 0;
    const char* wrong = nullptr;
};

Tail tail_of(std::string_view rest) {
    Tail tail;
    if (!rest.empty() && rest[0] == '.') {
        size_t size = 0;
        for (rest.remove_prefix(1); size < rest.size() && rest[size] >= '0' && rest[size] <= '9'; ++size) {
            if (size < 3)
                tail.milliseconds = tail.milliseconds * 10 + (rest[size] - '0');
            else if (rest[size] != '0')
                tail.wrong = "is finer than a millisecond";
        }
        if (size == 0) tail.wrong = "has no digits behind its point";
        for (size_t i = size; i < 3; ++i) tail.milliseconds *= 10;
        rest.remove_prefix(size);
    }
    if (rest == "Z" || rest == "z") return tail;
    const int hours = digits_at(rest, 1, 2), minutes = digits_at(rest, 4, 2);
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':' || hours < 0 || hours > 23 ||
        minutes < 0 || minutes > 59) {
        tail.wrong = "needs Z or an offset such as +01:00 at its end";
        return tail;
    }
    tail.offset_minutes = (hours * 60 + minutes) * (rest[0] == '-' ? -1 : 1);
    return tail;
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
    const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2), second = digits_at(text, 17, 2);
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':' ||
        hour < 0 || minute < 0 || second < 0)
        return fault(text, "is not an instant such as 2026-11-21T09:30:00Z");
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return date.fault();
    if (hour > 23) return fault(text, "is not an instant: hours go from 00 to 23");
    if (minute > 59 || second > 59) return fault(text, "is not an instant: minutes and seconds go from 00 to 59");
    const Tail tail = tail_of(text.substr(19));
    if (tail.wrong != nullptr) return fault(text, tail.wrong);

    const Instant instant = Instant{0} + days(day_number(*date)) + hours(hour) +
                            minutes(minute - tail.offset_minutes) + seconds(second) + Duration{tail.milliseconds};
    if (instant < kEarliest || instant > kLatest) return fault(text, "is outside the years 1900 to 2099");
    return instant;
}

InstantText::InstantText(Instant instant) {
    if (instant == kNever) {
        constexpr std::string_view kWord = "never";
        size_ = kWord.copy(text_, kWord.size());
        return;
    }
    constexpr int64_t kDay = days(1).milliseconds;
    int64_t day = instant.milliseconds / kDay;
    auto rest = static_cast<int>(instant.milliseconds % kDay);
    if (rest < 0) {
        --day;
        rest += static_cast<int>(kDay);
    }
    const LocalDate date = date_of_day(static_cast<int32_t>(std::clamp<int64_t>(day, INT32_MIN, INT32_MAX)));
    char* to = put_digits(text_, date.year, 4);
    *to++ = '-';
    to = put_digits(to, date.month, 2);
    *to++ = '-';
    to = put_digits(to, date.day, 2);
    *to++ = 'T';
    to = put_digits(to, rest / 3'600'000, 2);
    *to++ = ':';
    to = put_digits(to, rest / 60'000 % 60, 2);
    *to++ = ':';
    to = put_digits(to, rest / 1000 % 60, 2);
    if (rest % 1000 != 0) {
        *to++ = '.';
        to = put_digits(to, rest % 1000, 3);
    }
    *to++ = 'Z';
    size_ = static_cast<size_t>(to - text_);
}

std::string to_text(Instant instant) { return std::string(InstantText(instant)); }

}  // namespace habitue
