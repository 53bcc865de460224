#include "loyalty/offers/rooms.h"

#include <algorithm>

#include "loyalty/deciders.h"

namespace habitue::loyalty {
namespace {

// One place where an offer is counted.
struct Counter {
    std::string name;
    bool shared = false;  // a tally; else a use of the customer
    int32_t period_start = 0;
};

Counter counter_of(const Programme& programme, const std::string& owner, LimitPer per, bool shared, Instant at) {
    if (per == LimitPer::total) return {owner, true, 0};
    const std::string name = owner + "/" + std::string(name_of(per));
    if (per == LimitPer::customer) return {name, false, 0};
    const int32_t start = period_start(per, programme.zone.date_of(at));
    if (shared) return {name + "@" + std::to_string(start), true, 0};
    return {name, false, start};
}

template <class Visit>
void each_limit(const Programme& programme, const Offer& offer, Instant at, Visit visit) {
    for (size_t i = 0; i < offer.limits.size(); ++i)
        visit(offer.limits[i], counter_of(programme, "offer:" + offer.id, offer.limits[i].per, false, at),
              "offers/" + offer.id + "/limit/" + std::to_string(i));
    for (const size_t index : offer.budgets) {
        const Budget& budget = programme.budgets[index];
        for (size_t i = 0; i < budget.limits.size(); ++i)
            visit(budget.limits[i], counter_of(programme, "budget:" + budget.id, budget.limits[i].per, true, at),
                  "budgets/" + budget.id + "/limit/" + std::to_string(i));
    }
}

// Each counter once, however many limits look at it.
std::vector<Counter> counters_of(const Programme& programme, const Offer& offer, Instant at) {
    std::vector<Counter> counters;
    each_limit(programme, offer, at, [&](const Limit& limit, Counter counter, const std::string&) {
        if (limit.per == LimitPer::order) return;
        const bool seen = std::any_of(counters.begin(), counters.end(),
                                      [&](const Counter& other) { return other.name == counter.name; });
        if (!seen) counters.push_back(std::move(counter));
    });
    return counters;
}

struct Figures {
    int64_t uses = 0;
    Money money;
};

int64_t minute_of(Instant instant) { return instant.milliseconds / 60'000; }
// Through the whole minute in which the cart's time ends.
int64_t held_minute(Instant until) { return minute_of(until) + 1; }

Figures figures_of(const State& state, const Counter& counter, Instant now) {
    Figures figures;
    if (counter.shared) {
        for (const Tally& tally : state.tallies) {
            if (tally.name != counter.name) continue;
            figures = {tally.uses, tally.money};
            for (const TallyReserved& one : tally.reserved) {
                if (one.minute <= minute_of(now)) continue;
                figures.uses += one.uses;
                figures.money.minor += one.money.minor;
            }
        }
        return figures;
    }
    for (const Use& use : state.customer.uses)
        if (use.name == counter.name && use.period_start == counter.period_start) figures = {use.uses, use.money};
    for (const UseReserved& one : state.customer.reserved) {
        if (one.until <= now || one.use.name != counter.name || one.use.period_start != counter.period_start)
            continue;
        figures.uses += one.use.uses;
        figures.money.minor += one.use.money.minor;
    }
    return figures;
}

}  // namespace

OfferRoom StateRooms::room(const Offer& offer) const {
    OfferRoom room;
    each_limit(programme_, offer, at_, [&](const Limit& limit, const Counter& counter, const std::string& where) {
        Figures used;
        if (limit.per != LimitPer::order) {
            if (!counter.shared && !state_.customer.exists()) {
                room.uses = 0;
                room.nearest = where;
                return;
            }
            used = figures_of(state_, counter, now_);
        }
        if (limit.uses && std::max<int64_t>(0, *limit.uses - used.uses) < room.uses) {
            room.uses = std::max<int64_t>(0, *limit.uses - used.uses);
            if (room.uses == 0 || room.nearest.empty()) room.nearest = where;
        }
        if (limit.money && std::max<int64_t>(0, limit.money->minor - used.money.minor) < room.money.minor) {
            room.money.minor = std::max<int64_t>(0, limit.money->minor - used.money.minor);
            if (room.uses > 0) room.nearest = where;
        }
    });
    return room;
}

Effects counted(const Programme& programme, const State& state, const Offer& offer, Instant at, int64_t uses,
                Money money) {
    Effects effects;
    if (uses == 0 && money == Money{}) return effects;
    for (const Counter& counter : counters_of(programme, offer, at)) {
        if (counter.shared)
            effects.push_back(TallyCounted{{counter.name, uses, {}, money, {}}});
        else if (state.customer.exists())
            effects.push_back(UseCounted{{counter.name, counter.period_start, uses, {}, money}});
    }
    return effects;
}

Effects held(const Programme& programme, const State& state, const Offer& offer, Instant at, Money money,
             Instant until) {
    Effects effects;
    for (const Counter& counter : counters_of(programme, offer, at)) {
        if (counter.shared)
            effects.push_back(TallyHeld{counter.name, {held_minute(until), 1, money}});
        else if (state.customer.exists())
            effects.push_back(
                UseHeld{{state.order.id, until, {counter.name, counter.period_start, 1, {}, money}}, false});
    }
    return effects;
}

namespace {

bool is_reserved(const State& state, const std::string& name, int64_t minute, Money money) {
    for (const Tally& tally : state.tallies)
        if (tally.name == name)
            return std::any_of(tally.reserved.begin(), tally.reserved.end(), [&](const TallyReserved& reserved) {
                return reserved.minute == minute && reserved.uses >= 1 && reserved.money >= money;
            });
    return false;
}

}  // namespace

Effects released(const Programme& programme, const State& state, const Offer& offer, Instant at, Money money,
                 Instant until, Instant now) {
    Effects effects;
    const int64_t minute = held_minute(until);
    for (const Counter& counter : counters_of(programme, offer, at)) {
        const Use use{counter.name, counter.period_start, 1, {}, money};
        if (!counter.shared && state.customer.exists())
            effects.push_back(UseHeld{{state.order.id, until, use}, true});
        else if (counter.shared && minute > minute_of(now) && is_reserved(state, counter.name, minute, money))
            effects.push_back(TallyHeld{counter.name, {minute, -1, {-money.minor}}});
    }
    return effects;
}

void name_offer_tallies(const Programme& programme, const std::vector<CodeGiven>& entered, const Order& order,
                        std::vector<std::string>& names) {
    const auto is_entered = [](const std::vector<CodeGiven>& codes, const std::string& word) {
        return std::any_of(codes.begin(), codes.end(), [&](const CodeGiven& given) { return given.word == word; });
    };
    for (const Offer& offer : programme.offers) {
        if (!has_total_limit(offer.limits)) continue;
        const bool is_asleep = offer.source == Offer::Source::word && !is_entered(entered, offer.word) &&
                               !is_entered(order.content.codes, offer.word);
        if (!is_asleep) names.push_back("offer:" + offer.id);
    }
}

void name_budget_tallies(const Programme& programme, Instant at, std::vector<std::string>& names) {
    for (const Budget& budget : programme.budgets)
        for (const Limit& limit : budget.limits)
            if (Counter counter = counter_of(programme, "budget:" + budget.id, limit.per, true, at); counter.shared)
                names.push_back(std::move(counter.name));
}

}  // namespace habitue::loyalty
