#include "loyalty/offers/plain_choice.h"

#include <algorithm>

#include "loyalty/offers/plain_search.h"

namespace habitue::loyalty {
namespace {

// A match by what it is worth alone; the earlier first.
struct Ranked {
    int64_t worth = 0;
    size_t match = 0;
};

bool comes_before(const Ranked& a, const Ranked& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.match < b.match;
}

// The matches that a greedy choice can come to: of each group the first, as many as it has places.
class Foremost {
  public:
    void clear(const Stacking& stacking) {
        of_group_.resize(stacking.groups.size() + 1);  // the last: of no group
        places_.assign(of_group_.size(), most_of(stacking.at_most));
        for (size_t group = 0; group < stacking.groups.size(); ++group)
            places_[group] = std::min(places_[group], most_of(stacking.groups[group].at_most));
        for (std::vector<Ranked>& members : of_group_) members.clear();
        all_.clear();
    }
    void add(size_t group, const Ranked& one) {
        group = std::min(group, of_group_.size() - 1);
        std::vector<Ranked>& members = of_group_[group];
        if (members.size() == places_[group]) {
            if (!comes_before(one, members.front())) return;
            std::pop_heap(members.begin(), members.end(), comes_before);
            members.pop_back();
        }
        members.push_back(one);
        std::push_heap(members.begin(), members.end(), comes_before);
    }
    void sort() {
        for (const std::vector<Ranked>& members : of_group_)
            all_.insert(all_.end(), members.begin(), members.end());
        std::sort(all_.begin(), all_.end(), comes_before);
    }
    bool has(size_t group) const { return !of_group_[std::min(group, of_group_.size() - 1)].empty(); }
    const std::vector<Ranked>& all() const { return all_; }

  private:
    static size_t most_of(int64_t at_most) { return at_most > 0 ? static_cast<size_t>(at_most) : SIZE_MAX; }

    std::vector<std::vector<Ranked>> of_group_;  // heaps, who comes last on top
    std::vector<size_t> places_;                 // of each
    std::vector<Ranked> all_;
};

// Its memory serves one cart after another; nothing is carried over.
Foremost& foremost() {
    static thread_local Foremost mine;
    return mine;
}

class PlainChoice {
  public:
    PlainChoice(const Programme& programme, const Matches& matches, const std::vector<Money>& alone)
        : stacking_(programme.stacking),
          trial_(programme, matches, alone),
          places_(programme.stacking),
          foremost_(foremost()) {}

    PlainAnswer run() {
        if (stacking_.objective != Stacking::Objective::customer) return all_hopeful();
        Picked alone = look_at_all();
        if (!places_.find_conflicts([this](size_t group) { return foremost_.has(group); })) return all_hopeful();
        Picked best;
        for (const size_t kept : places_.kept_together()) {
            Picked picked = pick(kept);
            if (picked.beats(best)) best = std::move(picked);
        }
        if (alone.beats(best)) best = alone;
        if (!trial_.budgets_suffice(best)) return all_hopeful();
        std::vector<Taken> taken;
        trial_.play(best, &taken);
        if (trial_.best().real == best.sum) return {choice(std::move(taken), 0), {}};
        if (alone.sum > 0) trial_.play(alone);
        return search();
    }

  private:
    // Finds the foremost; gives the first of the exclusive ones that are worth most: the others are worth no more.
    Picked look_at_all() {
        Ranked exclusive;
        foremost_.clear(stacking_);
        for (size_t match = 0; match < trial_.size(); ++match) {
            const Ranked one{trial_.worth(match), match};
            if (one.worth <= 0) continue;
            const OfferIndex::Plan& plan = trial_.plan(match);
            if (!plan.is_exclusive)
                foremost_.add(plan.group, one);
            else if (one.worth > exclusive.worth)
                exclusive = one;
        }
        foremost_.sort();
        if (exclusive.worth == 0) return {};
        return {{exclusive.match}, exclusive.worth};
    }

    Picked pick(size_t kept) {
        places_.open(kept);
        Picked picked = fill_places();
        std::sort(picked.matches.begin(), picked.matches.end());
        return picked;
    }

    // Greedily: groups with a most each, and a most of all, are such that nothing else gives more.
    Picked fill_places() {
        Picked picked;
        for (const Ranked& one : foremost_.all()) {
            if (places_.left() <= 0) break;
            const size_t group = trial_.plan(one.match).group;
            if (!places_.has(group)) continue;
            places_.join(group, 1);
            picked.matches.push_back(one.match);
            picked.sum += one.worth;
        }
        return picked;
    }

    PlainAnswer all_hopeful() const {
        std::vector<size_t> all;
        for (size_t match = 0; match < trial_.size(); ++match)
            if (trial_.worth(match) > 0) all.push_back(match);
        return {std::nullopt, std::move(all)};
    }

    PlainAnswer search() {
        std::vector<size_t> hopeful = find_the_hopeful();
        PlainSearch search(stacking_, trial_, places_);
        const Trial::Played& best = trial_.best();
        if (search.run(hopeful)) {
            std::vector<Taken> taken;
            trial_.real_of(best.picked, &taken);
            return {choice(std::move(taken), search.work()), {}};
        }
        hopeful.insert(hopeful.end(), best.picked.matches.begin(), best.picked.matches.end());
        std::sort(hopeful.begin(), hopeful.end());
        hopeful.erase(std::unique(hopeful.begin(), hopeful.end()), hopeful.end());
        return {std::nullopt, std::move(hopeful)};
    }

    // By worth, falling, but those who, together with the most worth that the others could be, would still be no
    // better than the best set.
    std::vector<size_t> find_the_hopeful() {
        constexpr int64_t kUnknown = -1;
        const size_t groups = stacking_.groups.size();
        std::vector<int64_t> beside_group(groups + 1, kUnknown);  // the last: of no group
        std::vector<Ranked> hopeful;
        for (size_t match = 0; match < trial_.size(); ++match) {
            const Ranked one{trial_.worth(match), match};
            const OfferIndex::Plan& plan = trial_.plan(match);
            if (plan.is_exclusive || one.worth <= 0) continue;
            int64_t& beside = beside_group[std::min<size_t>(plan.group, groups)];
            if (beside == kUnknown) beside = most_beside(plan.group);
            if (one.worth + beside > trial_.best().real) hopeful.push_back(one);
        }
        std::sort(hopeful.begin(), hopeful.end(), comes_before);
        std::vector<size_t> matches;
        matches.reserve(hopeful.size());
        for (const Ranked& one : hopeful) matches.push_back(one.match);
        return matches;
    }

    // The most worth of all that one of that group leaves place for.
    int64_t most_beside(size_t group) {
        int64_t most = 0;
        for (const size_t kept : places_.kept_together()) {
            places_.open(kept);
            if (!places_.has(group)) continue;
            places_.join(group, 1);
            most = std::max(most, fill_places().sum);
        }
        return most;
    }

    Choice choice(std::vector<Taken> taken, uint64_t work) const {
        Choice choice;
        choice.chosen = trial_.best().picked.matches;
        choice.taken = std::move(taken);
        choice.discount = choice.bound = {trial_.best().real};
        choice.work = work;
        return choice;
    }

    const Stacking& stacking_;
    Trial trial_;
    Places places_;
    Foremost& foremost_;
};

}  // namespace

PlainAnswer plain_choice(const Programme& programme, const Matches& matches, const std::vector<Money>& alone) {
    return PlainChoice(programme, matches, alone).run();
}

std::vector<size_t> kept_out_by(const Programme& programme, const Matches& matches,
                                const std::vector<size_t>& chosen, size_t match) {
    const Stacking& stacking = programme.stacking;
    if (stacking.at_most > 0 && chosen.size() >= static_cast<size_t>(stacking.at_most)) return chosen;
    const auto plan = [&](size_t one) -> const OfferIndex::Plan& { return *matches.all[one].plan; };
    const OfferIndex::Plan& offer = plan(match);
    const auto is_of_group = [&](size_t other) { return plan(other).group == offer.group; };
    const int64_t at_most = offer.group < stacking.groups.size() ? stacking.groups[offer.group].at_most : 0;
    const bool is_full = at_most > 0 && std::count_if(chosen.begin(), chosen.end(), is_of_group) >= at_most;
    std::vector<size_t> by;
    by.reserve(chosen.size());
    for (const size_t other : chosen)
        if (offer.is_exclusive || plan(other).is_exclusive || (is_full && is_of_group(other)) ||
            groups_conflict(stacking, offer.group, plan(other).group))
            by.push_back(other);
    return by;
}

}  // namespace habitue::loyalty
