#include "base/calendar.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

LocalDate date(const char* text) { return *parse_date(text); }

TEST(Calendar, day_numbers_and_dates_are_inverse) {
    EXPECT_EQ(day_number(date("1970-01-01")), 0);
    EXPECT_EQ(day_number(date("2000-03-01")), 11'017);
    EXPECT_EQ(day_number(date("0001-01-01")), -719'162);
    EXPECT_EQ(day_number(date("9999-12-31")), 2'932'896);
    LocalDate expected = date("1899-12-30");
    for (int32_t day = day_number(expected); day < 50'000; ++day) {
        ASSERT_EQ(date_of_day(day), expected);
        ASSERT_EQ(day_number(expected), day);
        if (expected.day < days_in_month(expected.year, expected.month))
            ++expected.day;
        else if (expected.month < 12)
            expected = {expected.year, static_cast<uint8_t>(expected.month + 1), 1};
        else
            expected = {static_cast<int16_t>(expected.year + 1), 1, 1};
    }
    EXPECT_EQ(date_of_day(INT32_MAX), date("9999-12-31"));
    EXPECT_EQ(date_of_day(INT32_MIN), date("0001-01-01"));
}

TEST(Calendar, weekdays_count_from_monday) {
    EXPECT_EQ(weekday(date("1970-01-01")), 4);
    EXPECT_EQ(weekday(date("2026-11-21")), 6);
    EXPECT_EQ(weekday(date("2026-11-22")), 7);
    EXPECT_EQ(weekday(date("2026-11-23")), 1);
    EXPECT_EQ(weekday(date("1900-01-01")), 1);
    EXPECT_EQ(weekday(date("0001-01-01")), 1);
}

TEST(Calendar, months_keep_the_day_or_take_the_last_one) {
    struct Row {
        const char* from;
        int months;
        const char* to;
    };
    const Row rows[] = {
        {"2026-01-31", 1, "2026-02-28"},         {"2024-01-31", 1, "2024-02-29"},
        {"2024-02-29", 12, "2025-02-28"},        {"2024-02-29", 48, "2028-02-29"},
        {"2024-02-29", -12, "2023-02-28"},       {"2026-03-31", -1, "2026-02-28"},
        {"2026-12-15", 1, "2027-01-15"},         {"2026-01-15", -1, "2025-12-15"},
        {"2026-05-31", 1, "2026-06-30"},         {"2026-02-28", 1, "2026-03-28"},
        {"2026-07-14", 0, "2026-07-14"},         {"2026-01-31", 13, "2027-02-28"},
        {"1900-01-31", 1, "1900-02-28"},         {"2026-01-01", 1'200'000, "9999-12-31"},
        {"2026-01-01", INT32_MAX, "9999-12-31"}, {"2026-01-01", INT32_MIN, "0001-01-01"},
    };
    for (const Row& row : rows) EXPECT_EQ(to_text(add_months(date(row.from), row.months)), row.to) << row.from;
}

TEST(Calendar, days_are_added_across_months_and_leap_days) {
    EXPECT_EQ(add_days(date("2024-02-28"), 1), date("2024-02-29"));
    EXPECT_EQ(add_days(date("2026-02-28"), 1), date("2026-03-01"));
    EXPECT_EQ(add_days(date("2026-01-01"), -1), date("2025-12-31"));
    EXPECT_EQ(add_days(date("2026-01-01"), 365), date("2027-01-01"));
    EXPECT_EQ(add_days(date("2026-01-01"), INT32_MAX), date("9999-12-31"));
}

TEST(Calendar, ends_of_month_quarter_and_year) {
    struct Row {
        const char* from;
        const char* month;
        const char* quarter;
    };
    const Row rows[] = {{"2024-02-10", "2024-02-29", "2024-03-31"}, {"2026-02-28", "2026-02-28", "2026-03-31"},
                        {"2026-04-01", "2026-04-30", "2026-06-30"}, {"2026-08-31", "2026-08-31", "2026-09-30"},
                        {"2026-10-01", "2026-10-31", "2026-12-31"}, {"2026-12-31", "2026-12-31", "2026-12-31"}};
    for (const Row& row : rows) {
        EXPECT_EQ(to_text(end_of_month(date(row.from))), row.month);
        EXPECT_EQ(to_text(end_of_quarter(date(row.from))), row.quarter);
        EXPECT_EQ(end_of_year(date(row.from)), (LocalDate{date(row.from).year, 12, 31}));
    }
}

TEST(Calendar, dates_that_are_none_are_refused) {
    for (const char* text : {"", "2026", "2026-11", "2026-1-1", "2026-11-21 ", " 2026-11-21", "2026-02-29",
                             "2026-02-30", "2026-13-01", "2026-00-10", "2026-10-00", "0000-01-01", "21/11/2026",
                             "2026/11/21", "2026-11-2x", "-026-11-21", "20261121"})
        EXPECT_FALSE(parse_date(text).ok()) << text;
    EXPECT_EQ(to_text(*parse_date("0987-06-05")), "0987-06-05");
    EXPECT_EQ(parse_date("2026-02-30").fault().text(),
              "\"2026-02-30\" is not a date: the days of that month go from 01 to 28");
}

TEST(Calendar, periods_are_read_in_singular_and_plural_and_written_back) {
    struct Row {
        const char* text;
        int32_t count;
        Period::Unit unit;
        const char* written;
    };
    const Row rows[] = {{"14 days", 14, Period::Unit::days, "14 days"},
                        {"12 months", 12, Period::Unit::months, "12 months"},
                        {"1 year", 1, Period::Unit::years, "1 year"},
                        {"36 hours", 36, Period::Unit::hours, "36 hours"},
                        {"2 weeks", 2, Period::Unit::weeks, "2 weeks"},
                        {"90 minutes", 90, Period::Unit::minutes, "90 minutes"},
                        {"1 days", 1, Period::Unit::days, "1 day"},
                        {"3 month", 3, Period::Unit::months, "3 months"},
                        {"0 days", 0, Period::Unit::days, "0 days"},
                        {"100000 hours", 100'000, Period::Unit::hours, "100000 hours"}};
    for (const Row& row : rows) {
        const auto period = parse_period(row.text);
        ASSERT_TRUE(period.ok()) << row.text << ": " << period.fault().text();
        EXPECT_EQ(*period, (Period{row.count, row.unit}));
        EXPECT_EQ(to_text(*period), row.written);
    }
}

TEST(Calendar, periods_that_are_none_are_refused) {
    for (const char* text :
         {"", "12", "months", "12months", "12  months", " 12 months", "12 months ", "-1 days", "+1 days",
          "1.5 days", "100001 days", "99999999999 days", "12 moons", "12 Months", "12 "})
        EXPECT_FALSE(parse_period(text).ok()) << text;
    EXPECT_EQ(parse_period("12 moons").fault().text(),
              "\"12 moons\" is not a period: its unit is one of minutes, hours, days, weeks, months, years");
}

}  // namespace
}  // namespace habitue
