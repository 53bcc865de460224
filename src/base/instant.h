// A moment: milliseconds since 1970-01-01T00:00:00Z. Durations are plain elapsed time; periods such as "12 months",
// which need a calendar and a zone, live in base/calendar.h. Nothing here reads a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue {

struct Duration {
    int64_t milliseconds = 0;
    auto operator<=>(const Duration&) const = default;
};
constexpr Duration seconds(int64_t n) { return {n * 1000}; }
constexpr Duration minutes(int64_t n) { return seconds(n * 60); }
constexpr Duration hours(int64_t n) { return minutes(n * 60); }
constexpr Duration days(int64_t n) { return hours(n * 24); }

struct Instant {
    int64_t milliseconds = 0;
    auto operator<=>(const Instant&) const = default;
    friend constexpr Instant operator+(Instant t, Duration d) { return {t.milliseconds + d.milliseconds}; }
    friend constexpr Instant operator-(Instant t, Duration d) { return {t.milliseconds - d.milliseconds}; }
    friend constexpr Duration operator-(Instant a, Instant b) { return {a.milliseconds - b.milliseconds}; }
};

inline constexpr Instant kNever{INT64_MAX};              // later than every instant that is accepted
inline constexpr Instant kEarliest{-2'208'988'800'000};  // 1900-01-01
inline constexpr Instant kLatest{4'102'444'799'999};     // 2099-12-31, the end

// RFC 3339 with "Z" or an offset, up to milliseconds: "2026-11-21T09:30:00Z", "2026-11-21T10:30:00.250+01:00".
// Digits behind the third must be zero. Refuses leap seconds, "24:00" and instants outside kEarliest..kLatest.
Result<Instant> parse_instant(std::string_view text);
std::string to_text(Instant);  // always Z; milliseconds only when not zero; kNever is "never"

// The same without memory of its own, for those who write many.
class InstantText {
  public:
    explicit InstantText(Instant);
    operator std::string_view() const { return {text_, size_}; }

  private:
    char text_[24];
    size_t size_;
};

}  // namespace habitue
