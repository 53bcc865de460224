// Ranks of offers that were found, each once, given back rising. Internal to the kernel.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace habitue::loyalty {

class RankSet {
  public:
    void clear(size_t size) { words_.assign((size + 63) / 64, 0); }
    void insert(uint32_t rank) { words_[rank / 64] |= uint64_t{1} << rank % 64; }
    void insert(const std::vector<uint32_t>& ranks) {
        for (const uint32_t rank : ranks) insert(rank);
    }
    template <class Visit>
    void each(Visit visit) const {
        for (size_t i = 0; i < words_.size(); ++i)
            for (uint64_t word = words_[i]; word != 0; word &= word - 1)
                visit(static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
    }

  private:
    std::vector<uint64_t> words_;
};

}  // namespace habitue::loyalty
