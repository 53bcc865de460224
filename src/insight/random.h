// Random numbers that are the same on every machine and with every library: SplitMix64 for the stream, integers
// only. For made-up data, never for decisions.
#pragma once

#include <cstdint>

#include "base/money.h"

namespace habitue::insight {

class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}
    // A stream of its own for the n-th of something.
    static Random of(uint64_t seed, uint64_t n) {
        Random mixer(seed ^ (n + 1) * 0x9e3779b97f4a7c15u);
        return Random(mixer.next());
    }

    uint64_t next() {
        uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return z ^ z >> 31;
    }
    // 0 <= value < bound; bound above zero
    int64_t below(int64_t bound) { return static_cast<int64_t>(static_cast<Int128>(next()) * bound >> 64); }
    int64_t between(int64_t least, int64_t most) { return least + below(most - least + 1); }
    bool chance(int64_t percent) { return below(100) < percent; }

    // Exponential with the given mean (at most 2^31), by comparing uniform numbers (von Neumann 1951): no
    // logarithm.
    int64_t exponential(int64_t mean) {
        for (int64_t whole = 0;; ++whole) {
            const uint64_t first = next() >> 32;
            uint64_t last = first;
            bool odd = true;
            for (uint64_t drawn = next() >> 32; drawn < last; drawn = next() >> 32) {
                last = drawn;
                odd = !odd;
            }
            if (odd) return whole * mean + static_cast<int64_t>(first * static_cast<uint64_t>(mean) >> 32);
        }
    }
    // Gamma of a whole shape: the larger the shape, the more regular.
    int64_t gamma(int shape, int64_t mean) {
        int64_t sum = 0;
        for (int i = 0; i < shape; ++i) sum += exponential(mean / shape);
        return sum;
    }

  private:
    uint64_t state_;
};

}  // namespace habitue::insight
