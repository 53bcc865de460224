#include "connect/local_time.h"

#include <gtest/gtest.h>

namespace habitue::connect {
namespace {

std::string read(std::string_view text) {
    const auto at = parse_local_time(text, *TimeZone::find("Europe/Paris"));
    return at ? to_text(*at) : "fault";
}

TEST(LocalTime, a_time_without_an_offset_is_the_shops) {
    EXPECT_EQ(read("2026-07-01 09:30"), "2026-07-01T07:30:00Z");
    EXPECT_EQ(read("2026-12-01T09:30:15"), "2026-12-01T08:30:15Z");
    EXPECT_EQ(read("2026-12-01"), "2026-11-30T23:00:00Z");
    EXPECT_EQ(read("01/12/2026 09:30"), "2026-12-01T08:30:00Z");
    EXPECT_EQ(read("01/12/2026"), "2026-11-30T23:00:00Z");
}

TEST(LocalTime, an_offset_wins_over_the_shops_zone) {
    EXPECT_EQ(read("2026-07-01T09:30:00Z"), "2026-07-01T09:30:00Z");
    EXPECT_EQ(read("2026-07-01 09:30:00 +0200"), "2026-07-01T07:30:00Z");
    EXPECT_EQ(read("2026-07-01T09:30:00.250-05:30"), "2026-07-01T15:00:00.250Z");
}

TEST(LocalTime, anything_else_is_refused) {
    for (const char* text : {"", "yesterday", "2026-02-30", "2026-13-01", "31/02/2026", "2026-07-01 25:00",
                             "2026-07-01 09:30:", "2026-07-01 09:30 +1", "2026/07/01", "2026-07-01x09:30",
                             "07-01-2026", "2026-07-01 09:30 nonsense"})
        EXPECT_EQ(read(text), "fault") << text;
}

}  // namespace
}  // namespace habitue::connect
