#include <algorithm>
#include <cassert>
#include <iterator>
#include <numeric>
#include <tuple>

#include "loyalty/offers/search.h"

namespace habitue::loyalty {
namespace {

// Candidates whose fates do not touch: no line, rule or budget between them.
class Parts {
  public:
    Parts(const PricedCart& cart, const std::vector<Taker>& takers, const Together& together,
          const std::vector<size_t>& members)
        : parent_(takers.size()) {
        std::iota(parent_.begin(), parent_.end(), size_t{0});
        constexpr size_t kNobody = SIZE_MAX;
        std::vector<size_t> first_on(cart.lines.size() + 1, kNobody);  // the delivery is the last
        const bool one_floor = floor_may_bind(cart, takers, members);
        const auto touch = [&](size_t line, size_t member) {
            if (first_on[line] == kNobody)
                first_on[line] = member;
            else
                join(first_on[line], member);
        };
        for (const size_t member : members) {
            if (takers[member].of_delivery())
                touch(cart.lines.size(), member);
            else if (one_floor)
                touch(0, member);
            for (const uint32_t line : takers[member].lines()) touch(line, member);
        }
        for (size_t i = 0; i < members.size(); ++i)
            for (size_t j = i + 1; j < members.size(); ++j)
                if (root(members[i]) != root(members[j]) &&
                    (together.keeps_out(members[i], members[j]) || together.share_a_pool(members[i], members[j])))
                    join(members[i], members[j]);
        std::vector<std::vector<size_t>> by_root(takers.size());
        for (const size_t member : members) by_root[root(member)].push_back(member);
        for (std::vector<size_t>& part : by_root)
            if (!part.empty()) parts_.push_back(std::move(part));
    }
    const std::vector<std::vector<size_t>>& all() const { return parts_; }

  private:
    static bool floor_may_bind(const PricedCart& cart, const std::vector<Taker>& takers,
                               const std::vector<size_t>& members) {
        if (cart.order_floor.minor <= 0) return false;
        const Remaining all = all_of(cart);
        int64_t kept = 0;
        for (const Money line : all.lines) kept += line.minor;
        for (const size_t member : members)
            if (!takers[member].of_delivery()) kept -= takers[member].worth(all, {INT64_MAX}).minor;
        return kept < cart.order_floor.minor;
    }
    size_t root(size_t i) const {
        while (parent_[i] != i) i = parent_[i];
        return i;
    }
    void join(size_t a, size_t b) {
        const size_t first = std::min(root(a), root(b)), second = std::max(root(a), root(b));
        parent_[second] = first;
    }

    std::vector<size_t> parent_;
    std::vector<std::vector<size_t>> parts_;
};

class Chooser {
  public:
    Chooser(const Programme& programme, const PricedCart& cart, const std::vector<Candidate>& candidates,
            const Rooms* rooms)
        : cart_(cart),
          candidates_(candidates),
          cheapest_(programme.stacking.objective == Stacking::Objective::merchant),
          most_work_(static_cast<uint64_t>(std::max<int64_t>(programme.stacking.most_work, 1))),
          together_(programme, candidates, rooms) {
        takers_.reserve(candidates.size());
        for (const Candidate& candidate : candidates) takers_.emplace_back(cart, candidate);
    }

    Choice run() {
        const Remaining all = all_of(cart_);
        const Party nobody = together_.nobody();
        std::vector<size_t> sociable;
        for (size_t i = 0; i < candidates_.size(); ++i) {
            if (!together_.may_join(nobody, i)) continue;
            const int64_t worth = takers_[i].worth(all, together_.most(nobody, i)).minor;
            if (worth == 0) continue;  // nor ever, with less left
            if (candidates_[i].offer->exclusive)
                alone_.push_back({{i}, worth});
            else
                sociable.push_back(i);
        }
        Choice choice = together_best(sociable);
        for (const Found& found : alone_)
            if (preferred(found, choice)) {
                choice.chosen = found.chosen;
                choice.discount = {found.discount};
            }
        const bool passed = cheapest_ ? choice.discount < choice.bound : choice.discount > choice.bound;
        if (passed) choice.bound = choice.discount;
        choice.proven = choice.bound == choice.discount;
        tell_what_each_takes(choice);
        return choice;
    }

  private:
    Choice together_best(const std::vector<size_t>& sociable) {
        Choice best;
        const Parts parts(cart_, takers_, together_, sociable);
        for (const std::vector<size_t>& part : parts.all()) {
            const uint64_t left = most_work_ - std::min(most_work_, best.work);
            Search search(cart_, takers_, together_, part, cheapest_, left);
            search.run();
            best.chosen.insert(best.chosen.end(), search.best().chosen.begin(), search.best().chosen.end());
            best.discount.minor += search.best().discount;
            best.bound.minor += search.bound();
            best.work += search.work();
        }
        std::sort(best.chosen.begin(), best.chosen.end());
        if (!sociable.empty() || !cheapest_ || alone_.empty()) return best;
        best.chosen = alone_[0].chosen;  // the merchant owes one of the exclusive ones: `run` finds the least
        best.bound = best.discount = {alone_[0].discount};
        return best;
    }

    bool preferred(const Found& found, const Choice& choice) const {
        if (found.discount != choice.discount.minor)
            return cheapest_ ? found.discount < choice.discount.minor : found.discount > choice.discount.minor;
        if (found.chosen.size() != choice.chosen.size()) return found.chosen.size() > choice.chosen.size();
        return found.chosen < choice.chosen;
    }

    void tell_what_each_takes(Choice& choice) const {
        Party party = together_.nobody();
        Remaining left = all_of(cart_);
        int64_t discount = 0;
        auto next = choice.chosen.begin();
        for (size_t i = 0; i < candidates_.size(); ++i) {
            const Money most = together_.most(party, i);
            if (next == choice.chosen.end() || *next != i) {
                if (takers_[i].worth(left, most).minor > 0) choice.no_better.push_back(i);
                continue;
            }
            ++next;
            const Money sum = takers_[i].take(left, most, &choice.taken.emplace_back());
            together_.join(party, i, sum);
            discount += sum.minor;
        }
        std::erase_if(choice.no_better, [&](size_t i) { return !together_.may_join(party, i); });
        assert(discount == choice.discount.minor && "the search and what is taken disagree");
    }

    const PricedCart& cart_;
    const std::vector<Candidate>& candidates_;
    bool cheapest_ = false;
    uint64_t most_work_ = 0;
    Together together_;
    std::vector<Taker> takers_;
    std::vector<Found> alone_;
};

}  // namespace

Choice choose(const Programme& programme, const PricedCart& cart, const std::vector<Candidate>& candidates,
              const Rooms* rooms) {
    return Chooser(programme, cart, candidates, rooms).run();
}

std::vector<size_t> in_the_way(const Programme& programme, const std::vector<Candidate>& candidates,
                               const Choice& choice, size_t candidate) {
    const Together together(programme, candidates, nullptr);
    std::vector<size_t> by = together.kept_out_by(choice.chosen, candidate);
    const bool no_better = std::binary_search(choice.no_better.begin(), choice.no_better.end(), candidate);
    if (!by.empty() || !no_better) return by;
    std::copy_if(choice.chosen.begin(), choice.chosen.end(), std::back_inserter(by),
                 [&](size_t other) { return other > candidate; });
    return by;
}

void put_in_order(std::vector<Candidate>& candidates) {
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        const auto key = [](const Candidate& each) {
            return std::tuple(each.offer->after_others, -static_cast<int64_t>(each.offer->priority), each.position,
                              each.code);
        };
        return key(a) < key(b);
    });
}

}  // namespace habitue::loyalty
