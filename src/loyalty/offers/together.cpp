#include "loyalty/offers/together.h"

#include <algorithm>
#include <iterator>

namespace habitue::loyalty {

Together::Together(const Programme& programme, const std::vector<Candidate>& candidates, const Rooms* rooms)
    : candidates_(candidates), groups_(programme.stacking.groups.size()), pools_of_(candidates.size()) {
    const Stacking& stacking = programme.stacking;
    if (stacking.at_most > 0 && static_cast<size_t>(stacking.at_most) < candidates.size())
        most_of_all_ = static_cast<size_t>(stacking.at_most);
    for (size_t i = 0; i < groups_.size(); ++i) {
        const int64_t members = std::count_if(candidates.begin(), candidates.end(),
                                              [&](const Candidate& each) { return each.offer->group == i; });
        if (stacking.groups[i].at_most > 0 && stacking.groups[i].at_most < members)
            groups_[i].at_most = static_cast<size_t>(stacking.groups[i].at_most);
        for (const size_t other : stacking.groups[i].not_with) {
            groups_[i].not_with.push_back(other);
            groups_[other].not_with.push_back(i);
            if (other == i) groups_[i].at_most = 1;
        }
    }
    pool_offers();
    if (rooms != nullptr) pool_budgets(*rooms, programme.budgets.size());
}

void Together::pool_offers() {
    std::vector<bool> seen(candidates_.size(), false);
    for (size_t i = 0; i < candidates_.size(); ++i) {
        if (seen[i]) continue;
        OfferRoom room = candidates_[i].room;
        std::vector<size_t> members;
        for (size_t j = i; j < candidates_.size(); ++j) {
            if (candidates_[j].offer != candidates_[i].offer) continue;
            seen[j] = true;
            members.push_back(j);
            room.uses = std::min(room.uses, candidates_[j].room.uses);
            room.money = std::min(room.money, candidates_[j].room.money);
        }
        add_pool(room, members);
    }
}

void Together::pool_budgets(const Rooms& rooms, size_t budgets) {
    for (size_t budget = 0; budget < budgets; ++budget) {
        std::vector<size_t> members;
        for (size_t i = 0; i < candidates_.size(); ++i) {
            const std::vector<size_t>& of = candidates_[i].offer->budgets;
            if (std::find(of.begin(), of.end(), budget) != of.end()) members.push_back(i);
        }
        if (members.size() < 2) continue;
        Offer alone;
        alone.budgets = {budget};
        add_pool(rooms.room(alone), members);
    }
}

void Together::add_pool(const OfferRoom& room, const std::vector<size_t>& members) {
    const bool counts = room.uses < static_cast<int64_t>(members.size()) || room.money.minor < INT64_MAX;
    if (members.size() < 2 || !counts) return;
    for (const size_t member : members) pools_of_[member].push_back(pools_.size());
    pools_.push_back({{room.uses, room.money.minor}, members.size()});
}

bool Together::groups_conflict(size_t a, size_t b) const {
    if (a >= groups_.size() || b >= groups_.size()) return false;
    const std::vector<size_t>& not_with = groups_[a].not_with;
    return std::find(not_with.begin(), not_with.end(), b) != not_with.end();
}

Party Together::nobody() const {
    Party party;
    party.of_group.assign(groups_.size(), 0);
    for (const Pool& pool : pools_) party.pools.push_back(pool.room);
    return party;
}

bool Together::may_join(const Party& party, size_t candidate) const {
    if (party.exclusive || party.count >= most_of_all_) return false;
    if (candidates_[candidate].offer->exclusive && party.count > 0) return false;
    for (const size_t pool : pools_of_[candidate])
        if (party.pools[pool].uses <= 0) return false;
    const size_t group = group_of(candidate);
    if (group >= groups_.size()) return true;
    if (party.of_group[group] >= groups_[group].at_most) return false;
    return std::none_of(groups_[group].not_with.begin(), groups_[group].not_with.end(),
                        [&](size_t other) { return party.of_group[other] > 0; });
}

void Together::join(Party& party, size_t candidate, Money taken) const {
    ++party.count;
    party.exclusive = party.exclusive || candidates_[candidate].offer->exclusive;
    if (group_of(candidate) < groups_.size()) ++party.of_group[group_of(candidate)];
    for (const size_t pool : pools_of_[candidate]) --party.pools[pool].uses;
    draw(party, candidate, taken);
}

void Together::draw(Party& party, size_t candidate, Money taken) const {
    for (const size_t pool : pools_of_[candidate]) party.pools[pool].money -= taken.minor;
}

Money Together::most(const Party& party, size_t candidate) const {
    int64_t least = INT64_MAX;
    for (const size_t pool : pools_of_[candidate]) least = std::min(least, party.pools[pool].money);
    return {least};
}

bool Together::keeps_out(size_t chosen, size_t candidate) const {
    const Offer& one = *candidates_[chosen].offer;
    const Offer& other = *candidates_[candidate].offer;
    if (one.exclusive || other.exclusive || most_of_all_ < SIZE_MAX) return true;
    if (groups_conflict(one.group, other.group)) return true;
    if (one.group == other.group && one.group < groups_.size() && groups_[one.group].at_most < SIZE_MAX)
        return true;
    return std::any_of(pools_of_[chosen].begin(), pools_of_[chosen].end(), [&](size_t pool) {
        const std::vector<size_t>& of = pools_of_[candidate];
        return pools_[pool].room.uses < static_cast<int64_t>(pools_[pool].members) &&
               std::find(of.begin(), of.end(), pool) != of.end();
    });
}

std::vector<size_t> Together::kept_out_by(const std::vector<size_t>& chosen, size_t candidate) const {
    if (chosen.size() >= most_of_all_) return chosen;
    const Offer& offer = *candidates_[candidate].offer;
    std::vector<size_t> by;
    const auto name_those = [&](auto test, int64_t when_at_least) {
        std::vector<size_t> those;
        std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(those),
                     [&](size_t each) { return test(*candidates_[each].offer); });
        if (static_cast<int64_t>(those.size()) >= when_at_least) by.insert(by.end(), those.begin(), those.end());
    };
    name_those([&](const Offer& other) { return offer.exclusive || other.exclusive; }, 1);
    name_those([&](const Offer& other) { return groups_conflict(offer.group, other.group); }, 1);
    if (offer.group < groups_.size() && groups_[offer.group].at_most < SIZE_MAX)
        name_those([&](const Offer& other) { return other.group == offer.group; },
                   static_cast<int64_t>(groups_[offer.group].at_most));
    int64_t of_offer = INT64_MAX;
    for (const Candidate& each : candidates_)
        if (each.offer == &offer) of_offer = std::min(of_offer, each.room.uses);
    name_those([&](const Offer& other) { return &other == &offer; }, std::max<int64_t>(of_offer, 1));
    for (const size_t budget : offer.budgets) {
        const auto draws = [&](const Offer& other) {
            return std::find(other.budgets.begin(), other.budgets.end(), budget) != other.budgets.end();
        };
        int64_t of_budget = 0;  // it has at least the uses that any of its offers has room for
        for (const Candidate& each : candidates_)
            if (draws(*each.offer)) of_budget = std::max(of_budget, each.room.uses);
        name_those(draws, std::max<int64_t>(of_budget, 1));
    }
    std::sort(by.begin(), by.end());
    by.erase(std::unique(by.begin(), by.end()), by.end());
    return by;
}

bool Together::share_a_pool(size_t a, size_t b) const {
    return std::any_of(pools_of_[a].begin(), pools_of_[a].end(), [&](size_t pool) {
        return std::find(pools_of_[b].begin(), pools_of_[b].end(), pool) != pools_of_[b].end();
    });
}

}  // namespace habitue::loyalty
