#include "insight/demo_calendar.h"

#include <algorithm>

namespace habitue::insight {
namespace {

constexpr int kWednesday = 3;
constexpr int kFriday = 5;
constexpr int kSunday = 7;
constexpr int32_t kSalesDays = 28;

// Wednesdays of a month: the n-th (1, 2 ...), or with 0 the last.
int32_t wednesday(int16_t year, uint8_t month, int n) {
    if (n == 0) {
        const LocalDate last = end_of_month({year, month, 1});
        return day_number(last) - (weekday(last) - kWednesday + 7) % 7;
    }
    const LocalDate first{year, month, 1};
    return day_number(first) + (kWednesday - weekday(first) + 7) % 7 + (n - 1) * 7;
}

bool is_public_holiday(LocalDate date) {
    constexpr LocalDate kHolidays[] = {{0, 1, 1},  {0, 5, 1},  {0, 5, 8},   {0, 7, 14},
                                       {0, 8, 15}, {0, 11, 1}, {0, 11, 11}, {0, 12, 25}};
    return std::any_of(std::begin(kHolidays), std::end(kHolidays),
                       [&](LocalDate holiday) { return holiday.month == date.month && holiday.day == date.day; });
}

bool is_black_friday(LocalDate date) {
    return date.month == 11 && date.day >= 23 && date.day <= 29 && weekday(date) == kFriday;
}

}  // namespace

bool is_sales_day(LocalDate date) {
    const int32_t day = day_number(date);
    const int32_t winter = wednesday(date.year, 1, 2), summer = wednesday(date.year, 6, 0);
    return (day >= winter && day < winter + kSalesDays) || (day >= summer && day < summer + kSalesDays);
}

int64_t weight_of(LocalDate date) {
    int64_t weight = kOrdinaryDay;
    if (date.month == 12 && date.day <= 22) weight = 190;
    if (date.month == 11 && date.day >= 20) weight = 140;
    if (date.month == 8) weight = 55;
    if (is_sales_day(date)) weight = weight * 3 / 2;
    if (is_black_friday(date)) weight = 320;
    if (weekday(date) == kSunday) weight = weight * 4 / 5;
    if (is_public_holiday(date)) weight /= 2;
    return weight;
}

DemoCalendar::DemoCalendar(LocalDate first_day, int years) : first_day_(first_day), before_{0} {
    const LocalDate end = add_months(first_day, 12 * years);
    for (LocalDate date = first_day; date < end; date = add_days(date, 1))
        before_.push_back(before_.back() + weight_of(date));
}

int32_t DemoCalendar::day_at(int64_t weight) const {
    const auto behind = std::upper_bound(before_.begin(), before_.end(), weight);
    return behind == before_.end() ? days() : static_cast<int32_t>(behind - before_.begin()) - 1;
}

}  // namespace habitue::insight
