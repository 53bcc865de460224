// SplitMix64: the same numbers from the same seed everywhere.
#pragma once

#include <cstdint>

namespace habitue::model {

class Dice {
  public:
    explicit Dice(uint64_t seed) : state_(seed) {}
    int64_t between(int64_t least, int64_t most) {
        return least + static_cast<int64_t>(next() % static_cast<uint64_t>(most - least + 1));
    }
    bool one_in(int64_t n) { return between(1, n) == 1; }
    template <class List>
    const auto& one_of(const List& list) {
        return list[static_cast<size_t>(between(0, static_cast<int64_t>(list.size()) - 1))];
    }

  private:
    uint64_t next() {
        uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    uint64_t state_;
};

}  // namespace habitue::model
