#include "loyalty/decide.h"

#include <algorithm>

#include "loyalty/codes/vouchers.h"
#include "loyalty/deciders.h"
#include "loyalty/earning/plan.h"
#include "loyalty/ledger/movements.h"
#include "loyalty/offers/rooms.h"

namespace habitue::loyalty {
namespace {

struct Decide {
    Draft& draft;

    void operator()(const Tick&) const {}  // settling is all there is to do
    void operator()(const PutCustomer& body) const { decide_put_customer(draft, body); }
    void operator()(const PutOrder& body) const { decide_put_order(draft, body); }
    void operator()(const AdvanceOrder& body) const { decide_advance_order(draft, body); }
    void operator()(const RefundOrder& body) const { decide_refund_order(draft, body); }
    void operator()(const TrackActivity& body) const { decide_track_activity(draft, body); }
    void operator()(const RedeemReward& body) const { decide_redeem_reward(draft, body); }
    void operator()(const RefundReward& body) const { decide_refund_reward(draft, body); }
    void operator()(const HoldPoints& body) const { decide_hold_points(draft, body); }
    void operator()(const CaptureHold& body) const { decide_capture_hold(draft, body); }
    void operator()(const ReleaseHold& body) const { decide_release_hold(draft, body); }
    void operator()(const AdjustPoints& body) const { decide_adjust_points(draft, body); }
    void operator()(const TransferPoints& body) const { decide_transfer_points(draft, body); }
    void operator()(const ReceivePoints& body) const { decide_receive_points(draft, body); }
    void operator()(const MergeInto& body) const { decide_merge_into(draft, body); }
    void operator()(const Absorb& body) const { decide_absorb(draft, body); }
    void operator()(const UndoMerge& body) const { decide_undo_merge(draft, body); }
    void operator()(const StandAlone& body) const { decide_stand_alone(draft, body); }
    void operator()(const IssueCodes& body) const { decide_issue_codes(draft, body); }
    void operator()(const ChangeCode& body) const { decide_change_code(draft, body); }
    void operator()(const LockCart& body) const { decide_lock_cart(draft, body); }
    void operator()(const ReleaseCart& body) const { decide_release_cart(draft, body); }
    void operator()(const RecordPrice& body) const { decide_record_price(draft, body); }
};

// These create the customer when need be; all others need one.
bool may_meet_nobody(const Command& command) {
    return std::holds_alternative<PutCustomer>(command.body) || std::holds_alternative<PutOrder>(command.body) ||
           std::holds_alternative<AdvanceOrder>(command.body) ||
           std::holds_alternative<RefundOrder>(command.body) ||
           std::holds_alternative<TrackActivity>(command.body) ||
           std::holds_alternative<IssueCodes>(command.body) || std::holds_alternative<ChangeCode>(command.body) ||
           std::holds_alternative<LockCart>(command.body) || std::holds_alternative<ReleaseCart>(command.body) ||
           std::holds_alternative<RecordPrice>(command.body);
}

// The tallies of what an order uses: at its own time, and when what it used before was decided.
void name_order_tallies(const Programme& programme, const Command& command, const Order& order, Instant at,
                        std::vector<std::string>& names) {
    for (const uint32_t index : programme.plan->limited_in_total)
        names.push_back("rule:" + programme.earning[index].id);
    for (const SurpriseGift& gift : programme.gifts)
        if (has_total_limit(gift.limits)) names.push_back("gift:" + gift.id);
    const auto* put = std::get_if<PutOrder>(&command.body);
    const auto* lock = std::get_if<LockCart>(&command.body);
    const bool prices = put != nullptr ? put->content.apply_offers : lock != nullptr;
    if (!prices && !order.priced) return;
    static const std::vector<CodeGiven> nothing;
    name_offer_tallies(programme,
                       put != nullptr    ? put->content.codes
                       : lock != nullptr ? lock->content.codes
                                         : nothing,
                       order, names);
    if (prices) name_budget_tallies(programme, put != nullptr ? put->placed_at : at, names);
    if (order.priced) name_budget_tallies(programme, order.priced->at, names);
}

}  // namespace

std::vector<std::string> tallies_needed(const Programme& programme, const Command& command,
                                        const Customer& customer, const Order& order, Instant at) {
    std::vector<std::string> names;
    if (std::holds_alternative<RedeemReward>(command.body)) {
        for (const Reward& reward : programme.rewards)
            if (reward.stock || has_total_limit(reward.limits)) names.push_back("reward:" + reward.id);
    } else if (const auto* refund = std::get_if<RefundReward>(&command.body)) {
        for (const Redemption& redemption : customer.redemptions)
            if (redemption.id == refund->redemption) names.push_back("reward:" + redemption.reward);
    } else if (std::holds_alternative<TrackActivity>(command.body)) {
        for (const uint32_t index : programme.plan->limited_in_total)
            names.push_back("rule:" + programme.earning[index].id);
    } else if (order_of(command) != nullptr && !std::holds_alternative<IssueCodes>(command.body)) {
        name_order_tallies(programme, command, order, at, names);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

namespace {

void name_codes_of(const OrderContent& content, std::vector<CodeId>& codes) {
    for (const CodeGiven& given : content.codes)
        if (given.code) codes.push_back(given.code);
    for (const CardOffered& offered : content.gift_cards) codes.push_back(offered.card);
}

// What the order used, was paid with, issued, or holds while it is a locked cart.
void name_codes_of(const Order& order, std::vector<CodeId>& codes) {
    for (const Advantage& advantage : order.advantages)
        if (advantage.code) codes.push_back(advantage.code);
    for (const CardPayment& payment : order.card_payments) codes.push_back(payment.card);
    codes.insert(codes.end(), order.issued.begin(), order.issued.end());
    name_codes_of(order.content, codes);
}

void name_vouchers_of(const Programme& programme, const Command& command, std::vector<CodeId>& codes) {
    const auto* activity = std::get_if<TrackActivity>(&command.body);
    const OrderId* order = order_of(command);
    for (const Offer& offer : programme.offers) {
        if (!offer.issue) continue;
        if (activity != nullptr && offer.issue->kind == Issue::Kind::activity)
            codes.push_back(voucher_id(programme, voucher_source(*activity), offer.id));
        if (order != nullptr && offer.issue->kind == Issue::Kind::order)
            codes.push_back(voucher_id(programme, *order, offer.id));
    }
}

}  // namespace

std::vector<CodeId> codes_needed(const Programme& programme, const Command& command, const Customer& customer,
                                 const Order& order) {
    std::vector<CodeId> codes;
    if (const auto* issue = std::get_if<IssueCodes>(&command.body))
        for (const NewCode& fresh : issue->codes) codes.push_back(fresh.code);
    if (const auto* change = std::get_if<ChangeCode>(&command.body)) codes.push_back(change->code);
    const auto* put = std::get_if<PutOrder>(&command.body);
    const auto* lock = std::get_if<LockCart>(&command.body);
    if (put != nullptr) name_codes_of(put->content, codes);
    if (lock != nullptr) name_codes_of(lock->content, codes);
    if (put != nullptr || lock != nullptr) codes.insert(codes.end(), customer.codes.begin(), customer.codes.end());
    if (order_of(command) != nullptr && !std::holds_alternative<IssueCodes>(command.body))
        name_codes_of(order, codes);
    name_vouchers_of(programme, command, codes);
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
}

Outcome decide(const Programme& programme, Facts facts, const Command& command, Instant now) {
    Decision decision = decide_in_place(programme, facts, command, now);
    return {std::move(decision), std::move(facts.state)};
}

Decision decide_in_place(const Programme& programme, Facts& facts, const Command& command, Instant now,
                         Checkout* told) {
    Draft draft(programme, facts, command, now);
    if (told != nullptr) draft.explain(*told);
    if (!draft.customer().exists() && !may_meet_nobody(command))
        draft.refuse(RefusalCode::customer_not_found, "/customer");
    else
        std::visit(Decide{draft}, command.body);
    settle(draft);
    return std::move(draft).finish();
}

}  // namespace habitue::loyalty
