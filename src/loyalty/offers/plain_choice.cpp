#include "loyalty/offers/plain_choice.h"

#include <algorithm>
#include <bit>

namespace habitue::loyalty {
namespace {

constexpr size_t kMostConflictingGroups = 4;
constexpr uint64_t kMostNodes = 4'000;

bool conflict(const Stacking& stacking, size_t a, size_t b) {
    const auto names = [&](size_t one, size_t other) {
        const std::vector<size_t>& not_with = stacking.groups[one].not_with;
        return std::find(not_with.begin(), not_with.end(), other) != not_with.end();
    };
    const size_t groups = stacking.groups.size();
    return a < groups && b < groups && (names(a, b) || names(b, a));
}

struct Picked {
    std::vector<size_t> matches;  // rising
    int64_t sum = 0;

    // More money, then more offers, then the earlier in the order of application.
    bool beats(const Picked& other) const {
        if (sum != other.sum) return sum > other.sum;
        if (matches.size() != other.matches.size()) return matches.size() > other.matches.size();
        return matches < other.matches;
    }
};

class PlainChoice {
  public:
    PlainChoice(const Programme& programme, const Matches& matches, const std::vector<Money>& worth)
        : programme_(programme), stacking_(programme.stacking), matches_(matches), worth_(worth) {}

    PlainAnswer run() {
        sort_by_worth();
        if (stacking_.objective != Stacking::Objective::customer || !find_conflicting_groups())
            return all_hopeful();
        Picked best;
        for (size_t kept = 0; kept < size_t{1} << conflicting_.size(); ++kept) {
            if (!stand_together(kept)) continue;
            Picked picked = pick(kept);
            if (picked.beats(best)) best = std::move(picked);
        }
        const auto exclusive =
            std::find_if(by_worth_.begin(), by_worth_.end(), [&](size_t match) { return offer(match).exclusive; });
        if (exclusive != by_worth_.end()) {  // the others of them are worth no more
            Picked alone{{*exclusive}, worth_[*exclusive].minor};
            if (alone.beats(best)) best = std::move(alone);
        }
        if (!budgets_suffice(best)) return all_hopeful();
        play(best);
        if (best_.real == best.sum) return {choice(), {}};
        if (exclusive != by_worth_.end()) play({{*exclusive}, worth_[*exclusive].minor});
        drop_the_hopeless();
        if (search()) return {choice(), {}};
        by_worth_.insert(by_worth_.end(), best_.matches.begin(), best_.matches.end());
        return all_hopeful();
    }

  private:
    const Offer& offer(size_t match) const { return *matches_.all[match].offer; }

    void sort_by_worth() {
        for (size_t i = 0; i < worth_.size(); ++i)
            if (worth_[i] > Money{}) by_worth_.push_back(i);
        std::sort(by_worth_.begin(), by_worth_.end(),
                  [&](size_t a, size_t b) { return worth_[a] != worth_[b] ? worth_[a] > worth_[b] : a < b; });
    }

    // Groups that are there and exclude each other; false when they are too many to try every way.
    bool find_conflicting_groups() {
        here_.assign(stacking_.groups.size(), false);
        for (const size_t match : by_worth_)
            if (offer(match).group < here_.size()) here_[offer(match).group] = true;
        for (size_t a = 0; a < here_.size(); ++a)
            for (size_t b = 0; b < here_.size(); ++b)
                if (here_[a] && here_[b] && conflict(stacking_, a, b)) {
                    if (a == b) return false;
                    conflicting_.push_back(a);
                    break;
                }
        return conflicting_.size() <= kMostConflictingGroups;
    }

    bool stand_together(size_t kept) const {
        for (size_t a = 0; a < conflicting_.size(); ++a)
            for (size_t b = a + 1; b < conflicting_.size(); ++b)
                if ((kept >> a & 1) && (kept >> b & 1) && conflict(stacking_, conflicting_[a], conflicting_[b]))
                    return false;
        return true;
    }

    // Greedily: groups with a most each, and a most of all, are such that nothing else gives more.
    Picked pick(size_t kept) {
        places_.assign(stacking_.groups.size(), 0);
        for (size_t i = 0; i < places_.size(); ++i)
            places_[i] = stacking_.groups[i].at_most > 0 ? stacking_.groups[i].at_most : INT64_MAX;
        for (size_t i = 0; i < conflicting_.size(); ++i)
            if ((kept >> i & 1) == 0) places_[conflicting_[i]] = 0;
        const auto most = stacking_.at_most > 0 ? static_cast<size_t>(stacking_.at_most) : SIZE_MAX;
        Picked picked;
        for (const size_t match : by_worth_) {
            if (picked.matches.size() == most) break;
            if (offer(match).exclusive) continue;
            const size_t group = offer(match).group;
            if (group < places_.size() && places_[group]-- <= 0) continue;
            picked.matches.push_back(match);
            picked.sum += worth_[match].minor;
        }
        std::sort(picked.matches.begin(), picked.matches.end());
        return picked;
    }

    // A budget has at least the room that any of its offers has.
    bool budgets_suffice(const Picked& picked) const {
        for (size_t budget = 0; budget < programme_.budgets.size(); ++budget) {
            int64_t uses = 0, most_uses = 0, money = 0, most_money = 0;
            for (const size_t match : picked.matches) {
                const std::vector<size_t>& budgets = offer(match).budgets;
                if (std::find(budgets.begin(), budgets.end(), budget) == budgets.end()) continue;
                ++uses;
                money += worth_[match].minor;
                most_uses = std::max(most_uses, matches_.all[match].uses);
                most_money = std::max(most_money, matches_.all[match].money.minor);
            }
            if (uses > 1 && (uses > most_uses || money > most_money)) return false;
        }
        return true;
    }

    // What the set really takes, one after another; kept when it is the most until now.
    void play(const Picked& picked) {
        taken_now_.resize(picked.matches.size());
        left_.lines.clear();
        for (const PricedCart::Line& line : matches_.cart.lines) left_.lines.push_back(line.amount);
        left_.delivery = matches_.cart.delivery;
        int64_t real = 0;
        bool each_takes = true;
        for (size_t i = 0; i < picked.matches.size(); ++i) {
            const int64_t sum = take(matches_.cart, candidate(picked.matches[i]), left_, &taken_now_[i]).minor;
            each_takes = each_takes && sum > 0;
            real += sum;
        }
        if (!each_takes || real <= best_.real) return;
        best_.matches = picked.matches;
        best_.real = real;
        std::swap(best_.taken, taken_now_);
    }

    const Candidate& candidate(size_t match) {
        for (const auto& [of, known] : candidates_)
            if (of == match) return known;
        return candidates_.emplace_back(match, candidate_of(programme_, matches_, matches_.all[match])).second;
    }

    PlainAnswer all_hopeful() {
        std::sort(by_worth_.begin(), by_worth_.end());
        by_worth_.erase(std::unique(by_worth_.begin(), by_worth_.end()), by_worth_.end());
        return {std::nullopt, std::move(by_worth_)};
    }

    // Whoever, together with the most worth that the others could be, would still be no better than the best set.
    void drop_the_hopeless() {
        open_places();
        std::erase_if(by_worth_, [&](size_t match) { return offer(match).exclusive; });
        std::vector<size_t> hopeful;
        for (const size_t match : by_worth_) {
            join(match, 1);
            const bool may_help = worth_[match].minor + most_of_rest(0, match) > best_.real;
            join(match, -1);
            if (may_help) hopeful.push_back(match);
        }
        by_worth_ = std::move(hopeful);
    }

    void open_places() {
        for (size_t i = 0; i < stacking_.groups.size(); ++i)
            places_[i] = stacking_.groups[i].at_most > 0 ? stacking_.groups[i].at_most : INT64_MAX;
        places_left_ = stacking_.at_most > 0 ? stacking_.at_most : INT64_MAX;
    }

    // Sets from the most worth alone downwards, until none that is left could take more than the best has taken.
    bool search() {
        open_places();
        return visit(0, 0);
    }

    bool visit(size_t from, int64_t sum) {
        if (++nodes_ > std::min(kMostNodes, static_cast<uint64_t>(stacking_.most_work))) return false;
        if (sum + most_of_rest(from) <= best_.real) return true;
        if (from == by_worth_.size() || places_left_ == 0) {
            Picked picked{taken_, sum};
            std::sort(picked.matches.begin(), picked.matches.end());
            if (!budgets_suffice(picked)) return false;
            play(picked);
            return true;
        }
        const size_t match = by_worth_[from];
        if (may_join(match)) {
            join(match, 1);
            taken_.push_back(match);
            const bool done = visit(from + 1, sum + worth_[match].minor);
            taken_.pop_back();
            join(match, -1);
            if (!done) return false;
        }
        return visit(from + 1, sum);
    }

    bool may_join(size_t match) const {
        const size_t group = offer(match).group;
        if (group < places_.size() && places_[group] <= 0) return false;
        return std::none_of(taken_.begin(), taken_.end(),
                            [&](size_t other) { return conflict(stacking_, group, offer(other).group); });
    }
    void join(size_t match, int64_t by) {
        if (offer(match).group < places_.size()) places_[offer(match).group] -= by;
        places_left_ -= by;
    }

    // As if nothing ran into anything: the most worth of those that still have a place.
    int64_t most_of_rest(size_t from, size_t but = SIZE_MAX) {
        taken_of_group_.assign(places_.size(), 0);
        int64_t sum = 0, places = places_left_;
        for (size_t i = from; i < by_worth_.size() && places > 0; ++i) {
            const size_t group = offer(by_worth_[i]).group;
            if (by_worth_[i] == but) continue;
            if (group < places_.size() && taken_of_group_[group]++ >= places_[group]) continue;
            sum += worth_[by_worth_[i]].minor;
            --places;
        }
        return sum;
    }

    Choice choice() {
        Choice choice;
        choice.taken = best_.taken;
        choice.chosen = best_.matches;
        choice.discount = choice.bound = {best_.real};
        choice.work = nodes_;
        return choice;
    }

    const Programme& programme_;
    const Stacking& stacking_;
    const Matches& matches_;
    const std::vector<Money>& worth_;
    std::vector<size_t> by_worth_;  // falling
    std::vector<bool> here_;        // by group
    std::vector<size_t> conflicting_;
    std::vector<int64_t> places_;  // left, by group
    int64_t places_left_ = 0;      // in all
    std::vector<int64_t> taken_of_group_;
    std::vector<size_t> taken_;
    std::vector<std::pair<size_t, Candidate>> candidates_;  // by match, once they were needed
    Remaining left_;
    std::vector<Taken> taken_now_;
    uint64_t nodes_ = 0;
    struct Played {
        std::vector<size_t> matches;
        int64_t real = 0;
        std::vector<Taken> taken;
    };
    Played best_;
};

}  // namespace

PlainAnswer plain_choice(const Programme& programme, const Matches& matches, const std::vector<Money>& worth) {
    return PlainChoice(programme, matches, worth).run();
}

std::vector<size_t> kept_out_by(const Programme& programme, const Matches& matches,
                                const std::vector<size_t>& chosen, size_t match) {
    const Stacking& stacking = programme.stacking;
    if (stacking.at_most > 0 && chosen.size() >= static_cast<size_t>(stacking.at_most)) return chosen;
    const Offer& offer = *matches.all[match].offer;
    std::vector<size_t> by, of_group;
    for (const size_t other : chosen) {
        const Offer& one = *matches.all[other].offer;
        if (offer.exclusive || one.exclusive || conflict(stacking, offer.group, one.group))
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
