// The exact search for the best allowed set of some candidates that no line, rule or budget ties to any others.
// Internal to `choose`.
//
// Depth first over the candidates in the order of application: each is taken, then left out. What the decided ones
// take is final, because those applied later never change what earlier ones took; how far the others can still come
// is bounded by reach.h, and a branch is cut when even that would not be preferred to the best set found. So when
// the search ends, no set is better. When the work limit comes first, the branches left open tell how much better.
// Exclusive offers are not for this search: a set of one needs none.
#pragma once

#include <vector>

#include "loyalty/offers/reach.h"

namespace habitue::loyalty {

// A set with what it takes off; the best one of a search.
struct Found {
    std::vector<size_t> chosen;
    int64_t discount = 0;
};

class Search {
  public:
    Search(const PricedCart&, const std::vector<Taker>&, const Together&, std::vector<size_t> members,
           bool cheapest, uint64_t most_work);

    void run();
    const Found& best() const { return best_; }
    bool proven() const { return proven_; }
    int64_t bound() const;  // of the discount of any allowed set
    uint64_t work() const { return work_; }

  private:
    struct Level {
        Remaining left;
        Party party;
    };
    struct Goal {
        int64_t discount = 0;
        size_t offers = 0;
    };

    void guess();
    void improve(std::vector<size_t> by_worth);
    Found play(const std::vector<bool>& wanted);
    Found fill(const std::vector<size_t>& sequence);
    bool leaves_nobody_out(const std::vector<size_t>& chosen);
    void offer_guess(Found);

    Goal goal_of(size_t from, int64_t discount);
    bool beats(const Goal&) const;
    void visit(size_t from, int64_t discount);
    void take_it(size_t from, int64_t discount);
    void leave_it(size_t from, int64_t discount);
    void keep(int64_t discount);
    void stop_at(const Goal&);
    bool all_can_be_served(size_t from) const;

    const std::vector<Taker>& takers_;
    const Together& together_;
    std::vector<size_t> members_;  // rising: the order of application
    bool cheapest_ = false;
    uint64_t most_work_ = 0;

    Reach reach_;
    std::vector<Level> levels_;  // by how many members are decided
    std::vector<size_t> chosen_;
    std::vector<size_t> waiting_;  // left out though they would have taken something
    Found best_;
    bool settled_ = false;  // the best was found by the search itself, in its order; else it is a first guess
    uint64_t work_ = 0;
    uint64_t ties_ = 0;
    bool proven_ = true;
    int64_t open_bound_ = 0;
};

// The cart as it came.
Remaining all_of(const PricedCart&);

}  // namespace habitue::loyalty
