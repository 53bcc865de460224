#include "loyalty/offers/reach.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace habitue::loyalty {
namespace {

constexpr int kFractionBits = 30;  // of the share that is kept, rounded down
constexpr int64_t kWhole = int64_t{1} << kFractionBits;

int64_t sum_of(const std::vector<int64_t>& values, size_t from, size_t until) {
    return std::accumulate(values.begin() + static_cast<ptrdiff_t>(from),
                           values.begin() + static_cast<ptrdiff_t>(until), int64_t{0});
}

int64_t largest(std::vector<int64_t>& values, size_t count) {
    if (count >= values.size()) return sum_of(values, 0, values.size());
    std::sort(values.begin(), values.end(), std::greater<>());
    return sum_of(values, 0, count);
}

int64_t smallest(std::vector<int64_t>& values, size_t count) {
    if (count >= values.size()) return sum_of(values, 0, values.size());
    std::sort(values.begin(), values.end());
    return sum_of(values, 0, count);
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

void Reach::look(std::span<const size_t> undecided, const Remaining& left, const Party& party) {
    left_ = &left;
    party_ = &party;
    open_.clear();
    worth_.clear();
    for (const size_t i : undecided) {
        if (!together_.may_join(party, i)) continue;
        const int64_t worth = takers_[i].worth(left, together_.most(party, i)).minor;
        if (worth == 0) continue;
        open_.push_back(i);
        worth_.push_back(worth);
    }
}

size_t Reach::places_in(size_t group) const {
    const size_t most = together_.most_of_group(group);
    return most == SIZE_MAX ? SIZE_MAX : most - std::min<size_t>(most, party_->of_group[group]);
}

int64_t Reach::limited_sum(const Values& values) {
    int64_t sum = 0;
    for (Values& members : of_group_) members.clear();
    for (size_t i = 0; i < open_.size(); ++i) {
        const size_t group = together_.group_of(open_[i]);
        if (group < of_group_.size())
            of_group_[group].push_back(values[i]);
        else
            sum += values[i];
    }
    Values best_of_clique(of_group_.size(), 0);
    for (size_t group = 0; group < of_group_.size(); ++group) {
        int64_t& best = best_of_clique[clique_of_[group]];
        best = std::max(best, largest(of_group_[group], places_in(group)));
    }
    sum += sum_of(best_of_clique, 0, best_of_clique.size());
    if (together_.most_of_all() == SIZE_MAX) return sum;
    Values all = values;
    return std::min(sum, largest(all, together_.most_of_all() - party_->count));
}

size_t Reach::most_offers() { return static_cast<size_t>(limited_sum(Values(open_.size(), 1))); }

int64_t Reach::left_above_floors(bool before_others_only) const {
    std::vector<bool> touched(cart_.lines.size(), false);
    bool delivery = false;
    for (const size_t i : open_) {
        if (before_others_only && takers_[i].after_others()) continue;
        delivery = delivery || takers_[i].of_delivery();
        for (const uint32_t line : takers_[i].lines()) touched[line] = true;
    }
    int64_t goods = 0, above_order_floor = -cart_.order_floor.minor;
    for (size_t line = 0; line < touched.size(); ++line) {
        const int64_t kept = left_->lines[line].minor;
        above_order_floor += kept;
        if (touched[line])
            goods += std::max<int64_t>(0, kept - std::max<int64_t>(0, cart_.lines[line].floor.minor));
    }
    if (cart_.order_floor.minor > 0) goods = std::min(goods, std::max<int64_t>(0, above_order_floor));
    return goods + (delivery ? left_->delivery.minor : 0);
}

int64_t Reach::most() { return open_.empty() ? 0 : std::min(limited_sum(worth_), left_above_floors(false)); }

int64_t Reach::most_closely() {
    if (open_.empty()) return 0;
    return std::min({most(), by_lines(), after_others()});
}

int64_t Reach::by_lines() {
    const size_t lines = cart_.lines.size();
    std::vector<Values> by_line(lines, Values(open_.size(), 0));
    Values split(open_.size(), 0), delivery(open_.size(), 0), most;
    for (size_t i = 0; i < open_.size(); ++i) {
        const Taker& taker = takers_[open_[i]];
        if (taker.of_delivery()) {
            delivery[i] = worth_[i];
        } else if (!taker.line_by_line()) {
            split[i] = worth_[i];
        } else {
            taker.most_by_line(*left_, most);
            for (size_t line = 0; line < lines; ++line) by_line[line][i] = std::min(most[line], worth_[i]);
        }
    }
    int64_t sum = limited_sum(split) + std::min(limited_sum(delivery), left_->delivery.minor);
    for (size_t line = 0; line < lines; ++line) {
        const int64_t above_floor = left_->lines[line].minor - std::max<int64_t>(0, cart_.lines[line].floor.minor);
        sum += std::min(limited_sum(by_line[line]), std::max<int64_t>(0, above_floor));
    }
    return sum;
}

int64_t Reach::left_with_floors() const {
    std::vector<bool> touched(cart_.lines.size(), false);
    bool delivery = false;
    for (const size_t i : open_) {
        delivery = delivery || takers_[i].of_delivery();
        for (const uint32_t line : takers_[i].lines()) touched[line] = true;
    }
    int64_t left = delivery ? left_->delivery.minor : 0;
    for (size_t line = 0; line < touched.size(); ++line)
        if (touched[line]) left += left_->lines[line].minor;
    return left;
}

int64_t Reach::after_others() {
    Values before = worth_;
    bool any = false;
    for (size_t i = 0; i < open_.size(); ++i) {
        if (!takers_[open_[i]].after_others()) continue;
        before[i] = 0;
        any = true;
    }
    if (!any) return INT64_MAX;
    const int64_t all = left_with_floors();
    return all - kept_of(all - std::min(limited_sum(before), left_above_floors(true)));
}

// What those after the others leave of `before` at least. Where nobody of them excludes anybody, all of them, one
// after another; else the product of the smallest shares kept, since shares of everything commute.
int64_t Reach::kept_of(int64_t before) const {
    std::vector<Values> kept_by_group(of_group_.size());
    Values all;
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
    const auto product = [&](Values& kept, size_t count) {
        std::sort(kept.begin(), kept.end());
        int64_t result = kWhole;
        for (size_t i = 0; i < std::min(count, kept.size()); ++i) result = times(result, kept[i]);
        return result;
    };
    int64_t kept = product(all, together_.most_of_all());
    Values of_clique(of_group_.size(), kWhole);
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

// Of the smallest so many of each group; the least group of those that exclude each other.
int64_t Reach::least() {
    if (open_.empty()) return 0;
    const Party pools = least_pools();
    std::vector<Values> by_line(cart_.lines.size(), Values(open_.size(), 0));
    Values delivery(open_.size(), 0), most, values;
    for (size_t i = 0; i < open_.size(); ++i) {
        const Taker& taker = takers_[open_[i]];
        if (taker.of_delivery())
            delivery[i] = worth_[i];
        else
            taker.most_by_line(*left_, most);
        for (size_t line = 0; line < by_line.size() && !taker.of_delivery(); ++line)
            by_line[line][i] = std::min(most[line], worth_[i]);
    }
    Remaining at_least = *left_;
    const auto lower = [](Money& kept, int64_t by) { kept.minor = std::max<int64_t>(0, kept.minor - by); };
    for (size_t line = 0; line < by_line.size(); ++line) lower(at_least.lines[line], limited_sum(by_line[line]));
    lower(at_least.delivery, limited_sum(delivery));

    int64_t sum = 0;
    for (Values& members : of_group_) members.clear();
    for (size_t i = 0; i < open_.size(); ++i) {
        const size_t group = together_.group_of(open_[i]);
        const bool certain = !together_.in_a_pool(open_[i]);
        const int64_t worth =
            certain ? takers_[open_[i]].worth(at_least, together_.most(pools, open_[i])).minor : 0;
        values.push_back(worth);
        if (group < of_group_.size())
            of_group_[group].push_back(worth);
        else
            sum += worth;
    }
    Values least_of_cluster(of_group_.size(), INT64_MAX);
    for (size_t group = 0; group < of_group_.size(); ++group) {
        if (of_group_[group].empty()) continue;
        int64_t& least = least_of_cluster[cluster_of_[group]];
        least = std::min(least, smallest(of_group_[group], places_in(group)));
    }
    for (const int64_t least : least_of_cluster) sum += least == INT64_MAX ? 0 : least;
    if (together_.most_of_all() == SIZE_MAX) return sum;
    return std::min(sum, smallest(values, together_.most_of_all() - party_->count));
}

}  // namespace habitue::loyalty
