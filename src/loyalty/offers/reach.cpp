#include "loyalty/offers/reach.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace habitue::loyalty {
namespace {

constexpr int kFractionBits = 30;  // of the share that is kept, rounded down
constexpr int64_t kWhole = int64_t{1} << kFractionBits;

int64_t smallest(std::vector<int64_t>& values, size_t count) {
    std::sort(values.begin(), values.end());
    return std::accumulate(values.begin(), values.begin() + static_cast<ptrdiff_t>(std::min(count, values.size())),
                           int64_t{0});
}

}  // namespace

Reach::Reach(const PricedCart& cart, const std::vector<Taker>& takers, const Together& together)
    : cart_(cart), takers_(takers), together_(together), of_group_(together.groups()) {
    std::vector<std::vector<size_t>> cliques;
    for (size_t group = 0; group < together.groups(); ++group) {
        const auto clique = std::find_if(cliques.begin(), cliques.end(), [&](const std::vector<size_t>& members) {
            return std::all_of(members.begin(), members.end(),
                               [&](size_t other) { return together.groups_conflict(group, other); });
        });
        clique_of_.push_back(static_cast<size_t>(clique - cliques.begin()));
        if (clique == cliques.end()) cliques.emplace_back();
        cliques[clique_of_.back()].push_back(group);

        cluster_of_.push_back(group);
        for (size_t other = 0; other < group; ++other) {
            if (!together.groups_conflict(group, other)) continue;
            const size_t from = cluster_of_[other], to = cluster_of_[group];
            std::replace(cluster_of_.begin(), cluster_of_.end(), from, to);
        }
    }
}

void Reach::touch(Touched& touched, const Taker& taker) const {
    touched.delivery = touched.delivery || taker.of_delivery();
    for (const uint32_t line : taker.lines()) touched.lines[line] = true;
}

void Reach::look(std::span<const size_t> undecided, const Remaining& left, const Party& party) {
    left_ = &left;
    party_ = &party;
    open_.clear();
    worth_.clear();
    free_.clear();
    for (std::vector<uint32_t>& members : of_group_) members.clear();
    for (Touched* touched : {&touched_, &touched_before_}) {
        touched->lines.assign(cart_.lines.size(), false);
        touched->delivery = false;
    }
    for (const size_t i : undecided) {
        if (!together_.may_join(party, i)) continue;
        const int64_t worth = takers_[i].worth(left, together_.most(party, i)).minor;
        if (worth == 0) continue;
        const size_t group = together_.group_of(i);
        (group < of_group_.size() ? of_group_[group] : free_).push_back(static_cast<uint32_t>(open_.size()));
        open_.push_back(i);
        worth_.push_back(worth);
        touch(touched_, takers_[i]);
        if (!takers_[i].after_others()) touch(touched_before_, takers_[i]);
    }
}

size_t Reach::places_in(size_t group) const {
    const size_t most = together_.most_of_group(group);
    return most == SIZE_MAX ? SIZE_MAX : most - std::min<size_t>(most, party_->of_group[group]);
}

template <class ValueOf>
int64_t Reach::largest_of(const std::vector<uint32_t>& members, size_t count, const ValueOf& value_of) {
    int64_t sum = 0;
    if (count == 1) {
        for (const uint32_t i : members) sum = std::max(sum, value_of(i));
        return sum;
    }
    if (count < members.size()) {
        scratch_.clear();
        for (const uint32_t i : members) scratch_.push_back(value_of(i));
        const auto until = scratch_.begin() + static_cast<ptrdiff_t>(count);
        std::nth_element(scratch_.begin(), until, scratch_.end(), std::greater<>());
        return std::accumulate(scratch_.begin(), until, int64_t{0});
    }
    for (const uint32_t i : members) sum += value_of(i);
    return sum;
}

template <class ValueOf>
int64_t Reach::limited_sum(const ValueOf& value_of) {
    int64_t sum = 0;
    for (const uint32_t i : free_) sum += value_of(i);
    of_clique_.assign(of_group_.size(), 0);
    for (size_t group = 0; group < of_group_.size(); ++group) {
        if (of_group_[group].empty()) continue;
        int64_t& best = of_clique_[clique_of_[group]];
        best = std::max(best, largest_of(of_group_[group], places_in(group), value_of));
    }
    for (const int64_t best : of_clique_) sum += best;
    if (together_.most_of_all() == SIZE_MAX) return sum;
    const size_t places = together_.most_of_all() - party_->count;
    if (places >= open_.size()) return sum;
    scratch_.clear();
    for (uint32_t i = 0; i < open_.size(); ++i) scratch_.push_back(value_of(i));
    const auto until = scratch_.begin() + static_cast<ptrdiff_t>(places);
    std::nth_element(scratch_.begin(), until, scratch_.end(), std::greater<>());
    return std::min(sum, std::accumulate(scratch_.begin(), until, int64_t{0}));
}

size_t Reach::most_offers() {
    return static_cast<size_t>(limited_sum([](uint32_t) { return int64_t{1}; }));
}

int64_t Reach::left_of(const Touched& touched) const {
    int64_t left = touched.delivery ? left_->delivery.minor : 0;
    for (size_t line = 0; line < touched.lines.size(); ++line)
        if (touched.lines[line]) left += left_->lines[line].minor;
    return left;
}

int64_t Reach::left_above_floors(const Touched& touched) const {
    int64_t goods = 0, above_order_floor = -cart_.order_floor.minor;
    for (size_t line = 0; line < touched.lines.size(); ++line) {
        const int64_t kept = left_->lines[line].minor;
        above_order_floor += kept;
        if (touched.lines[line])
            goods += std::max<int64_t>(0, kept - std::max<int64_t>(0, cart_.lines[line].floor.minor));
    }
    if (cart_.order_floor.minor > 0) goods = std::min(goods, std::max<int64_t>(0, above_order_floor));
    return goods + (touched.delivery ? left_->delivery.minor : 0);
}

int64_t Reach::most() {
    if (open_.empty()) return 0;
    return std::min(limited_sum([this](uint32_t i) { return worth_[i]; }), left_above_floors(touched_));
}

int64_t Reach::most_closely() {
    if (open_.empty()) return 0;
    find_full_pools();
    return std::min({most(), by_pools(), by_lines(), after_others()});
}

// Each open one belongs to the first of its pools that all of them together would overdraw.
void Reach::find_full_pools() {
    wanted_of_pool_.assign(party_->pools.size(), 0);
    pool_of_.assign(open_.size(), kNone);
    if (wanted_of_pool_.empty()) return;
    for (size_t i = 0; i < open_.size(); ++i)
        for (const size_t pool : together_.pools_of(open_[i])) wanted_of_pool_[pool] += worth_[i];
    for (size_t i = 0; i < open_.size(); ++i)
        for (const size_t pool : together_.pools_of(open_[i]))
            if (pool_of_[i] == kNone && wanted_of_pool_[pool] > party_->pools[pool].money) pool_of_[i] = pool;
}

// What those of overdrawn pools take.
int64_t Reach::by_pools() {
    int64_t sum = limited_sum([this](uint32_t i) { return pool_of_[i] == kNone ? worth_[i] : 0; });
    for (size_t pool = 0; pool < wanted_of_pool_.size(); ++pool) {
        if (wanted_of_pool_[pool] <= party_->pools[pool].money) continue;
        sum += std::min(party_->pools[pool].money,
                        limited_sum([this, pool](uint32_t i) { return pool_of_[i] == pool ? worth_[i] : 0; }));
    }
    return sum;
}

void Reach::spread_over_lines() {
    const size_t width = open_.size();
    by_line_.assign(width * cart_.lines.size(), 0);
    for (size_t i = 0; i < width; ++i) {
        const Taker& taker = takers_[open_[i]];
        if (taker.of_delivery()) continue;
        taker.most_by_line(*left_, of_line_);
        for (const uint32_t line : taker.lines()) by_line_[line * width + i] = std::min(of_line_[line], worth_[i]);
    }
}

int64_t Reach::by_lines() {
    spread_over_lines();
    const size_t width = open_.size();
    const auto kind_of = [this](uint32_t i, bool line_by_line, bool delivery) {
        const Taker& taker = takers_[open_[i]];
        return pool_of_[i] == kNone && taker.line_by_line() == line_by_line && taker.of_delivery() == delivery;
    };
    int64_t sum = limited_sum([&](uint32_t i) { return kind_of(i, false, false) ? worth_[i] : 0; });
    if (touched_.delivery)
        sum += std::min(limited_sum([&](uint32_t i) { return kind_of(i, false, true) ? worth_[i] : 0; }),
                        left_->delivery.minor);
    for (size_t line = 0; line < cart_.lines.size(); ++line) {
        if (!touched_.lines[line]) continue;
        const int64_t above_floor = left_->lines[line].minor - std::max<int64_t>(0, cart_.lines[line].floor.minor);
        const int64_t* of_line = by_line_.data() + line * width;
        sum += std::min(limited_sum([&](uint32_t i) { return kind_of(i, true, false) ? of_line[i] : 0; }),
                        std::max<int64_t>(0, above_floor));
    }
    for (size_t pool = 0; pool < wanted_of_pool_.size(); ++pool) {
        if (wanted_of_pool_[pool] <= party_->pools[pool].money) continue;
        sum += std::min(party_->pools[pool].money,
                        limited_sum([this, pool](uint32_t i) { return pool_of_[i] == pool ? worth_[i] : 0; }));
    }
    return sum;
}

int64_t Reach::after_others() {
    const auto is_after = [this](uint32_t i) { return takers_[open_[i]].after_others(); };
    bool any = false;
    for (uint32_t i = 0; i < open_.size() && !any; ++i) any = is_after(i);
    if (!any) return INT64_MAX;
    const int64_t before = limited_sum([&](uint32_t i) { return is_after(i) ? 0 : worth_[i]; });
    const int64_t all = left_of(touched_);
    return all - kept_of(all - std::min(before, left_above_floors(touched_before_)));
}

// What those after the others leave of `before` at least. Where nobody of them excludes anybody, all of them, one
// after another; else the product of the smallest shares kept, since shares of everything commute.
int64_t Reach::kept_of(int64_t before) const {
    using Shares = std::vector<int64_t>;
    std::vector<Shares> kept_by_group(of_group_.size());
    Shares all;
    int64_t chain = before;
    bool limited = together_.most_of_all() < SIZE_MAX;
    for (size_t i = 0; i < open_.size(); ++i) {
        const Taker& taker = takers_[open_[i]];
        if (!taker.after_others()) continue;
        const Rate share = taker.most_share();
        const Int128 taken =
            divide(static_cast<Int128>(chain) * share.numerator, share.denominator, Rounding::down);
        chain -= static_cast<int64_t>(std::min<Int128>(taken, worth_[i]));
        all.push_back(static_cast<int64_t>(divide(static_cast<Int128>(share.denominator - share.numerator) * kWhole,
                                                  share.denominator, Rounding::down)));
        const size_t group = together_.group_of(open_[i]);
        if (group >= of_group_.size()) continue;
        limited = true;
        kept_by_group[group].push_back(all.back());
        all.back() = kWhole;
    }
    if (!limited) return chain;
    const auto times = [](int64_t a, int64_t b) {
        return static_cast<int64_t>(static_cast<Int128>(a) * b >> kFractionBits);
    };
    const auto product = [&](Shares& kept, size_t count) {
        std::sort(kept.begin(), kept.end());
        int64_t result = kWhole;
        for (size_t i = 0; i < std::min(count, kept.size()); ++i) result = times(result, kept[i]);
        return result;
    };
    int64_t kept = product(all, together_.most_of_all());
    Shares of_clique(of_group_.size(), kWhole);
    for (size_t group = 0; group < of_group_.size(); ++group) {
        int64_t& least = of_clique[clique_of_[group]];
        least = std::min(least, product(kept_by_group[group], places_in(group)));
    }
    for (const int64_t least : of_clique) kept = times(kept, least);
    return static_cast<int64_t>(divide(static_cast<Int128>(before) * kept, kWhole, Rounding::up));
}

Party Reach::least_pools() const {
    Party least = *party_;
    for (size_t i = 0; i < open_.size(); ++i) together_.draw(least, open_[i], {worth_[i]});
    return least;
}

// What is left when everybody takes the most they could.
Remaining Reach::least_left() {
    spread_over_lines();
    Remaining left = *left_;
    const auto lower = [](Money& kept, int64_t by) { kept.minor = std::max<int64_t>(0, kept.minor - by); };
    for (size_t line = 0; line < cart_.lines.size(); ++line) {
        if (!touched_.lines[line]) continue;
        const int64_t* of_line = by_line_.data() + line * open_.size();
        lower(left.lines[line], limited_sum([&](uint32_t i) { return of_line[i]; }));
    }
    lower(left.delivery,
          limited_sum([this](uint32_t i) { return takers_[open_[i]].of_delivery() ? worth_[i] : 0; }));
    return left;
}

// Of the smallest so many of each group; the least group of those that exclude each other.
int64_t Reach::least() {
    if (open_.empty()) return 0;
    const Party pools = least_pools();
    const Remaining left = least_left();
    std::vector<int64_t> worth;
    for (const size_t i : open_)
        worth.push_back(together_.pools_of(i).empty() ? takers_[i].worth(left, together_.most(pools, i)).minor : 0);

    int64_t sum = 0;
    for (const uint32_t i : free_) sum += worth[i];
    std::vector<int64_t> least_of_cluster(of_group_.size(), INT64_MAX);
    for (size_t group = 0; group < of_group_.size(); ++group) {
        if (of_group_[group].empty()) continue;
        scratch_.clear();
        for (const uint32_t i : of_group_[group]) scratch_.push_back(worth[i]);
        int64_t& least = least_of_cluster[cluster_of_[group]];
        least = std::min(least, smallest(scratch_, places_in(group)));
    }
    for (const int64_t least : least_of_cluster) sum += least == INT64_MAX ? 0 : least;
    if (together_.most_of_all() == SIZE_MAX) return sum;
    return std::min(sum, smallest(worth, together_.most_of_all() - party_->count));
}

}  // namespace habitue::loyalty
