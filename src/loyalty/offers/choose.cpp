#include <algorithm>
#include <cassert>
#include <tuple>

#include "loyalty/offers/taker.h"
#include "loyalty/offers/together.h"

namespace habitue::loyalty {
namespace {

Remaining all_of(const PricedCart& cart) {
    Remaining left;
    left.lines.reserve(cart.lines.size());
    for (const PricedCart::Line& line : cart.lines) left.lines.push_back(line.amount);
    left.delivery = cart.delivery;
    return left;
}

// Depth first over the candidates in the order of application: each is taken, then left out. What a prefix takes is
// final, because those that come later never change what earlier ones took.
class Search {
  public:
    Search(const Programme& programme, const PricedCart& cart, const std::vector<Candidate>& candidates,
           const Rooms* rooms)
        : cheapest_(programme.stacking.objective == Stacking::Objective::merchant),
          most_work_(static_cast<uint64_t>(std::max<int64_t>(programme.stacking.most_work, 1))),
          together_(programme, candidates, rooms) {
        for (const Candidate& candidate : candidates) takers_.emplace_back(cart, candidate);
        levels_.assign(candidates.size() + 1, {all_of(cart), together_.nobody()});
        open_bound_ = cheapest_ ? INT64_MAX : 0;
    }

    Choice run() {
        greedy();
        visit(0, 0);
        Choice choice;
        choice.chosen = best_.chosen;
        choice.discount = {best_.discount};
        choice.proven = !stopped_;
        choice.bound = choice.discount;
        if (stopped_)
            choice.bound.minor =
                cheapest_ ? std::min(open_bound_, best_.discount) : std::max(open_bound_, best_.discount);
        choice.work = work_;
        return choice;
    }

  private:
    struct Level {
        Remaining left;
        Party party;
    };
    struct Best {
        std::vector<size_t> chosen;
        int64_t discount = 0;
        bool known = false;
        bool found = false;  // by the search itself, not only by the first guess: its ties are settled
    };

    void greedy() {
        Level level = levels_[0];
        for (size_t i = 0; i < takers_.size(); ++i) {
            if (!together_.may_join(level.party, i)) continue;
            const Money sum = takers_[i].take(level.left, together_.most(level.party, i));
            if (sum.minor == 0) continue;
            together_.join(level.party, i, sum);
            best_.chosen.push_back(i);
            best_.discount += sum.minor;
        }
        best_.known = true;
    }

    int64_t bound(size_t from, const Level& level, int64_t discount) {
        if (cheapest_) return discount;
        for (size_t i = from; i < takers_.size(); ++i)
            if (together_.may_join(level.party, i))
                discount += takers_[i].worth(level.left, together_.most(level.party, i)).minor;
        return discount;
    }

    // Whether a set of this discount, and at most so many offers, would be preferred to the best one.
    bool beats(int64_t discount, size_t count) const {
        if (discount != best_.discount) return cheapest_ ? discount < best_.discount : discount > best_.discount;
        return !best_.found || count > best_.chosen.size();
    }

    void visit(size_t from, int64_t discount) {
        const Level& level = levels_[from];
        const int64_t reach = bound(from, level, discount);
        if (!beats(reach, chosen_.size() + takers_.size() - from)) return;
        if (work_ >= most_work_) {
            stopped_ = true;
            open_bound_ = cheapest_ ? std::min(open_bound_, reach) : std::max(open_bound_, reach);
            return;
        }
        ++work_;
        if (from == takers_.size()) return keep(discount);
        const size_t waiting = waiting_.size();
        levels_[from + 1] = level;
        if (together_.may_join(level.party, from)) {
            const Money sum = takers_[from].take(levels_[from + 1].left, together_.most(level.party, from));
            if (sum.minor > 0) {
                together_.join(levels_[from + 1].party, from, sum);
                chosen_.push_back(from);
                visit(from + 1, discount + sum.minor);
                chosen_.pop_back();
                levels_[from + 1] = level;
                waiting_.push_back(from);
            }
        }
        visit(from + 1, discount);
        waiting_.resize(waiting);
    }

    void keep(int64_t discount) {
        if (cheapest_ && !all_served()) return;
        if (!beats(discount, chosen_.size())) return;
        best_ = {chosen_, discount, true, true};
    }
    bool all_served() const {
        return std::none_of(waiting_.begin(), waiting_.end(),
                            [&](size_t i) { return together_.may_join(levels_.back().party, i); });
    }

    bool cheapest_ = false;
    uint64_t most_work_ = 0;
    Together together_;
    std::vector<Taker> takers_;
    std::vector<Level> levels_;  // by how many candidates are decided
    std::vector<size_t> chosen_;
    std::vector<size_t> waiting_;  // left out though they would have taken something
    Best best_;
    uint64_t work_ = 0;
    bool stopped_ = false;
    int64_t open_bound_ = 0;
};

}  // namespace

Choice choose(const Programme& programme, const PricedCart& cart, const std::vector<Candidate>& candidates,
              const Rooms* rooms) {
    Choice choice = Search(programme, cart, candidates, rooms).run();
    const Together together(programme, candidates, rooms);
    Party party = together.nobody();
    Remaining left = all_of(cart);
    int64_t discount = 0;
    for (const size_t i : choice.chosen) {
        const Money sum = take(cart, candidates[i], left, &choice.taken.emplace_back(), together.most(party, i));
        together.join(party, i, sum);
        discount += sum.minor;
    }
    assert(discount == choice.discount.minor && "the search and the sums disagree");
    return choice;
}

std::vector<size_t> in_the_way(const Programme& programme, const std::vector<Candidate>& candidates,
                               const Choice& choice, size_t candidate) {
    const Together together(programme, candidates, nullptr);
    std::vector<size_t> kept_out_by;
    for (const size_t i : choice.chosen)
        if (i != candidate && together.keeps_out(i, candidate)) kept_out_by.push_back(i);
    return kept_out_by;
}

void put_in_order(std::vector<Candidate>& candidates) {
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(a.offer->after_others, -static_cast<int64_t>(a.offer->priority), a.position) <
               std::tuple(b.offer->after_others, -static_cast<int64_t>(b.offer->priority), b.position);
    });
}

}  // namespace habitue::loyalty
