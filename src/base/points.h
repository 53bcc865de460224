// Points: an amount in the smallest unit of one wallet. A wallet declares its decimals: with 2 decimals,
// Points{150} are 1.50 points (or euros, in a money wallet). Integers only; overflow is a bug caught by an
// assertion, because every input is bounded (kMostPoints) before it gets here.
#pragma once

#include <cassert>
#include <compare>
#include <cstdint>

namespace habitue {

struct Points {
    int64_t value = 0;

    auto operator<=>(const Points&) const = default;
    Points operator-() const { return {-value}; }
    Points& operator+=(Points other) {
        [[maybe_unused]] const bool over = __builtin_add_overflow(value, other.value, &value);
        assert(!over && "points overflow");
        return *this;
    }
    Points& operator-=(Points other) {
        [[maybe_unused]] const bool over = __builtin_sub_overflow(value, other.value, &value);
        assert(!over && "points overflow");
        return *this;
    }
    friend Points operator+(Points a, Points b) { return a += b; }
    friend Points operator-(Points a, Points b) { return a -= b; }
};

// The largest amount any one command may name.
inline constexpr Points kMostPoints{1'000'000'000'000};

}  // namespace habitue
