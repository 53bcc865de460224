// Which candidates may stand on one cart together: exclusivity, stacking groups, the most offers, and what shared
// budgets have left. Internal to the search.
#pragma once

#include <vector>

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {

// Those that were chosen so far, as the rules see them.
struct Party {
    size_t count = 0;
    bool exclusive = false;
    std::vector<uint32_t> of_group;
    struct PoolLeft {
        int64_t uses = 0;
        int64_t money = 0;
    };
    std::vector<PoolLeft> pools;
};

class Together {
  public:
    Together(const Programme&, const std::vector<Candidate>&, const Rooms*);

    Party nobody() const;
    // Once not, never: joining only makes it harder for the others.
    bool may_join(const Party&, size_t candidate) const;
    void join(Party&, size_t candidate, Money taken) const;
    void draw(Party&, size_t candidate, Money taken) const;  // from the money of its pools only
    Money most(const Party&, size_t candidate) const;        // that shared budgets leave it

    // Whether this one, chosen, is a part of what may keep the candidate out.
    bool keeps_out(size_t chosen, size_t candidate) const;
    // Those of the chosen, rising, without whom the rules would allow the candidate.
    std::vector<size_t> kept_out_by(const std::vector<size_t>& chosen, size_t candidate) const;
    // Whether what one of them takes may depend on whether the other was chosen, lines apart.
    bool share_a_pool(size_t a, size_t b) const;

    size_t most_of_all() const { return most_of_all_; }  // SIZE_MAX: no limit
    size_t groups() const { return groups_.size(); }
    size_t group_of(size_t candidate) const {
        return candidates_[candidate].offer->group;
    }                                                                            // groups() or more: none
    size_t most_of_group(size_t group) const { return groups_[group].at_most; }  // SIZE_MAX: no limit
    bool groups_conflict(size_t a, size_t b) const;
    const std::vector<size_t>& pools_of(size_t candidate) const { return pools_of_[candidate]; }

  private:
    struct Group {
        size_t at_most = SIZE_MAX;
        std::vector<size_t> not_with;
    };
    // What several candidates share: a budget, or the room of one offer that several codes open.
    struct Pool {
        Party::PoolLeft room;
        size_t members = 0;
    };
    void pool_offers();
    void pool_budgets(const Rooms&, size_t budgets);
    void add_pool(const OfferRoom&, const std::vector<size_t>& members);

    const std::vector<Candidate>& candidates_;
    size_t most_of_all_ = SIZE_MAX;
    std::vector<Group> groups_;
    std::vector<Pool> pools_;
    std::vector<std::vector<size_t>> pools_of_;  // by candidate
};

}  // namespace habitue::loyalty
