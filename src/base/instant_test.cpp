#include "base/instant.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

TEST(Instant, rfc_3339_text_is_read) {
    struct Row {
        const char* text;
        int64_t milliseconds;
    };
    const Row rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59.999Z", -1},
        {"2026-11-21T09:30:00Z", 1'795'253'400'000},
        {"2026-11-21T10:30:00.250+01:00", 1'795'253'400'250},
        {"2026-11-21T04:00:00-05:30", 1'795'253'400'000},
        {"2026-11-21T09:30:00-00:00", 1'795'253'400'000},
        {"2026-11-22T00:30:00+15:00", 1'795'253'400'000},
        {"2026-11-21t09:30:00z", 1'795'253'400'000},
        {"2026-11-21T09:30:00.5Z", 1'795'253'400'500},
        {"2026-11-21T09:30:00.05Z", 1'795'253'400'050},
        {"2026-11-21T09:30:00.123000Z", 1'795'253'400'123},
        {"2024-02-29T12:00:00Z", 1'709'208'000'000},
        {"2000-02-29T00:00:00Z", 951'782'400'000},
        {"1900-01-01T00:00:00Z", kEarliest.milliseconds},
        {"2099-12-31T23:59:59.999Z", kLatest.milliseconds},
        {"2100-01-01T00:59:59.999+01:00", kLatest.milliseconds},
    };
    for (const Row& row : rows) {
        const auto instant = parse_instant(row.text);
        ASSERT_TRUE(instant.ok()) << row.text << ": " << instant.fault().text();
        EXPECT_EQ(instant->milliseconds, row.milliseconds) << row.text;
    }
}

TEST(Instant, what_is_no_instant_is_refused) {
    const char* const texts[] = {"",
                                 "2026-11-21",
                                 "2026-11-21T09:30Z",
                                 "2026-11-21T09:30:00",
                                 "2026-11-21 09:30:00Z",
                                 "2026-02-30T00:00:00Z",  // no such day
                                 "2025-02-29T00:00:00Z",  // not a leap year
                                 "1900-02-29T00:00:00Z",  // a century that is none
                                 "2026-04-31T00:00:00Z",
                                 "2026-13-01T00:00:00Z",
                                 "2026-00-01T00:00:00Z",
                                 "2026-01-00T00:00:00Z",
                                 "2026-11-21T24:00:00Z",
                                 "2026-11-21T23:60:00Z",
                                 "2016-12-31T23:59:60Z",
                                 "2026-11-21T09:30:00.Z",
                                 "2026-11-21T09:30:00.0001Z",
                                 "2026-11-21T09:30:00,5Z",
                                 "2026-11-21T09:30:00+0100",
                                 "2026-11-21T09:30:00+1:00",
                                 "2026-11-21T09:30:00+24:00",
                                 "2026-11-21T09:30:00+01:60",
                                 "2026-11-21T09:30:00Zz",
                                 "2026-11-21T09:30:00Z ",
                                 " 2026-11-21T09:30:00Z",
                                 "2026-11-21T09:30:00 +01:00",
                                 "26-11-21T09:30:00Z",
                                 "+2026-11-21T09:30:00Z",
                                 "-026-11-21T09:30:00Z",
                                 "2026/11/21T09:30:00Z",
                                 "2026-11-21T0a:30:00Z",
                                 "2026-W47-6T09:30:00Z",
                                 "1899-12-31T23:59:59.999Z",
                                 "2100-01-01T00:00:00Z",
                                 "1900-01-01T00:00:00+00:01",
                                 "9999-12-31T00:00:00Z"};
    for (const char* text : texts) EXPECT_FALSE(parse_instant(text).ok()) << text;
}

TEST(Instant, the_fault_says_why) {
    EXPECT_EQ(parse_instant("2026-02-30T00:00:00Z").fault().text(),
              "\"2026-02-30\" is not a date: the days of that month go from 01 to 28");
    EXPECT_EQ(parse_instant("2026-11-21T24:00:00Z").fault().text(),
              "\"2026-11-21T24:00:00Z\" is not an instant: hours go from 00 to 23");
    EXPECT_EQ(parse_instant("2026-11-21T09:30:00").fault().text(),
              "\"2026-11-21T09:30:00\" is not an instant such as 2026-11-21T09:30:00Z");
    EXPECT_EQ(parse_instant("2026-11-21T09:30:00.0").fault().text(),
              "\"2026-11-21T09:30:00.0\" needs Z or an offset such as +01:00 at its end");
    EXPECT_EQ(parse_instant("2100-01-01T00:00:00Z").fault().text(),
              "\"2100-01-01T00:00:00Z\" is outside the years 1900 to 2099");
}

TEST(Instant, text_cut_anywhere_is_refused_and_never_read_past_its_end) {
    const std::string whole = "2026-11-21T10:30:00.250+01:00";
    for (size_t size = 0; size < whole.size(); ++size) {
        const std::string cut(whole, 0, size);  // a fresh buffer, so that reading behind it shows under a sanitizer
        EXPECT_FALSE(parse_instant(cut).ok()) << cut;
    }
}

TEST(Instant, text_is_utc_with_milliseconds_only_when_there_are_some) {
    EXPECT_EQ(to_text(Instant{1'795'253'400'000}), "2026-11-21T09:30:00Z");
    EXPECT_EQ(to_text(Instant{1'795'253'400'007}), "2026-11-21T09:30:00.007Z");
    EXPECT_EQ(to_text(Instant{-1}), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_text(kEarliest), "1900-01-01T00:00:00Z");
    EXPECT_EQ(to_text(kLatest), "2099-12-31T23:59:59.999Z");
    EXPECT_EQ(to_text(kNever), "never");
    EXPECT_EQ(to_text(Instant{INT64_MIN}).substr(0, 10), "0001-01-01");
}

TEST(Instant, text_and_back_is_the_same_instant) {
    for (int64_t ms = kEarliest.milliseconds; ms <= kLatest.milliseconds; ms += 86'399'123 * 7) {
        const auto back = parse_instant(to_text(Instant{ms}));
        ASSERT_TRUE(back.ok()) << to_text(Instant{ms});
        ASSERT_EQ(back->milliseconds, ms);
    }
}

}  // namespace
}  // namespace habitue
