// The priced lines of a cart by category, as the index numbers the categories. Internal to the kernel.
#pragma once

#include "loyalty/offers/candidate.h"
#include "loyalty/offers/offer_index.h"

namespace habitue::loyalty {

// Its memory is used again by each cart.
class CategoryTable {
  public:
    struct Part {
        uint32_t first = 0;  // in `numbers`
        uint32_t count = 0;
        int64_t amount = 0;  // minor
        int64_t quantity = 0;
    };

    void fill(const OfferIndex&, const Order&, const PricedCart&);

    // Those that some kept line has, also a line that offers take nothing off: a condition may still ask about it.
    const std::vector<uint32_t>& here() const { return here_; }
    const Part& part(uint32_t category) const { return parts_[category]; }
    std::span<const uint32_t> lines(const Part& part) const {  // indices into PricedCart::lines, rising
        return std::span(numbers_).subspan(part.first, part.count);
    }

    const std::vector<uint32_t>& numbers() const { return numbers_; }

  private:
    void number(const PricedCart&);

    std::vector<uint32_t> of_line_;  // by the order's lines
    std::vector<uint32_t> here_;
    std::vector<Part> parts_;  // by category; all empty but those that are here
    std::vector<uint32_t> numbers_;
};

}  // namespace habitue::loyalty
