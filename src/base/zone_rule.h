// The rule by which a zone goes on changing its clock every year, as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3".
// Compiled zone files list single changes up to 2037 or less and end with this text; the date library reads the
// list only, so dates behind it need the rule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"

namespace habitue {

struct OffsetChange {
    int64_t begin_ms = 0;   // UTC
    int64_t offset_ms = 0;  // local time minus UTC from then on
};

class ZoneRule {
  public:
    // Nothing when the text names no yearly change, or gives its days in another form than "M" (no zone does).
    static std::optional<ZoneRule> parse(std::string_view text);
    // The two changes of the year, earlier first.
    std::array<OffsetChange, 2> changes_in(int year) const;

  private:
    struct Day {  // the week-th weekday of a month (5: the last), and the wall-clock time in seconds
        int month = 1;
        int week = 1;
        int weekday = 0;  // 0 Sunday
        int seconds = 7200;
    };
    static std::optional<Day> parse_day(std::string_view& rest);
    static int64_t wall_seconds(const Day&, int year);

    int standard_seconds_ = 0;  // local time minus UTC
    int summer_seconds_ = 0;
    Day summer_begins_;
    Day summer_ends_;
};

}  // namespace habitue
