// UTF-8 by code points, and the texts that values turn into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace habitue::rules {

// The code point at `position`, which is moved behind it. A byte that begins no valid sequence counts as one code
// point, U+FFFD. `position` must be inside the text.
char32_t next_code_point(std::string_view text, size_t& position);
// The offset of the first byte that is not valid UTF-8 (overlong forms and surrogates are not); nothing when all
// is.
std::optional<size_t> first_invalid_byte(std::string_view text);
size_t count_code_points(std::string_view text);
void append_code_point(std::string& out, char32_t code_point);

std::string quoted(std::string_view text);         // a string literal that reads back as this text
std::string quoted_bytes(std::string_view bytes);  // with \x escapes

std::string real_text(double);        // the shortest text that reads back as the same number
std::string duration_text(Duration);  // "5400s", "-0.250s"

// "1h30m", "-1.5s", "250ms", "0": decimal numbers with the units h, m, s, ms, us, ns. What is finer than a
// millisecond, or beyond 10,000 years, is a fault.
Result<Duration> parse_duration(std::string_view text);
inline constexpr int64_t kMostDurationMilliseconds = 315'576'000'000'000;

// "line 2, column 14" of a byte offset; columns count code points from 1.
std::string position_text(std::string_view source, size_t offset);

// Of `names`, the one that was probably meant by `name`: at most two letters away.
class NearestName {
  public:
    explicit NearestName(std::string_view name) : name_(name) {}
    void offer(std::string_view candidate);
    std::string hint() const;  // "; did you mean `tier`?" or ""

  private:
    std::string_view name_;
    std::string best_;
    size_t distance_ = 3;
};

}  // namespace habitue::rules
