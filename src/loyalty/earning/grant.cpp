#include "loyalty/earning/grant.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "loyalty/earning/plan.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

std::string use_of(const EarningRule& rule) { return "rule:" + rule.id; }

// Shares of an amount that a limit cut: in the old proportion.
std::vector<LineShare> cut_shares(const std::vector<LineShare>& lines, Points points) {
    std::vector<Int128> weights;
    weights.reserve(lines.size());
    for (const LineShare& line : lines) weights.push_back(line.points.value);
    const std::vector<int64_t> parts = split_by_largest_remainder(points.value, weights);
    std::vector<LineShare> cut;
    for (size_t i = 0; i < parts.size(); ++i)
        if (parts[i] != 0) cut.push_back({lines[i].line, {parts[i]}});
    return cut;
}

// Cuts it down to what the limits leave; false when they leave nothing.
bool within_limits(const Draft& draft, Earned& earned, Instant at) {
    if (earned.rule->limits.empty()) return true;
    const Room room = room_left(draft, use_of(*earned.rule), earned.rule->limits, at);
    if (room.uses == 0 || room.points == Points{}) return false;
    if (room.points < earned.points) {
        earned.points = room.points;
        if (!earned.lines.empty()) earned.lines = cut_shares(earned.lines, earned.points);
    }
    return true;
}

void count_rule_uses(Draft& draft, const EarningRule& rule, Instant at, int64_t uses, Points points) {
    if (!rule.limits.empty()) count_uses(draft, use_of(rule), rule.limits, at, uses, points);
}

void count_points_of_day(Draft& draft, const Programme& programme, const EarningRule& rule, Points points,
                         Instant at) {
    if (!programme.tiers || programme.tiers->measure != TierMeasure::points ||
        programme.tiers->wallet != rule.wallet)
        return;
    Day day;
    day.day = day_number(programme.zone.date_of(at));
    day.points = points;
    draft.emit(DayCounted{day, at});
}

// When the order reached the state that the wallet's points wait for.
Instant waited_for(const WalletRule& wallet, const Order& order) {
    if (wallet.pending.kind != PendingRule::Kind::after_state) return kNever;
    return order.reached(wallet.pending.state);
}

void note_standing(Draft& draft, Standing standing) {
    if (standing != draft.order().standing) draft.emit(StandingTaken{std::move(standing)});
}

std::vector<Earned> earned_by_order(Draft& draft, OrderState state, Instant at, const Basket& basket,
                                    bool first_time) {
    const Programme& programme = draft.order_programme();
    Occasion occasion;
    occasion.trigger = {Trigger::Kind::order, state, {}};
    occasion.at = at;
    occasion.order = &draft.order();
    occasion.basket = &basket;
    occasion.standing = &draft.order().standing;
    occasion.customer = first_time ? &draft.customer() : nullptr;
    std::vector<Measured> measured;
    occasion.measured = first_time ? &measured : nullptr;
    bool overflow = false;
    std::vector<Earned> all = compute_earning(programme, occasion, &overflow);
    if (overflow)
        draft.refuse(RefusalCode::amount_out_of_range, "/lines",
                     "an earning rule gives more points than can be counted");
    if (!measured.empty()) {
        Standing standing = draft.order().standing;
        standing.measured.insert(standing.measured.end(), measured.begin(), measured.end());
        note_standing(draft, std::move(standing));
    }
    return all;
}

// The event time at which the rules of this trigger looked at the order.
Instant fired_at(const Order& order, const EarningRule& rule) { return order.reached(rule.trigger.state); }

Points kept_of(const std::vector<Earned>& kept, const Grant& grant) {
    for (const Earned& earned : kept)
        if (earned.rule->id == grant.rule) return std::min(earned.points, grant.points);
    return {};
}

}  // namespace

bool rules_fire(const Draft& draft, OrderState state) {
    return !draft.order_programme().plan->by_state[static_cast<size_t>(state)].all.empty();
}

void fire_order_rules(Draft& draft, OrderState state, Instant at, const Basket& basket) {
    if (!draft.customer().exists()) return;
    const Programme& programme = draft.order_programme();
    std::vector<Earned> all = earned_by_order(draft, state, at, basket, true);
    draft.expect_effects(2 * all.size());
    boost::container::small_vector<std::optional<LotKey>, 8> lots(
        programme.wallets.size());  // where a wallet's points go
    for (Earned& earned : all) {
        if (!within_limits(draft, earned, at)) continue;
        const EarningRule& rule = *earned.rule;
        const WalletRule& wallet = programme.wallets[rule.wallet];
        std::optional<LotKey>& scheduled = lots[rule.wallet];
        if (!scheduled) scheduled = schedule(wallet, programme.zone, waited_for(wallet, draft.order()), at);
        const LotKey lot =
            earn(draft, wallet, *scheduled, earned.points,
                 {.rule = rule.id, .order = draft.order().id.value, .lines = std::move(earned.lines)});
        draft.emit(OrderGranted{{rule.id, wallet.id, earned.points, lot}});
        count_rule_uses(draft, rule, at, 1, earned.points);
        count_points_of_day(draft, programme, rule, earned.points, at);
    }
}

void fire_activity_rules(Draft& draft, const TrackActivity& activity) {
    const Programme& programme = draft.programme;
    const Standing standing = standing_of(programme, draft.customer(), draft.now);
    Occasion occasion;
    occasion.trigger = {Trigger::Kind::activity, OrderState::paid, activity.type};
    occasion.at = activity.at;
    occasion.activity = &activity;
    occasion.standing = &standing;
    occasion.customer = &draft.customer();
    bool overflow = false;
    for (Earned& earned : compute_earning(programme, occasion, &overflow)) {
        if (!within_limits(draft, earned, activity.at)) continue;
        const EarningRule& rule = *earned.rule;
        const WalletRule& wallet = programme.wallets[rule.wallet];
        earn(draft, wallet, schedule(wallet, programme.zone, activity.at, activity.at), earned.points,
             {.rule = rule.id});
        count_rule_uses(draft, rule, activity.at, 1, earned.points);
        count_points_of_day(draft, programme, rule, earned.points, activity.at);
    }
    if (overflow)
        draft.refuse(RefusalCode::amount_out_of_range, "/attributes",
                     "an earning rule gives more points than can be counted");
}

namespace {

void reduce(Draft& draft, const Grant& grant, Points stays, const std::string& reason) {
    const Programme& programme = draft.order_programme();
    const EarningRule& rule = *programme.rule(grant.rule);
    const Points back = grant.points - stays;
    take_back(draft, *programme.wallet(grant.wallet), grant.lot, back,
              {.rule = grant.rule, .order = draft.order().id.value, .reason = reason});
    draft.emit(OrderGranted{{grant.rule, grant.wallet, stays, grant.lot}});
    const Instant at = fired_at(draft.order(), rule);
    count_rule_uses(draft, rule, at, stays == Points{} ? -1 : 0, -back);
    count_points_of_day(draft, programme, rule, -back, at);
}

}  // namespace

void withdraw_grants(Draft& draft) {
    const std::vector<Grant> grants = draft.order().grants;
    for (const Grant& grant : grants) reduce(draft, grant, {}, "the order was changed");
}

void take_back_difference(Draft& draft) {
    if (draft.order().grants.empty()) return;
    const Programme& programme = draft.order_programme();
    const Basket basket = basket_of(programme, draft.order());
    std::vector<Earned> kept;
    for (const OrderState state : {OrderState::placed, OrderState::paid, OrderState::delivered}) {
        if (draft.order().reached(state) == kNever || basket.lines.empty()) continue;
        for (Earned& earned : earned_by_order(draft, state, draft.order().reached(state), basket, false))
            kept.push_back(std::move(earned));
    }
    const std::vector<Grant> grants = draft.order().grants;
    for (const Grant& grant : grants) {
        const Points stays = kept_of(kept, grant);
        if (stays != grant.points) reduce(draft, grant, stays, {});
    }
}

void schedule_waiting(Draft& draft, OrderState reached) {
    const Programme& programme = draft.order_programme();
    const auto waits = [](const Grant& grant) { return grant.lot.available_at == kNever; };
    if (std::none_of(draft.order().grants.begin(), draft.order().grants.end(), waits)) return;
    const std::vector<Grant> grants = draft.order().grants;
    for (const Grant& grant : grants) {
        const WalletRule* wallet = programme.wallet(grant.wallet);
        if (!waits(grant) || wallet->pending.kind != PendingRule::Kind::after_state ||
            wallet->pending.state != reached)
            continue;
        const Instant at = draft.order().reached(reached);
        const LotKey scheduled = schedule(*wallet, programme.zone, at, at);
        const LotKey lot = reschedule(draft, *wallet, grant.lot, scheduled, grant.points,
                                      {.rule = grant.rule, .order = draft.order().id.value});
        draft.emit(OrderGranted{{grant.rule, grant.wallet, grant.points, lot}});
    }
}

void take_back_returned(Draft& draft, Instant at) {
    const Programme& programme = draft.order_programme();
    const Basket basket = basket_of(programme, draft.order());
    for (const OrderState state : {OrderState::placed, OrderState::paid, OrderState::delivered}) {
        for (const Earned& earned : earned_by_order(draft, state, at, basket, true)) {
            const WalletRule& wallet = programme.wallets[earned.rule->wallet];
            take_back(draft, wallet, LotKey::active(kNever), earned.points,
                      {.rule = earned.rule->id, .order = draft.order().id.value, .lines = earned.lines});
            count_points_of_day(draft, programme, *earned.rule, -earned.points, at);
        }
    }
}

}  // namespace habitue::loyalty
