#include "loyalty/offers/search.h"

#include <algorithm>
#include <span>

namespace habitue::loyalty {
namespace {

// Sets of the same discount are told apart no longer than this: where a floor or a budget is used up anyway, there
// are very many, and which offers share it is not worth the time.
constexpr uint64_t kMostTies = 500;
constexpr size_t kWideNode = 64;  // candidates; a node of more counts for more

}  // namespace

Remaining all_of(const PricedCart& cart) {
    Remaining left;
    left.lines.reserve(cart.lines.size());
    for (const PricedCart::Line& line : cart.lines) left.lines.push_back(line.amount);
    left.delivery = cart.delivery;
    return left;
}

Search::Search(const PricedCart& cart, const std::vector<Taker>& takers, const Together& together,
               std::vector<size_t> members, bool cheapest, uint64_t most_work)
    : takers_(takers),
      together_(together),
      members_(std::move(members)),
      cheapest_(cheapest),
      most_work_(most_work),
      reach_(cart, takers, together),
      levels_(members_.size() + 1, Level{all_of(cart), together.nobody()}),
      open_bound_(cheapest ? INT64_MAX : 0) {}

void Search::run() {
    guess();
    visit(0, 0);
}

int64_t Search::bound() const {
    if (proven_) return best_.discount;
    return cheapest_ ? std::min(open_bound_, best_.discount) : std::max(open_bound_, best_.discount);
}

// Those that are wanted, may join and take something, one after another.
Found Search::play(const std::vector<bool>& wanted) {
    Found found;
    Level level = levels_[0];
    for (size_t i = 0; i < members_.size(); ++i) {
        const size_t member = members_[i];
        if (!wanted[i] || !together_.may_join(level.party, member)) continue;
        const Money sum = takers_[member].take(level.left, together_.most(level.party, member));
        if (sum.minor == 0) continue;
        together_.join(level.party, member, sum);
        found.chosen.push_back(member);
        found.discount += sum.minor;
    }
    return found;
}

// As many as the rules allow, asked in this sequence of places in `members_`.
Found Search::fill(const std::vector<size_t>& sequence) {
    std::vector<bool> wanted(members_.size(), false);
    Party party = together_.nobody();
    for (const size_t i : sequence) {
        if (!together_.may_join(party, members_[i])) continue;
        together_.join(party, members_[i], {});
        wanted[i] = true;
    }
    return play(wanted);
}

void Search::offer_guess(Found found) {
    if (cheapest_ && !leaves_nobody_out(found.chosen)) return;
    if (beats({found.discount, found.chosen.size()})) best_ = std::move(found);
}

// Good sets to begin with cut most branches at once.
void Search::guess() {
    best_ = play(std::vector<bool>(members_.size(), true));
    std::vector<std::pair<int64_t, size_t>> worth;
    for (size_t i = 0; i < members_.size(); ++i) {
        const int64_t sum = takers_[members_[i]].worth(levels_[0].left, {INT64_MAX}).minor;
        worth.emplace_back(cheapest_ ? sum : -sum, i);
    }
    std::sort(worth.begin(), worth.end());
    std::vector<size_t> by_worth;
    by_worth.reserve(worth.size());
    for (const auto& [sum, i] : worth) by_worth.push_back(i);
    offer_guess(fill(by_worth));
    if (!cheapest_) improve(std::move(by_worth));
}

// Puts one candidate first while that makes the set better.
void Search::improve(std::vector<size_t> by_worth) {
    constexpr size_t kWidest = 48, kRounds = 3;
    if (by_worth.size() > kWidest) return;
    for (size_t round = 0; round < kRounds; ++round) {
        const int64_t before = best_.discount;
        std::vector<size_t> best_sequence = by_worth;
        for (size_t i = 1; i < by_worth.size(); ++i) {
            std::vector<size_t> sequence = by_worth;
            std::rotate(sequence.begin(), sequence.begin() + static_cast<ptrdiff_t>(i),
                        sequence.begin() + static_cast<ptrdiff_t>(i) + 1);
            Found found = fill(sequence);
            if (found.discount <= best_.discount) continue;
            best_ = std::move(found);
            best_sequence = std::move(sequence);
        }
        if (best_.discount == before) return;
        by_worth = std::move(best_sequence);
    }
}

bool Search::leaves_nobody_out(const std::vector<size_t>& chosen) {
    Level level = levels_[0];
    std::vector<size_t> waiting;
    for (const size_t member : members_) {
        const bool in = std::binary_search(chosen.begin(), chosen.end(), member);
        const Money most = together_.most(level.party, member);
        if (in)
            together_.join(level.party, member, takers_[member].take(level.left, most));
        else if (takers_[member].worth(level.left, most).minor > 0)
            waiting.push_back(member);
    }
    return std::none_of(waiting.begin(), waiting.end(),
                        [&](size_t member) { return together_.may_join(level.party, member); });
}

// What this branch could reach at the best.
Search::Goal Search::goal_of(size_t from, int64_t discount) {
    const Level& level = levels_[from];
    reach_.look(std::span(members_).subspan(from), level.left, level.party);
    const size_t offers = chosen_.size() + reach_.most_offers();
    if (cheapest_) return {discount + reach_.least(), offers};
    const Goal quick{discount + reach_.most(), offers};
    return beats(quick) ? Goal{discount + reach_.most_closely(), offers} : quick;
}

// Whether such a set would be preferred to the best one, or settles it.
bool Search::beats(const Goal& goal) const {
    if (goal.discount != best_.discount)
        return cheapest_ ? goal.discount < best_.discount : goal.discount > best_.discount;
    return goal.offers > best_.chosen.size() || (goal.offers == best_.chosen.size() && !settled_);
}

void Search::stop_at(const Goal& goal) {
    if (goal.discount == best_.discount) return;  // only ties were open
    proven_ = false;
    open_bound_ = cheapest_ ? std::min(open_bound_, goal.discount) : std::max(open_bound_, goal.discount);
}

void Search::visit(size_t from, int64_t discount) {
    const Goal goal = goal_of(from, discount);
    if (!beats(goal)) return;
    if (cheapest_ && !all_can_be_served(from)) return;
    if (goal.discount == best_.discount && ties_++ >= kMostTies) return;
    if (work_ >= most_work_) return stop_at(goal);
    work_ += 1 + (members_.size() - from) / kWideNode;
    if (from == members_.size()) return keep(discount);
    take_it(from, discount);
    if (beats(goal)) leave_it(from, discount);
}

void Search::take_it(size_t from, int64_t discount) {
    const size_t member = members_[from];
    Level& next = levels_[from + 1];
    next = levels_[from];
    if (!together_.may_join(next.party, member)) return;
    const Money sum = takers_[member].take(next.left, together_.most(next.party, member));
    if (sum.minor == 0) return;
    together_.join(next.party, member, sum);
    chosen_.push_back(member);
    visit(from + 1, discount + sum.minor);
    chosen_.pop_back();
}

void Search::leave_it(size_t from, int64_t discount) {
    const size_t member = members_[from];
    const Level& level = levels_[from];
    levels_[from + 1] = level;
    const bool takes = cheapest_ && together_.may_join(level.party, member) &&
                       takers_[member].worth(level.left, together_.most(level.party, member)).minor > 0;
    if (takes) waiting_.push_back(member);
    visit(from + 1, discount);
    if (takes) waiting_.pop_back();
}

// Whoever waits must be kept out by the chosen, or by somebody who can still be chosen. Looked at by `goal_of`.
bool Search::all_can_be_served(size_t from) const {
    const Party& party = levels_[from].party;
    return std::none_of(waiting_.begin(), waiting_.end(), [&](size_t waiting) {
        return together_.may_join(party, waiting) &&
               std::none_of(reach_.open().begin(), reach_.open().end(),
                            [&](size_t open) { return together_.keeps_out(open, waiting); });
    });
}

void Search::keep(int64_t discount) {
    best_ = {chosen_, discount};
    settled_ = true;
}

}  // namespace habitue::loyalty
