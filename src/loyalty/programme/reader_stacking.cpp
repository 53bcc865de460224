// What holds for all offers together: budgets, which may be combined, prices and margin.
#include <algorithm>

#include "loyalty/programme/reading.h"
#include "rules/text.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostOffers = 1000;
constexpr int64_t kMostWork = 1'000'000'000;
constexpr int64_t kMostMargin = 1000;  // percent of the cost

void read_budget(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    if (!reading.map(place, {"id", "name", "limit"})) return;
    Budget budget;
    budget.id = read_id(reading, place, "budget", seen);
    budget.name = reading.name(place, budget.id);
    const auto limit = reading.required(place, "limit", "how much there is, such as 5000 EUR in total");
    budget.limits = read_money_limits(reading, place);
    if (limit && limit->node->is_list() && limit->node->elements.empty())
        reading.expected(*limit, "at least one limit");
    for (const Limit& one : budget.limits)
        if (one.per == LimitPer::order)
            reading.problem(*limit, "a budget is for many orders: a limit per order belongs to the offer");
    reading.programme.budgets.push_back(std::move(budget));
}

struct ReadGroup {
    std::string id;
    std::optional<Place> not_with;
};

ReadGroup read_group(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    StackGroup group;
    if (!reading.map(place, {"id", "at_most", "not_with"})) return {};
    group.id = read_id(reading, place, "stacking group", seen);
    if (const auto most = Reading::child(place, "at_most"))
        group.at_most = reading.whole(*most, 1, kMostOffers).value_or(1);
    reading.programme.stacking.groups.push_back(group);
    return {group.id, Reading::child(place, "not_with")};
}

// Both ways, whichever of the two groups says it.
void exclude(Reading& reading, size_t group, const Place& place) {
    std::vector<StackGroup>& groups = reading.programme.stacking.groups;
    const auto named = reading.text(place, "the id of another stacking group");
    if (!named) return;
    rules::NearestName nearest(*named);
    for (size_t other = 0; other < groups.size(); ++other) {
        nearest.offer(groups[other].id);
        if (groups[other].id != *named) continue;
        if (other == group)
            return reading.problem(place,
                                   "a group does not exclude itself: at_most says how many of it go together");
        for (const auto& [one, two] : {std::pair(group, other), std::pair(other, group)})
            if (auto& list = groups[one].not_with; std::find(list.begin(), list.end(), two) == list.end())
                list.insert(std::upper_bound(list.begin(), list.end(), two), two);
        return;
    }
    reading.problem(place, "there is no stacking group \"" + named->substr(0, 60) + '"' + nearest.hint());
}

void read_groups(Reading& reading, const Place& groups) {
    std::vector<std::string> seen;
    std::vector<ReadGroup> all;
    for (const Place& place : reading.elements(groups)) {
        ReadGroup group = read_group(reading, place, seen);
        if (!group.id.empty()) all.push_back(std::move(group));
    }
    for (const ReadGroup& group : all) {
        if (!group.not_with) continue;
        const auto& known = reading.programme.stacking.groups;
        const auto at = std::find_if(known.begin(), known.end(), [&](const auto& g) { return g.id == group.id; });
        for (const Place& other : reading.one_or_more(*group.not_with))
            exclude(reading, static_cast<size_t>(at - known.begin()), other);
    }
}

void read_floor(Reading& reading, const Place& floor, Stacking& stacking) {
    if (!reading.map(floor, {"line", "order"})) return;
    if (const auto line = Reading::child(floor, "line"))
        stacking.line_floor = reading.percentage(*line, kMostMargin);
    if (const auto order = Reading::child(floor, "order"))
        stacking.order_floor = reading.percentage(*order, kMostMargin);
    if (!Reading::child(floor, "line") && !Reading::child(floor, "order"))
        reading.problem(floor, "\"line\", \"order\" or both are expected, such as {line: 10 %}");
}

void read_each(Reading& reading, const Place& place, Stacking& stacking) {
    const auto each = Reading::child(place, "each");
    if (!each) return;
    stacking.each_alone = reading.choice<bool>(*each, {{"alone", true}, {"together", false}}).value_or(false);
    if (!stacking.each_alone) return;
    for (const std::string_view key : {"objective", "at_most", "groups"})
        if (const auto stray = Reading::child(place, key))
            reading.problem(*stray, "each offer is judged alone, so none excludes another: leave this out");
}

}  // namespace

void read_budgets(Reading& reading, const Place& document) {
    const auto budgets = Reading::child(document, "budgets");
    if (!budgets) return;
    std::vector<std::string> seen;
    for (const Place& budget : reading.elements(*budgets)) read_budget(reading, budget, seen);
}

void read_stacking(Reading& reading, const Place& document) {
    const auto place = Reading::child(document, "stacking");
    if (!place || !reading.map(*place, {"objective", "at_most", "groups", "floor", "ceiling", "each", "work"}))
        return;
    Stacking& stacking = reading.programme.stacking;
    using Objective = Stacking::Objective;
    if (const auto objective = Reading::child(*place, "objective"))
        stacking.objective = reading
                                 .choice<Objective>(*objective, {{"customer", Objective::customer},
                                                                 {"merchant", Objective::merchant}})
                                 .value_or(Objective::customer);
    if (const auto most = Reading::child(*place, "at_most"))
        stacking.at_most = reading.whole(*most, 1, kMostOffers).value_or(0);
    if (const auto groups = Reading::child(*place, "groups")) read_groups(reading, *groups);
    if (const auto floor = Reading::child(*place, "floor")) read_floor(reading, *floor, stacking);
    if (const auto ceiling = Reading::child(*place, "ceiling")) stacking.ceiling = reading.share(*ceiling);
    if (const auto work = Reading::child(*place, "work"))
        stacking.most_work = reading.whole(*work, 1, kMostWork).value_or(stacking.most_work);
    read_each(reading, *place, stacking);
}

void read_prices(Reading& reading, const Place& document) {
    const auto prices = Reading::child(document, "prices");
    if (prices && reading.map(*prices, {"tax"}))
        if (const auto tax = Reading::child(*prices, "tax"))
            reading.programme.prices_with_tax =
                reading.choice<bool>(*tax, {{"included", true}, {"excluded", false}}).value_or(true);
    if (const auto margin = Reading::child(document, "margin"))
        reading.programme.margin = reading.percentage(*margin, 100).value_or(Rate{0, 1});
}

}  // namespace habitue::loyalty
