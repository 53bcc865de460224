#include "loyalty/offers/plain_choice.h"

#include <algorithm>
#include <numeric>

#include "loyalty/offers/plain_search.h"

namespace habitue::loyalty {
namespace {

class PlainChoice {
  public:
    PlainChoice(const Programme& programme, const Matches& matches, Worth& worth)
        : stacking_(programme.stacking),
          worth_(worth),
          trial_(programme, matches, worth.alone),
          places_(programme.stacking) {}

    PlainAnswer run() {
        if (stacking_.objective != Stacking::Objective::customer || !places_.find_conflicts(groups_here()))
            return all_hopeful();
        Picked best;
        for (const size_t kept : places_.kept_together()) {
            Picked picked = pick(kept);
            if (picked.beats(best)) best = std::move(picked);
        }
        const Picked alone = best_exclusive();
        if (alone.beats(best)) best = alone;
        if (!trial_.budgets_suffice(best)) return all_hopeful();
        std::vector<Taken> taken;
        trial_.play(best, &taken);
        if (trial_.best().real == best.sum) return {choice(std::move(taken), 0), {}};
        if (alone.sum > 0) trial_.play(alone);
        return search();
    }

  private:
    std::vector<bool> groups_here() const {
        std::vector<bool> here(stacking_.groups.size(), false);
        for (size_t match = 0; match < trial_.size(); ++match)
            if (trial_.worth(match) > 0 && trial_.plan(match).group < here.size())
                here[trial_.plan(match).group] = true;
        return here;
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
        for (size_t i = 0; i < trial_.size() && places_.left() > 0; ++i) {
            const size_t match = worth_.match(i);
            const OfferIndex::Plan& plan = trial_.plan(match);
            if (trial_.worth(match) <= 0) break;
            if (plan.is_exclusive || !places_.has(plan.group)) continue;
            places_.join(plan.group, 1);
            picked.matches.push_back(match);
            picked.sum += trial_.worth(match);
        }
        return picked;
    }

    // The first of those worth most; the others of them are worth no more.
    Picked best_exclusive() const {
        Picked best;
        for (size_t match = 0; match < trial_.size(); ++match)
            if (trial_.plan(match).is_exclusive && trial_.worth(match) > best.sum)
                best = {{match}, trial_.worth(match)};
        return best;
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
            trial_.real_of({best.matches, 0}, &taken);
            return {choice(std::move(taken), search.work()), {}};
        }
        hopeful.insert(hopeful.end(), best.matches.begin(), best.matches.end());
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
        std::vector<size_t> hopeful;
        for (size_t i = 0; i < trial_.size(); ++i) {
            const size_t match = worth_.match(i);
            const OfferIndex::Plan& plan = trial_.plan(match);
            if (plan.is_exclusive || trial_.worth(match) <= 0) continue;
            int64_t& beside = beside_group[std::min<size_t>(plan.group, groups)];
            if (beside == kUnknown) beside = most_beside(plan.group);
            if (trial_.worth(match) + beside > trial_.best().real) hopeful.push_back(match);
        }
        return hopeful;
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
        choice.chosen = trial_.best().matches;
        choice.taken = std::move(taken);
        choice.discount = choice.bound = {trial_.best().real};
        choice.work = work;
        return choice;
    }

    const Stacking& stacking_;
    Worth& worth_;
    Trial trial_;
    Places places_;
};

}  // namespace

void Worth::clear() {
    alone.clear();
    falling_.clear();
    sorted_ = 0;
}

void Worth::sort_more() {
    constexpr size_t kFirst = 24;
    if (sorted_ == 0) {
        falling_.resize(alone.size());
        std::iota(falling_.begin(), falling_.end(), 0u);
    }
    const size_t until = std::min(falling_.size(), std::max(kFirst, sorted_ * 4));
    const auto at = [this](size_t place) { return falling_.begin() + static_cast<ptrdiff_t>(place); };
    const auto comes_first = [this](uint32_t a, uint32_t b) {
        return alone[a] != alone[b] ? alone[a] > alone[b] : a < b;
    };
    if (until < falling_.size()) std::nth_element(at(sorted_), at(until), falling_.end(), comes_first);
    std::sort(at(sorted_), at(until), comes_first);
    sorted_ = until;
}

PlainAnswer plain_choice(const Programme& programme, const Matches& matches, Worth& worth) {
    return PlainChoice(programme, matches, worth).run();
}

std::vector<size_t> kept_out_by(const Programme& programme, const Matches& matches,
                                const std::vector<size_t>& chosen, size_t match) {
    const Stacking& stacking = programme.stacking;
    if (stacking.at_most > 0 && chosen.size() >= static_cast<size_t>(stacking.at_most)) return chosen;
    const OfferIndex::Plan& offer = *matches.all[match].plan;
    std::vector<size_t> by, of_group;
    for (const size_t other : chosen) {
        const OfferIndex::Plan& one = *matches.all[other].plan;
        if (offer.is_exclusive || one.is_exclusive || groups_conflict(stacking, offer.group, one.group))
            by.push_back(other);
        else if (offer.group < stacking.groups.size() && one.group == offer.group)
            of_group.push_back(other);
    }
    const bool is_full = offer.group < stacking.groups.size() && stacking.groups[offer.group].at_most > 0 &&
                         of_group.size() >= static_cast<size_t>(stacking.groups[offer.group].at_most);
    if (is_full) by.insert(by.end(), of_group.begin(), of_group.end());
    std::sort(by.begin(), by.end());
    return by;
}

}  // namespace habitue::loyalty
