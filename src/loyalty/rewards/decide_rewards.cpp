// Rewards are bought with points: redeem, and refund of a redemption.
#include <algorithm>
#include <optional>

#include "loyalty/deciders.h"
#include "loyalty/earning/earning.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostRewardsAtOnce = 1'000;

// The stock and the limit per total count in one tally: the stock is a limit of uses.
int64_t stock_left(const Draft& draft, const Reward& reward) {
    if (!reward.stock) return INT64_MAX;
    int64_t taken = 0;
    for (const Tally& tally : draft.state().tallies)
        if (tally.name == "reward:" + reward.id) taken = tally.uses;
    return std::max<int64_t>(0, *reward.stock - taken);
}

void check_reward(Draft& draft, const Reward& reward, const RedeemReward& asked) {
    const Programme& programme = draft.programme;
    const std::string where = "rewards/" + reward.id;
    if (!draft.customer().member()) draft.refuse(RefusalCode::not_a_member, "/customer");
    if (draft.now < reward.from)
        draft.refuse(RefusalCode::not_available_yet, where, "from " + to_text(reward.from));
    if (draft.now >= reward.until)
        draft.refuse(RefusalCode::no_longer_available, where, "until " + to_text(reward.until));
    if (reward.minimum_order > Amount{} && asked.order_total.value_or(Amount{}) < reward.minimum_order)
        draft.refuse(RefusalCode::below_minimum, "/order_total",
                     "the order must reach " + to_text(reward.minimum_order, programme.currency));
    if (reward.when) {
        const Standing standing = standing_of(programme, draft.customer(), draft.now);
        ConditionFacts facts;
        facts.programme = &programme;
        facts.standing = &standing;
        facts.customer = &draft.customer();
        std::string why;
        if (!holds(*reward.when, facts, &why))
            draft.refuse(RefusalCode::condition_not_met, where + "/when",
                         why.empty() ? reward.when->source() : why);
    }
    const Room room = room_left(draft, "reward:" + reward.id, reward.limits, draft.now);
    if (room.uses < asked.quantity || room.points < Points{reward.cost.value * asked.quantity})
        draft.refuse(RefusalCode::limit_reached, where + "/limit",
                     "per " + std::string(name_of(room.nearest->per)) + ", " + std::to_string(room.uses) + " left");
    if (stock_left(draft, reward) < asked.quantity)
        draft.refuse(RefusalCode::out_of_stock, where + "/stock",
                     std::to_string(stock_left(draft, reward)) + " left");
    const Points cost{reward.cost.value * asked.quantity};
    const std::string& wallet = programme.wallets[reward.wallet].id;
    if (balance(draft, wallet) < cost)
        draft.refuse(RefusalCode::not_enough_points, "/reward",
                     std::to_string(cost.value) + " are needed, " + what_is_left(draft, wallet));
}

void count(Draft& draft, const Reward& reward, int64_t uses, Points points) {
    const std::string name = "reward:" + reward.id;
    count_uses(draft, name, reward.limits, draft.now, uses, points);
    if (reward.stock && !has_total_limit(reward.limits)) draft.emit(TallyCounted{{name, uses, points, {}, {}}});
}

Points points_of(const Redemption& redemption) {
    Points points;
    for (const LotPart& part : redemption.parts) points += part.points;
    return points;
}

// What all customers share goes back whatever the programme has become; it was only counted where there was a
// limit.
void uncount_shared(Draft& draft, const Redemption& redemption) {
    const std::string name = "reward:" + redemption.reward;
    for (const Tally& tally : draft.state().tallies)
        if (tally.name == name && tally.uses >= redemption.quantity)
            return draft.emit(
                TallyCounted{{name, -redemption.quantity, -std::min(tally.points, points_of(redemption)), {}, {}}});
}

// The uses go back to the periods in which they were counted.
void uncount(Draft& draft, const Reward& reward, const Redemption& redemption) {
    std::vector<Limit> own = reward.limits;
    std::erase_if(own, [](const Limit& limit) { return limit.per == LimitPer::total; });
    count_uses(draft, "reward:" + reward.id, own, redemption.at, -redemption.quantity, -points_of(redemption));
}

// Of its own: the customer's changes with the draft.
std::optional<Redemption> redemption_of(const Customer& customer, uint32_t id) {
    for (const Redemption& redemption : customer.redemptions)
        if (redemption.id == id) return redemption;
    return std::nullopt;
}

}  // namespace

void decide_redeem_reward(Draft& draft, const RedeemReward& asked) {
    const Reward* reward = draft.programme.reward(asked.reward);
    if (reward == nullptr) draft.refuse(RefusalCode::reward_not_found, "/reward", asked.reward);
    if (asked.quantity < 1 || asked.quantity > kMostRewardsAtOnce)
        draft.refuse(RefusalCode::invalid, "/quantity", "a whole number from 1 to 1000");
    if (draft.refused()) return;
    check_reward(draft, *reward, asked);
    if (draft.refused()) return;
    const Points cost{reward->cost.value * asked.quantity};
    const std::string& wallet = draft.programme.wallets[reward->wallet].id;
    Redemption redemption;
    redemption.id = draft.customer().redeemed + 1;
    redemption.reward = reward->id;
    redemption.quantity = asked.quantity;
    redemption.wallet = wallet;
    redemption.at = draft.now;
    if (cost > Points{})
        redemption.parts =
            debit(draft, wallet, cost, Movement::redeemed, Account::redemption, {.rule = reward->id});
    draft.emit(RewardRedeemed{std::move(redemption)});
    count(draft, *reward, asked.quantity, cost);
}

void decide_refund_reward(Draft& draft, const RefundReward& asked) {
    const std::optional<Redemption> redemption = redemption_of(draft.customer(), asked.redemption);
    if (!redemption)
        return draft.refuse(RefusalCode::redemption_not_found, "/redemption", std::to_string(asked.redemption));
    if (redemption->refunded)
        return draft.refuse(RefusalCode::already_refunded, "/redemption", std::to_string(asked.redemption));
    give_back(draft, redemption->wallet, redemption->parts, Movement::returned, Account::redemption,
              {.rule = redemption->reward}, draft.programme.refund_grace);
    draft.emit(RewardRefunded{redemption->id});
    uncount_shared(draft, *redemption);
    if (const Reward* reward = draft.programme.reward(redemption->reward)) uncount(draft, *reward, *redemption);
}

}  // namespace habitue::loyalty
