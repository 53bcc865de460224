#include "base/zone_rule.h"

#include "base/calendar.h"

namespace habitue {
namespace {

bool eat(std::string_view& rest, char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
}

std::optional<int> eat_number(std::string_view& rest, int most) {
    int value = 0;
    size_t size = 0;
    for (; size < rest.size() && rest[size] >= '0' && rest[size] <= '9'; ++size) {
        value = value * 10 + (rest[size] - '0');
        if (value > most) return std::nullopt;
    }
    if (size == 0) return std::nullopt;
    rest.remove_prefix(size);
    return value;
}

// "CET" or "<+0330>"
bool eat_name(std::string_view& rest) {
    size_t size = 0;
    if (eat(rest, '<')) {
        size = rest.find('>');
        if (size == std::string_view::npos) return false;
        rest.remove_prefix(size + 1);
        return true;
    }
    while (size < rest.size() && ((rest[size] | 0x20) >= 'a' && (rest[size] | 0x20) <= 'z')) ++size;
    rest.remove_prefix(size);
    return size > 0;
}

// "-3:30" in seconds; hours may go to 167 in the times of a rule
std::optional<int> eat_time(std::string_view& rest) {
    const bool negative = eat(rest, '-');
    if (!negative) eat(rest, '+');
    const auto hours = eat_number(rest, 167);
    if (!hours) return std::nullopt;
    int total = *hours * 3600;
    for (int unit = 60; unit >= 1 && eat(rest, ':'); unit /= 60) {
        const auto number = eat_number(rest, 59);
        if (!number) return std::nullopt;
        total += *number * unit;
    }
    return negative ? -total : total;
}

}  // namespace

std::optional<ZoneRule::Day> ZoneRule::parse_day(std::string_view& rest) {
    if (!eat(rest, ',') || !eat(rest, 'M')) return std::nullopt;
    const auto month = eat_number(rest, 12);
    if (!month || *month < 1 || !eat(rest, '.')) return std::nullopt;
    const auto week = eat_number(rest, 5);
    if (!week || *week < 1 || !eat(rest, '.')) return std::nullopt;
    const auto weekday = eat_number(rest, 6);
    if (!weekday) return std::nullopt;
    Day day{*month, *week, *weekday};
    if (!eat(rest, '/')) return day;
    const auto seconds = eat_time(rest);
    if (!seconds) return std::nullopt;
    day.seconds = *seconds;
    return day;
}

std::optional<ZoneRule> ZoneRule::parse(std::string_view rest) {
    ZoneRule rule;
    if (!eat_name(rest)) return std::nullopt;
    const auto standard = eat_time(rest);
    if (!standard || !eat_name(rest)) return std::nullopt;
    rule.standard_seconds_ = -*standard;  // POSIX counts westwards
    rule.summer_seconds_ = rule.standard_seconds_ + 3600;
    if (!rest.empty() && rest[0] != ',') {
        const auto summer = eat_time(rest);
        if (!summer) return std::nullopt;
        rule.summer_seconds_ = -*summer;
    }
    const auto begins = parse_day(rest);
    if (!begins) return std::nullopt;
    const auto ends = parse_day(rest);
    if (!ends || !rest.empty()) return std::nullopt;
    rule.summer_begins_ = *begins;
    rule.summer_ends_ = *ends;
    return rule;
}

int64_t ZoneRule::wall_seconds(const Day& day, int year) {
    const LocalDate first{static_cast<int16_t>(year), static_cast<uint8_t>(day.month), 1};
    const int until_weekday = (day.weekday - habitue::weekday(first) % 7 + 7) % 7;
    int of_month = 1 + until_weekday + (day.week - 1) * 7;
    if (of_month > days_in_month(year, day.month)) of_month -= 7;
    return (int64_t{day_number(first)} + of_month - 1) * 86'400 + day.seconds;
}

std::array<OffsetChange, 2> ZoneRule::changes_in(int year) const {
    // each change is written in the wall-clock time that it ends
    const OffsetChange summer{(wall_seconds(summer_begins_, year) - standard_seconds_) * 1000,
                              int64_t{summer_seconds_} * 1000};
    const OffsetChange winter{(wall_seconds(summer_ends_, year) - summer_seconds_) * 1000,
                              int64_t{standard_seconds_} * 1000};
    if (summer.begin_ms < winter.begin_ms) return {summer, winter};
    return {winter, summer};
}

}  // namespace habitue
