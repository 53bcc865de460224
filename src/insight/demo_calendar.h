// When people buy: every day of the made-up shop has a weight, and time for a customer runs in weights instead of
// days.
#pragma once

#include <cstdint>
#include <vector>

#include "base/calendar.h"

namespace habitue::insight {

inline constexpr int64_t kOrdinaryDay = 100;

// Christmas, the two French sales, an empty August, quiet Sundays and holidays.
int64_t weight_of(LocalDate);
// Winter sales from the second Wednesday of January, summer sales from the last of June; four weeks each.
bool is_sales_day(LocalDate);

class DemoCalendar {
  public:
    DemoCalendar(LocalDate first_day, int years);

    int32_t days() const { return static_cast<int32_t>(before_.size()) - 1; }
    LocalDate date(int32_t day) const { return add_days(first_day_, day); }
    // The weight of all days before `day`.
    int64_t weight_before(int32_t day) const { return before_[static_cast<size_t>(day)]; }
    int64_t whole_weight() const { return before_.back(); }
    // The day in which this much weight has passed; days() when it is more than all.
    int32_t day_at(int64_t weight) const;

  private:
    LocalDate first_day_;
    std::vector<int64_t> before_;
};

}  // namespace habitue::insight
