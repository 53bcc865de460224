// A benefit worked out on a cart once, to be taken many times off less and less. Internal to the search; what is
// taken is told at `take` in candidate.h. Refers to the cart, which outlives it.
#pragma once

#include <span>
#include <vector>

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {

// What an offer takes, and no more than what.
struct Terms {
    Benefit::Kind kind = Benefit::Kind::percent;
    Target target = Target::order;
    bool after_others = false;
    Rate share;
    Money money;
    int64_t buy = 0;
    int64_t get = 0;
    Money most;  // by its room; zero when no use is left
    Money cap;
};
Terms terms_of(const Offer&, const Benefit&, int64_t uses, Money room, Money cap);

class Taker {
  public:
    Taker(const PricedCart&, const Candidate&);
    Taker(const PricedCart&, const Terms&, std::span<const uint32_t> lines);

    Money worth(const Remaining& left, Money most) const;  // what `take` would take
    Money take(Remaining& left, Money most, Taken* taken = nullptr) const;

    // What it would take of each of its lines at most (of the cart's shape; the others keep what they had), before
    // order floor, room and cap; a benefit of the order and a free product might take all of it from any of them.
    void most_by_line(const Remaining& left, std::vector<int64_t>& by_line) const;
    bool line_by_line() const { return !of_order_ && !best_only_ && !of_delivery(); }
    // It never takes more than this share of what is left of its lines, or of the delivery.
    Rate most_share() const;
    const std::vector<uint32_t>& lines() const { return lines_; }
    bool after_others() const { return terms_.after_others; }
    bool of_delivery() const { return terms_.kind == Benefit::Kind::delivery; }

  private:
    // A line of the offer, and of how many of its units it takes.
    struct Slot {
        uint32_t line = 0;
        int64_t quantity = 0;
        int64_t units = 0;  // of them, the cheapest; the dearest for that target
        int64_t amount = 0;
        int64_t floor = 0;
        int64_t wish = 0;  // on the cart as it came, before anything keeps it small; not of the order
    };
    // What it would take, on the way from the benefit to the sum.
    struct Sums {
        int64_t wished = 0;    // not more than is left
        int64_t possible = 0;  // above the lines' floors
        size_t best = 0;       // slot, of a free product
    };

    void pick_one_unit();
    void pick_bundles();
    int64_t wish_of(const Slot&, int64_t base) const;
    int64_t wish_of_all(int64_t base) const;
    int64_t possible_of(const Slot&, const Remaining& left) const;
    Sums sums_of(const Remaining& left) const;
    Sums sums_of_order(const Remaining& left) const;
    int64_t limited(const Sums&, const Remaining& left, int64_t most, const char** shrunk_by) const;
    std::span<const int64_t> parts_of(int64_t sum, const Sums&, const Remaining& left) const;
    std::span<const int64_t> parts_of_order(int64_t sum, const Remaining& left) const;

    const PricedCart& cart_;
    Terms terms_;
    bool of_order_ = false;   // one sum, split over the lines
    bool best_only_ = false;  // only the slot that gives the most
    bool dearest_ = false;
    int64_t base_ = 0;  // the sum of the slots' amounts
    std::vector<Slot> slots_;
    std::vector<uint32_t> lines_;  // of the slots
};

}  // namespace habitue::loyalty
