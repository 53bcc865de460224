#include <gtest/gtest.h>

#include <thread>

#include "base/calendar.h"
#include "base/zone_rule.h"

namespace habitue {
namespace {

LocalDate date(const char* text) { return *parse_date(text); }
Instant at(const char* text) { return *parse_instant(text); }
TimeZone zone(const char* name) {
    auto found = TimeZone::find(name);
    EXPECT_TRUE(found.ok()) << found.fault().text();
    return *found;
}
int64_t clock(int hour, int minute) { return hours(hour).milliseconds + minutes(minute).milliseconds; }

TEST(TimeZone, an_unknown_name_is_a_fault) {
    for (const char* name : {"", "Europe/Pari", "europe/paris", "../../etc/passwd", "Europe", "GMT+25", "/"})
        EXPECT_FALSE(TimeZone::find(name).ok()) << name;
    EXPECT_EQ(TimeZone::find("Mars/Base").fault().text(),
              "\"Mars/Base\" is not a time zone: a name such as Europe/Paris is expected");
    EXPECT_EQ(zone("Europe/Paris").name(), "Europe/Paris");
    EXPECT_EQ(TimeZone::utc().name(), "UTC");
}

TEST(TimeZone, utc_days_are_plain_days) {
    const TimeZone utc = TimeZone::utc();
    EXPECT_EQ(utc.date_of(at("2026-11-21T23:59:59.999Z")), date("2026-11-21"));
    EXPECT_EQ(utc.time_of_day(at("1969-12-31T23:59:59.999Z")), days(1).milliseconds - 1);
    EXPECT_EQ(to_text(utc.start_of(date("2026-11-21"))), "2026-11-21T00:00:00Z");
    EXPECT_EQ(to_text(utc.end_of(date("2026-11-21"))), "2026-11-21T23:59:59.999Z");
}

TEST(TimeZone, the_day_the_clock_goes_forward_in_paris_has_23_hours) {
    const TimeZone paris = zone("Europe/Paris");
    const LocalDate day = date("2026-03-29");
    EXPECT_EQ(to_text(paris.start_of(day)), "2026-03-28T23:00:00Z");
    EXPECT_EQ(to_text(paris.end_of(day)), "2026-03-29T21:59:59.999Z");
    EXPECT_EQ(paris.end_of(day) - paris.start_of(day), (Duration{hours(23).milliseconds - 1}));
    EXPECT_EQ(to_text(paris.at(day, clock(1, 59))), "2026-03-29T00:59:00Z");
    EXPECT_EQ(to_text(paris.at(day, clock(2, 0))), "2026-03-29T01:00:00Z");
    EXPECT_EQ(to_text(paris.at(day, clock(2, 30))), "2026-03-29T01:00:00Z");  // skipped: the change itself
    EXPECT_EQ(to_text(paris.at(day, clock(3, 0))), "2026-03-29T01:00:00Z");
    EXPECT_EQ(to_text(paris.at(day, clock(3, 30))), "2026-03-29T01:30:00Z");
    EXPECT_EQ(paris.time_of_day(at("2026-03-29T00:59:59.999Z")), clock(2, 0) - 1);
    EXPECT_EQ(paris.time_of_day(at("2026-03-29T01:00:00Z")), clock(3, 0));
}

TEST(TimeZone, the_day_the_clock_goes_back_in_paris_has_25_hours) {
    const TimeZone paris = zone("Europe/Paris");
    const LocalDate day = date("2026-10-25");
    EXPECT_EQ(to_text(paris.start_of(day)), "2026-10-24T22:00:00Z");
    EXPECT_EQ(to_text(paris.end_of(day)), "2026-10-25T22:59:59.999Z");
    EXPECT_EQ(to_text(paris.at(day, clock(2, 0))), "2026-10-25T00:00:00Z");
    EXPECT_EQ(to_text(paris.at(day, clock(2, 30))), "2026-10-25T00:30:00Z");  // repeated: the earlier one
    EXPECT_EQ(to_text(paris.at(day, clock(3, 0))), "2026-10-25T02:00:00Z");
    EXPECT_EQ(paris.time_of_day(at("2026-10-25T00:30:00Z")), clock(2, 30));
    EXPECT_EQ(paris.time_of_day(at("2026-10-25T01:30:00Z")), clock(2, 30));
}

TEST(TimeZone, a_day_without_midnight_starts_when_the_gap_ends) {
    const TimeZone sao_paulo = zone("America/Sao_Paulo");
    const LocalDate day = date("2018-11-04");
    EXPECT_EQ(to_text(sao_paulo.start_of(day)), "2018-11-04T03:00:00Z");
    EXPECT_EQ(sao_paulo.time_of_day(sao_paulo.start_of(day)), clock(1, 0));
    EXPECT_EQ(sao_paulo.date_of(sao_paulo.start_of(day)), day);
    EXPECT_EQ(to_text(sao_paulo.end_of(date("2018-11-03"))), "2018-11-04T02:59:59.999Z");
    EXPECT_EQ(sao_paulo.date_of(at("2018-11-04T02:59:59.999Z")), date("2018-11-03"));
    EXPECT_EQ(to_text(sao_paulo.end_of(day)), "2018-11-05T01:59:59.999Z");
}

TEST(TimeZone, a_day_with_two_midnights_starts_at_the_first) {
    const TimeZone havana = zone("America/Havana");
    const LocalDate day = date("2025-11-02");
    EXPECT_EQ(to_text(havana.start_of(day)), "2025-11-02T04:00:00Z");
    EXPECT_EQ(to_text(havana.end_of(date("2025-11-01"))), "2025-11-02T03:59:59.999Z");
    EXPECT_EQ(havana.time_of_day(at("2025-11-02T05:00:00Z")), 0);
}

TEST(TimeZone, a_skipped_day_is_empty) {
    const TimeZone apia = zone("Pacific/Apia");
    EXPECT_EQ(to_text(apia.start_of(date("2011-12-30"))), "2011-12-30T10:00:00Z");
    EXPECT_EQ(to_text(apia.start_of(date("2011-12-31"))), "2011-12-30T10:00:00Z");
    EXPECT_EQ(apia.date_of(at("2011-12-30T09:59:59.999Z")), date("2011-12-29"));
    EXPECT_EQ(apia.date_of(at("2011-12-30T10:00:00Z")), date("2011-12-31"));
    EXPECT_LT(apia.end_of(date("2011-12-30")), apia.start_of(date("2011-12-30")));
}

// Compiled zone files list single changes up to 2037; behind that the yearly rule must carry on.
TEST(TimeZone, summer_time_goes_on_behind_2037) {
    const TimeZone paris = zone("Europe/Paris");
    for (int year = 2030; year <= 2099; ++year) {
        const auto y = static_cast<int16_t>(year);
        EXPECT_EQ(paris.time_of_day(paris.start_of({y, 7, 14}) + hours(12)), clock(12, 0)) << year;
        EXPECT_EQ(to_text(paris.start_of({y, 7, 14})), std::to_string(year) + "-07-13T22:00:00Z");
        EXPECT_EQ(to_text(paris.start_of({y, 1, 14})), std::to_string(year) + "-01-13T23:00:00Z");
    }
    EXPECT_EQ(to_text(paris.start_of(date("2050-03-27"))), "2050-03-26T23:00:00Z");
    EXPECT_EQ(to_text(paris.end_of(date("2050-03-27"))), "2050-03-27T21:59:59.999Z");
    EXPECT_EQ(to_text(paris.end_of(date("2099-12-31"))), "2099-12-31T22:59:59.999Z");
    EXPECT_EQ(to_text(zone("America/New_York").start_of(date("2060-07-04"))), "2060-07-04T04:00:00Z");
    EXPECT_EQ(to_text(zone("Australia/Sydney").start_of(date("2060-01-01"))), "2059-12-31T13:00:00Z");
    EXPECT_EQ(to_text(zone("America/Sao_Paulo").start_of(date("2060-01-01"))), "2060-01-01T03:00:00Z");
}

TEST(TimeZone, offsets_before_standard_time_count_seconds) {
    EXPECT_EQ(to_text(zone("Europe/Paris").start_of(date("1900-01-02"))), "1900-01-01T23:50:39Z");
}

TEST(TimeZone, every_instant_lies_within_its_date_in_every_zone) {
    for (const char* name : {"Europe/Paris", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia", "Asia/Tehran",
                             "Africa/Casablanca", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"}) {
        const TimeZone tested = zone(name);
        for (int32_t day = day_number({1900, 1, 2}); day < day_number({2099, 12, 30}); ++day) {
            const Instant start = tested.start_of(date_of_day(day)), end = tested.end_of(date_of_day(day));
            ASSERT_EQ(end + Duration{1}, tested.start_of(date_of_day(day + 1)));
            if (end < start) continue;  // skipped altogether
            ASSERT_EQ(tested.date_of(start), date_of_day(day)) << name;
            ASSERT_EQ(tested.date_of(end), date_of_day(day)) << name;
            ASSERT_NE(tested.date_of(start - Duration{1}), date_of_day(day)) << name;
        }
    }
}

TEST(TimeZone, instants_out_of_any_range_still_have_a_date) {
    const TimeZone paris = zone("Europe/Paris");
    EXPECT_EQ(paris.date_of(kNever), date("9999-12-31"));
    EXPECT_EQ(paris.date_of(Instant{INT64_MIN}), date("0001-01-01"));
    EXPECT_GE(paris.time_of_day(kNever), 0);
    EXPECT_LT(paris.start_of(date("0001-01-01")), kEarliest);
    EXPECT_GT(paris.start_of(date("9999-12-31")), kLatest);
}

TEST(TimeZone, threads_may_look_up_and_ask_at_once) {
    std::vector<std::thread> threads;
    std::vector<LocalDate> found(4);
    for (size_t i = 0; i < found.size(); ++i)
        threads.emplace_back([&found, i] { found[i] = zone("Europe/Paris").date_of(Instant{1'795'253'400'000}); });
    for (std::thread& thread : threads) thread.join();
    for (const LocalDate& each : found) EXPECT_EQ(each, date("2026-11-21"));
}

TEST(Period, calendar_units_keep_the_wall_clock_and_hours_do_not) {
    struct Row {
        const char* from;
        const char* period;
        const char* to;
    };
    const Row rows[] = {
        {"2026-03-28T11:00:00Z", "1 day", "2026-03-29T10:00:00Z"},  // noon to noon, 23 hours
        {"2026-03-28T11:00:00Z", "24 hours", "2026-03-29T11:00:00Z"},
        {"2026-10-24T10:00:00Z", "1 day", "2026-10-25T11:00:00Z"},  // noon to noon, 25 hours
        {"2026-03-28T01:30:00Z", "1 day", "2026-03-29T01:00:00Z"},  // 02:30 does not exist
        {"2026-10-24T00:30:00Z", "1 day", "2026-10-25T00:30:00Z"},  // 02:30 comes twice
        {"2026-03-01T11:00:00Z", "4 weeks", "2026-03-29T10:00:00Z"},
        {"2026-01-31T11:00:00Z", "1 month", "2026-02-28T11:00:00Z"},
        {"2024-02-29T11:00:00Z", "1 year", "2025-02-28T11:00:00Z"},
        {"2026-01-31T23:30:00Z", "1 month", "2026-02-28T23:30:00Z"},  // 1 February in Paris, to 1 March
        {"2026-10-25T01:30:00Z", "0 days", "2026-10-25T01:30:00Z"},   // the second 02:30 stays
        {"2026-01-01T00:00:00Z", "90 minutes", "2026-01-01T01:30:00Z"},
    };
    const TimeZone paris = zone("Europe/Paris");
    for (const Row& row : rows)
        EXPECT_EQ(to_text(add(at(row.from), *parse_period(row.period), paris)), row.to) << row.from << row.period;
}

TEST(Period, subtracting_goes_back_by_the_same_rules) {
    const TimeZone paris = zone("Europe/Paris");
    EXPECT_EQ(to_text(subtract(at("2026-03-29T10:00:00Z"), {1, Period::Unit::days}, paris)),
              "2026-03-28T11:00:00Z");
    EXPECT_EQ(to_text(subtract(at("2026-03-31T10:00:00Z"), {1, Period::Unit::months}, paris)),
              "2026-02-28T11:00:00Z");
    EXPECT_EQ(to_text(subtract(at("2024-02-29T11:00:00Z"), {1, Period::Unit::years}, paris)),
              "2023-02-28T11:00:00Z");
    EXPECT_EQ(to_text(subtract(at("2026-03-29T10:00:00Z"), {24, Period::Unit::hours}, paris)),
              "2026-03-28T10:00:00Z");
}

TEST(Period, never_stays_never_and_the_far_future_stops_at_the_last_day) {
    const TimeZone paris = zone("Europe/Paris");
    EXPECT_EQ(add(kNever, {1, Period::Unit::days}, paris), kNever);
    EXPECT_EQ(subtract(kNever, {1, Period::Unit::hours}, paris), kNever);
    EXPECT_EQ(anchor(kNever, Anchor::end_of_year, paris), kNever);
    EXPECT_EQ(add(Instant{INT64_MAX - 1}, {1, Period::Unit::hours}, paris), kNever);
    EXPECT_EQ(paris.date_of(add(at("2026-01-01T00:00:00Z"), {100'000, Period::Unit::years}, paris)),
              date("9999-12-31"));
}

TEST(Anchor, ends_are_the_last_millisecond_of_a_local_day) {
    const TimeZone paris = zone("Europe/Paris");
    const Instant t = at("2026-02-28T23:30:00Z");  // 1 March in Paris
    EXPECT_EQ(anchor(t, Anchor::none, paris), t);
    EXPECT_EQ(to_text(anchor(t, Anchor::end_of_day, paris)), "2026-03-01T22:59:59.999Z");
    EXPECT_EQ(to_text(anchor(t, Anchor::end_of_month, paris)), "2026-03-31T21:59:59.999Z");
    EXPECT_EQ(to_text(anchor(t, Anchor::end_of_quarter, paris)), "2026-03-31T21:59:59.999Z");
    EXPECT_EQ(to_text(anchor(t, Anchor::end_of_year, paris)), "2026-12-31T22:59:59.999Z");
    const Instant end = anchor(t, Anchor::end_of_month, paris);
    EXPECT_EQ(anchor(end, Anchor::end_of_month, paris), end);
}

TEST(ZoneRule, yearly_changes_are_read_from_their_posix_form) {
    struct Row {
        const char* text;
        int year;
        const char* first;
        int64_t first_offset_minutes;
        const char* second;
        int64_t second_offset_minutes;
    };
    const Row rows[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", 2026, "2026-03-29T01:00:00Z", 120, "2026-10-25T01:00:00Z", 60},
        {"EST5EDT,M3.2.0,M11.1.0", 2026, "2026-03-08T07:00:00Z", -240, "2026-11-01T06:00:00Z", -300},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", 2026, "2026-04-04T16:00:00Z", 600, "2026-10-03T16:00:00Z", 660},
        {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2026, "2026-04-04T15:00:00Z", 630, "2026-10-03T15:30:00Z", 660},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", 2026, "2026-03-29T01:00:00Z", 60, "2026-10-25T01:00:00Z", 0},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, "2026-03-29T01:00:00Z", -60, "2026-10-25T01:00:00Z", -120},
        {"IST-2IDT,M3.4.4/26,M10.5.0", 2026, "2026-03-27T00:00:00Z", 180, "2026-10-24T23:00:00Z", 120},
    };
    for (const Row& row : rows) {
        const auto rule = ZoneRule::parse(row.text);
        ASSERT_TRUE(rule) << row.text;
        const auto changes = rule->changes_in(row.year);
        EXPECT_EQ(to_text(Instant{changes[0].begin_ms}), row.first) << row.text;
        EXPECT_EQ(changes[0].offset_ms, minutes(row.first_offset_minutes).milliseconds) << row.text;
        EXPECT_EQ(to_text(Instant{changes[1].begin_ms}), row.second) << row.text;
        EXPECT_EQ(changes[1].offset_ms, minutes(row.second_offset_minutes).milliseconds) << row.text;
    }
}

TEST(ZoneRule, text_without_a_yearly_change_gives_no_rule) {
    for (const char* text : {"", "UTC0", "<+0530>-5:30", "CET-1CEST", "CET-1CEST,M3.5.0",
                             "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,J60,J300",
                             "CET-1CEST,M3.5.0,M10.5.0/3x", "<CET-1", "CET-999CEST,M3.5.0,M10.5.0"})
        EXPECT_FALSE(ZoneRule::parse(text)) << text;
    const std::string whole = "<+1030>-10:30<+11>-11,M10.1.0/2:30,M4.1.0";
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(ZoneRule::parse(std::string(whole, 0, size))) << size;
}

}  // namespace
}  // namespace habitue
