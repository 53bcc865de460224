// Local dates, time zones and periods: what turns "12 months, end of month, in Paris" into one instant.
// A zone is an IANA name looked up in the system's tz database (Howard Hinnant's date library).
// Dates stay within the years 0001 to 9999: arithmetic that would leave them stops at the first or last day, and
// kNever stays kNever.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace habitue {

struct LocalDate {
    int16_t year = 1970;
    uint8_t month = 1;  // 1 to 12
    uint8_t day = 1;
    auto operator<=>(const LocalDate&) const = default;
};

int32_t day_number(LocalDate);           // days since 1970-01-01
LocalDate date_of_day(int32_t number);   // its inverse, within the years 0001 to 9999
int weekday(LocalDate);                  // 1 Monday to 7 Sunday
int days_in_month(int year, int month);  // month 1 to 12
LocalDate add_days(LocalDate, int32_t days);
// Keeps the day of the month, or takes the last day when the month is shorter (31 January + 1 month = 28 February).
LocalDate add_months(LocalDate, int months);
LocalDate end_of_month(LocalDate);
LocalDate end_of_quarter(LocalDate);
LocalDate end_of_year(LocalDate);
Result<LocalDate> parse_date(std::string_view text);  // "2026-11-21"
std::string to_text(LocalDate);

// Copyable handle to an immutable zone, exact for the instants that are accepted (1900 to 2099). Finding a zone
// reads files and is slow (find it once, keep the handle); asking it is fast and safe from any thread.
class TimeZone {
  public:
    static TimeZone utc();
    static Result<TimeZone> find(std::string_view iana_name);
    const std::string& name() const;
    LocalDate date_of(Instant) const;
    // milliseconds since local midnight
    int64_t time_of_day(Instant) const;
    // The first instant of the local date. Where a clock change skips midnight, the first instant after the gap;
    // where it repeats it, the earlier one.
    Instant start_of(LocalDate) const;
    // The last millisecond before the next date starts: days follow each other without gap or overlap. (A date that
    // a zone skipped altogether, 2011-12-30 in Apia, is empty: it ends before it starts.)
    Instant end_of(LocalDate) const;
    // A wall-clock time on a date: in a gap the instant of the change, in a repeated hour the earlier one.
    Instant at(LocalDate, int64_t time_of_day_ms) const;

  private:
    struct Rep;
    std::shared_ptr<const Rep> rep_;
};

// "14 days", "12 months", "1 year", "36 hours", "2 weeks". Days and longer are calendar units in a zone; hours and
// minutes are elapsed time.
struct Period {
    enum class Unit : uint8_t { minutes, hours, days, weeks, months, years };
    int32_t count = 0;
    Unit unit = Unit::days;
    bool operator==(const Period&) const = default;
};
Result<Period> parse_period(std::string_view text);  // singular or plural; count 0 to 100000
std::string to_text(Period);

// The date `period` after `from`, in days or longer; of a month that is too short, its last day.
LocalDate add(LocalDate from, Period);
LocalDate subtract(LocalDate from, Period);

// The instant `period` after `from`: calendar units keep the local wall-clock time, moved as TimeZone::at says
// where a clock change takes it away.
Instant add(Instant from, Period, const TimeZone&);
Instant subtract(Instant from, Period, const TimeZone&);

// Where an end is moved to, and always to the last millisecond of that local day.
enum class Anchor : uint8_t { none, end_of_day, end_of_month, end_of_quarter, end_of_year };
Instant anchor(Instant, Anchor, const TimeZone&);

}  // namespace habitue
