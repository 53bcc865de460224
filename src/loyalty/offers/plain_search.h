// The best allowed set where a few offers run into one another. Internal to the plain choice.
//
// Depth first from the most worth alone downwards, each match taken, then left out. A branch is cut when what the
// taken ones could take at most, and each of the others would add to that (line_fill.h), is no more than the best
// set takes. Exclusive offers are not for this search.
#pragma once

#include "loyalty/offers/line_fill.h"
#include "loyalty/offers/places.h"
#include "loyalty/offers/trial.h"

namespace habitue::loyalty {

class PlainSearch {
  public:
    PlainSearch(const Stacking&, Trial&, Places&);

    // Over the matches that a better set may have, by worth, falling. False when it cannot tell: a budget binds, or
    // it takes too long. The best set stands in the trial.
    bool run(const std::vector<size_t>& hopeful);
    uint64_t work() const { return nodes_; }

  private:
    struct Hope {
        size_t match = 0;
        size_t group = 0;
        LineFill::Wants wants;
    };

    LineFill::Wants wants_of(size_t match);
    int64_t real_of_a_good_one();
    // False when it cannot tell.
    bool visit(size_t from);
    bool visit_last(size_t from);
    bool play_the_taken();
    bool has_time();
    bool may_be_better(int64_t parts) const;
    bool may_join(size_t group) const;
    void enter(size_t hope);
    void leave();
    const Picked& picked_now();
    int64_t most_of_rest(size_t from);
    int64_t most_of_rest(size_t from, size_t kept);

    const Stacking& stacking_;
    Trial& trial_;
    Places& places_;
    LineFill fill_;
    std::vector<Hope> hopes_;
    std::vector<size_t> taken_;  // of them
    Picked picked_;              // the taken ones
    int64_t least_ = 0;          // that the best one takes
    uint64_t nodes_ = 0;
    std::vector<int64_t> taken_of_group_;
    std::vector<std::pair<int64_t, size_t>> gains_;  // heap: and whose group
};

}  // namespace habitue::loyalty
