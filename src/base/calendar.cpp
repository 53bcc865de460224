#include "base/calendar.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <chrono>

#include "base/digits.h"

namespace habitue {
namespace {

namespace chrono = std::chrono;

constexpr int32_t kFirstDay = -719'162;  // 0001-01-01
constexpr int32_t kLastDay = 2'932'896;  // 9999-12-31
constexpr int32_t kMostCount = 100'000;

struct UnitName {
    std::string_view singular;
    std::string_view plural;
    Period::Unit unit;
};
constexpr std::array<UnitName, 6> kUnits{{{"minute", "minutes", Period::Unit::minutes},
                                          {"hour", "hours", Period::Unit::hours},
                                          {"day", "days", Period::Unit::days},
                                          {"week", "weeks", Period::Unit::weeks},
                                          {"month", "months", Period::Unit::months},
                                          {"year", "years", Period::Unit::years}}};

LocalDate day_within(int64_t number) {
    return date_of_day(static_cast<int32_t>(std::clamp<int64_t>(number, kFirstDay, kLastDay)));
}

LocalDate last_day_of(int16_t year, uint8_t month) {
    return {year, month, static_cast<uint8_t>(days_in_month(year, month))};
}

}  // namespace

int days_in_month(int year, int month) {
    constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

int32_t day_number(LocalDate date) {
    const chrono::year_month_day civil{chrono::year{date.year}, chrono::month{date.month}, chrono::day{date.day}};
    return static_cast<int32_t>(chrono::sys_days{civil}.time_since_epoch().count());
}

LocalDate date_of_day(int32_t number) {
    const chrono::year_month_day civil{chrono::sys_days{chrono::days{std::clamp(number, kFirstDay, kLastDay)}}};
    return {static_cast<int16_t>(static_cast<int>(civil.year())),
            static_cast<uint8_t>(static_cast<unsigned>(civil.month())),
            static_cast<uint8_t>(static_cast<unsigned>(civil.day()))};
}

int weekday(LocalDate date) {
    const int32_t since_monday = (day_number(date) + 3) % 7;  // 1970-01-01 was a Thursday
    return (since_monday + 7) % 7 + 1;
}

LocalDate add_days(LocalDate date, int32_t days) { return day_within(int64_t{day_number(date)} + days); }

LocalDate add_months(LocalDate date, int months) {
    const int64_t since_year_0 = int64_t{date.year} * 12 + (date.month - 1) + months;
    if (since_year_0 < 12) return date_of_day(kFirstDay);
    if (since_year_0 >= 120'000) return date_of_day(kLastDay);
    const auto year = static_cast<int16_t>(since_year_0 / 12);
    const auto month = static_cast<uint8_t>(since_year_0 % 12 + 1);
    return {year, month, std::min(date.day, last_day_of(year, month).day)};
}

LocalDate end_of_month(LocalDate date) { return last_day_of(date.year, date.month); }

LocalDate end_of_quarter(LocalDate date) {
    return last_day_of(date.year, static_cast<uint8_t>((date.month + 2) / 3 * 3));
}

LocalDate end_of_year(LocalDate date) { return {date.year, 12, 31}; }

Result<LocalDate> parse_date(std::string_view text) {
    const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    const auto fault = [&](const std::string& why) {
        return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) + "\" " + why);
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0)
        return fault("is not a date such as 2026-11-21");
    if (year == 0) return fault("is not a date: years begin with 0001");
    if (month < 1 || month > 12) return fault("is not a date: months go from 01 to 12");
    const int last = days_in_month(year, month);
    if (day < 1 || day > last)
        return fault("is not a date: the days of that month go from 01 to " + std::to_string(last));
    return LocalDate{static_cast<int16_t>(year), static_cast<uint8_t>(month), static_cast<uint8_t>(day)};
}

std::string to_text(LocalDate date) {
    char text[10];
    char* to = put_digits(text, date.year, 4);
    *to++ = '-';
    to = put_digits(to, date.month, 2);
    *to++ = '-';
    return {text, put_digits(to, date.day, 2)};
}

LocalDate add(LocalDate from, Period period) {
    switch (period.unit) {
        case Period::Unit::weeks: return add_days(from, period.count * 7);
        case Period::Unit::months: return add_months(from, period.count);
        case Period::Unit::years: return add_months(from, period.count * 12);
        default: break;
    }
    assert(period.unit == Period::Unit::days && "hours and minutes need a zone");
    return add_days(from, period.count);
}

LocalDate subtract(LocalDate from, Period period) { return add(from, {-period.count, period.unit}); }

Result<Period> parse_period(std::string_view text) {
    const auto fault = [&](const char* why) {
        return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) + "\" is not a period: " + why);
    };
    Period period;
    const char* const end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data(), end, period.count);
    if (error == std::errc::result_out_of_range) return fault("its number goes from 0 to 100000");
    if (error != std::errc{} || behind == end || *behind != ' ')
        return fault("a whole number, a blank and a unit are expected, such as \"12 months\"");
    if (period.count < 0 || period.count > kMostCount) return fault("its number goes from 0 to 100000");
    const std::string_view unit(behind + 1, static_cast<size_t>(end - behind - 1));
    for (const UnitName& known : kUnits) {
        if (unit != known.singular && unit != known.plural) continue;
        period.unit = known.unit;
        return period;
    }
    return fault("its unit is one of minutes, hours, days, weeks, months, years");
}

std::string to_text(Period period) {
    const UnitName& unit = kUnits[static_cast<size_t>(period.unit)];
    return std::to_string(period.count) + ' ' + std::string(period.count == 1 ? unit.singular : unit.plural);
}

}  // namespace habitue
