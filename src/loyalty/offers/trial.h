// What sets of matches really take of the cart, one after another, and the best of those that were tried. Internal
// to the plain choice.
#pragma once

#include <memory>
#include <vector>

#include "loyalty/offers/candidates.h"

namespace habitue::loyalty {

struct Picked {
    std::vector<size_t> matches;  // rising
    int64_t sum = 0;              // of what each is worth alone

    // More money, then more offers, then the earlier in the order of application.
    bool beats(const Picked&) const;
};

class Trial {
  public:
    Trial(const Programme& programme, const Matches& matches, const std::vector<Money>& worth)
        : programme_(programme), matches_(matches), worth_(worth) {}

    size_t size() const { return worth_.size(); }
    const Match& match(size_t match) const { return matches_.all[match]; }
    const OfferIndex::Plan& plan(size_t match) const { return *matches_.all[match].plan; }
    int64_t worth(size_t match) const { return worth_[match].minor; }
    const Matches& matches() const { return matches_; }
    const Taker& taker(size_t match);

    // Whether what its offers are worth alone leaves every budget that they share in peace.
    bool budgets_suffice(const Picked&) const;
    // Nothing when one of them has nothing to take; some part of it where it could not pass `above`.
    int64_t real_of(const Picked&, std::vector<Taken>* = nullptr, int64_t above = -1);

    struct Played {
        Picked picked;
        int64_t real = 0;
    };
    // Kept when it is the most until now.
    void play(const Picked&, std::vector<Taken>* = nullptr);
    const Played& best() const { return best_; }

  private:
    const Programme& programme_;
    const Matches& matches_;
    const std::vector<Money>& worth_;
    std::vector<std::unique_ptr<const Taker>> taker_of_;  // by match, once it was needed
    Remaining left_;
    Played best_;
};

}  // namespace habitue::loyalty
