#include "loyalty/offers/plain_search.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

constexpr uint64_t kMostNodes = 4'000;

}  // namespace

PlainSearch::PlainSearch(const Stacking& stacking, Trial& trial, Places& places)
    : stacking_(stacking), trial_(trial), places_(places), fill_(trial.matches().cart) {}

bool PlainSearch::run(const std::vector<size_t>& hopeful) {
    hopes_.reserve(hopeful.size());
    for (const size_t match : hopeful) hopes_.push_back({match, trial_.plan(match).group, wants_of(match)});
    places_.open(Places::kEveryGroup);
    least_ = real_of_a_good_one();
    return visit(0);
}

// The common ones need no taker to tell.
LineFill::Wants PlainSearch::wants_of(size_t match) {
    const Match& one = trial_.match(match);
    const int64_t worth = trial_.worth(match);
    const Benefit::Kind kind = benefit_of(one).kind;
    const bool is_common = (kind == Benefit::Kind::percent || kind == Benefit::Kind::amount) &&
                           one.offer->target == Target::order && !one.offer->after_others;
    if (!is_common) return fill_.wants_of(trial_.taker(match), worth);
    if (one.line_count == 1) return fill_.wants_of_line(trial_.matches().lines_of(one).front(), worth);
    LineFill::Wants wants;
    wants.worth = worth;
    return wants;
}

// Of the set to which one after another is added who adds the most. It is not kept: the search finds it, or the
// first that is as good. But whatever takes less need not be looked at.
int64_t PlainSearch::real_of_a_good_one() {
    while (places_.left() > 0) {
        size_t next = hopes_.size();
        int64_t most = 0;
        for (size_t i = 0; i < hopes_.size() && most < LineFill::parts(hopes_[i].wants.worth + 1); ++i) {
            if (!may_join(hopes_[i].group) || std::find(taken_.begin(), taken_.end(), i) != taken_.end()) continue;
            const int64_t gain = fill_.gain(hopes_[i].wants);
            if (gain <= most) continue;
            most = gain;
            next = i;
        }
        if (next == hopes_.size()) break;
        enter(next);
    }
    const Picked& picked = picked_now();
    while (!taken_.empty()) leave();
    return trial_.budgets_suffice(picked) ? trial_.real_of(picked) : 0;
}

bool PlainSearch::visit(size_t from) {
    if (places_.left() == 1) return visit_last(from);
    for (; from < hopes_.size(); ++from) {
        if (!may_join(hopes_[from].group)) continue;
        if (!has_time()) return false;
        if (!may_be_better(fill_.most() + most_of_rest(from))) return true;
        enter(from);
        const bool done = visit(from + 1);
        leave();
        if (!done) return false;
    }
    return play_the_taken();
}

// One place is left: what each would add is known at once.
bool PlainSearch::visit_last(size_t from) {
    for (; from < hopes_.size(); ++from) {
        const Hope& hope = hopes_[from];
        if (!may_be_better(fill_.most() + LineFill::parts(hope.wants.worth + 1))) break;
        if (!may_join(hope.group) || !may_be_better(fill_.most() + fill_.gain(hope.wants))) continue;
        enter(from);
        const bool done = play_the_taken();
        leave();
        if (!done) return false;
    }
    return play_the_taken();
}

bool PlainSearch::play_the_taken() {
    if (!may_be_better(fill_.most())) return true;
    const Picked& picked = picked_now();
    if (!has_time() || !trial_.budgets_suffice(picked)) return false;
    trial_.play(picked);
    return true;
}

bool PlainSearch::has_time() {
    return ++nodes_ <= std::min(kMostNodes, static_cast<uint64_t>(stacking_.most_work));
}

// What takes no more than the best set, or less than is known of some set, need not be looked at.
bool PlainSearch::may_be_better(int64_t parts) const {
    const int64_t most = LineFill::whole_units(parts);
    return most > trial_.best().real && most >= least_;
}

bool PlainSearch::may_join(size_t group) const {
    if (!places_.has(group)) return false;
    const bool none_conflict = places_.kept_together().size() == 1;
    return none_conflict || std::none_of(taken_.begin(), taken_.end(), [&](size_t other) {
               return groups_conflict(stacking_, group, hopes_[other].group);
           });
}

void PlainSearch::enter(size_t hope) {
    places_.join(hopes_[hope].group, 1);
    fill_.add(hopes_[hope].wants);
    taken_.push_back(hope);
}

void PlainSearch::leave() {  // who entered last
    const Hope& hope = hopes_[taken_.back()];
    taken_.pop_back();
    fill_.remove(hope.wants);
    places_.join(hope.group, -1);
}

const Picked& PlainSearch::picked_now() {
    picked_.matches.clear();
    picked_.sum = 0;
    for (const size_t taken : taken_) {
        picked_.matches.push_back(hopes_[taken].match);
        picked_.sum += hopes_[taken].wants.worth;
    }
    std::sort(picked_.matches.begin(), picked_.matches.end());
    return picked_;
}

// As if those still to come took of each line what the taken ones leave of it, and nothing off each other.
int64_t PlainSearch::most_of_rest(size_t from) {
    int64_t most = 0;
    for (const size_t kept : places_.kept_together()) {
        const bool keeps_the_taken = std::all_of(
            taken_.begin(), taken_.end(), [&](size_t taken) { return places_.keeps(kept, hopes_[taken].group); });
        if (keeps_the_taken) most = std::max(most, most_of_rest(from, kept));
    }
    return most;
}

// Greedily, the largest gain first. Nobody gains more than he is worth, so who follows by worth is looked at only
// when he could be next.
int64_t PlainSearch::most_of_rest(size_t from, size_t kept) {
    taken_of_group_.assign(stacking_.groups.size(), 0);
    gains_.clear();
    int64_t sum = 0;
    for (int64_t places = places_.left(); places > 0;) {
        for (; from < hopes_.size(); ++from) {
            const Hope& hope = hopes_[from];
            if (!gains_.empty() && gains_.front().first >= LineFill::parts(hope.wants.worth + 1)) break;
            if (!places_.has(hope.group) || !places_.keeps(kept, hope.group)) continue;
            gains_.emplace_back(fill_.gain(hope.wants), hope.group);
            std::push_heap(gains_.begin(), gains_.end());
        }
        if (gains_.empty()) break;
        std::pop_heap(gains_.begin(), gains_.end());
        const auto [gain, group] = gains_.back();
        gains_.pop_back();
        if (group < taken_of_group_.size() && taken_of_group_[group]++ >= places_.left_of(group)) continue;
        sum += gain;
        --places;
    }
    return sum;
}

}  // namespace habitue::loyalty
