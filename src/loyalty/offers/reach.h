// How far the undecided candidates can still bring the discount: bounds for the search. Internal to it.
//
// They hold because of two things told at `take`: candidates are applied in order, so each undecided one finds at
// most what is left now, of lines and of shared budgets; and with less it never takes more. So what it would take
// now is the most it will ever take, and who may not join now never may.
//
// The most (objective customer), the least of:
//   1. the sum of what each would take now, of each group its largest ones, of groups that exclude each other the
//      best group, and of all no more than the cart may hold; those of one budget no more than it has left;
//   2. what is left above the floors of the lines they touch;
//   3. line by line, the least of what is left of it and what they would take of it, and apart from that what those
//      take whose benefit is split over lines;
//   4. what is left less what must remain: those before the others take no more than 1 and 2 say, and each share
//      after the others leaves its complement of what it finds, whatever the order.
// The least (objective merchant): what each would take if all others had taken the most they could is the least it
// ever takes, if it is chosen. A group is filled with its smallest, or everybody who takes something is in; of
// groups that exclude each other at least one is.
#pragma once

#include <span>
#include <vector>

#include "loyalty/offers/taker.h"
#include "loyalty/offers/together.h"

namespace habitue::loyalty {

class Reach {
  public:
    Reach(const PricedCart&, const std::vector<Taker>&, const Together&);

    // Looks at the undecided: those of them that may join and would take something.
    void look(std::span<const size_t> undecided, const Remaining&, const Party&);
    const std::vector<size_t>& open() const { return open_; }

    size_t most_offers();    // that could still join
    int64_t most();          // 1, budgets apart, and 2: quick
    int64_t most_closely();  // all four
    int64_t least();

  private:
    // Lines of the cart and its delivery that some of the open ones may take from.
    struct Touched {
        std::vector<bool> lines;
        bool delivery = false;
    };
    template <class ValueOf>
    int64_t limited_sum(const ValueOf& value_of);  // of open candidates, by their place in `open_`
    template <class ValueOf>
    int64_t largest_of(const std::vector<uint32_t>& members, size_t count, const ValueOf& value_of);
    size_t places_in(size_t group) const;
    void touch(Touched&, const Taker&) const;
    void find_full_pools();
    int64_t left_of(const Touched&) const;
    int64_t left_above_floors(const Touched&) const;
    void spread_over_lines();
    int64_t by_pools();
    int64_t by_lines();
    int64_t after_others();
    int64_t kept_of(int64_t before) const;
    Remaining least_left();
    Party least_pools() const;

    static constexpr size_t kNone = SIZE_MAX;
    const PricedCart& cart_;
    const std::vector<Taker>& takers_;
    const Together& together_;
    std::vector<size_t> clique_of_;   // by group: groups that all exclude each other
    std::vector<size_t> cluster_of_;  // by group: groups that hang together by exclusion

    // What was looked at last; vectors are kept for their memory.
    const Remaining* left_ = nullptr;
    const Party* party_ = nullptr;
    std::vector<size_t> open_;
    std::vector<int64_t> worth_;                   // by open candidate
    std::vector<size_t> pool_of_;                  // by open candidate: a pool that all of them would overdraw
    std::vector<int64_t> wanted_of_pool_;          // by pool
    std::vector<uint32_t> free_;                   // places in `open_`, of no group
    std::vector<std::vector<uint32_t>> of_group_;  // likewise
    Touched touched_, touched_before_;             // by all, by those not after others
    std::vector<int64_t> by_line_;                 // line after line, what each open one may take of it
    std::vector<int64_t> of_clique_, of_line_, scratch_;
};

}  // namespace habitue::loyalty
