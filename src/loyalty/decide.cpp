#include "loyalty/decide.h"

#include <algorithm>

#include "loyalty/deciders.h"
#include "loyalty/earning/plan.h"
#include "loyalty/ledger/movements.h"

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
};

// These create the customer when need be; all others need one.
bool may_meet_nobody(const Command& command) {
    return std::holds_alternative<PutCustomer>(command.body) || std::holds_alternative<PutOrder>(command.body) ||
           std::holds_alternative<AdvanceOrder>(command.body) ||
           std::holds_alternative<RefundOrder>(command.body) || std::holds_alternative<TrackActivity>(command.body);
}

}  // namespace

std::vector<std::string> tallies_needed(const Programme& programme, const Command& command,
                                        const Customer& customer) {
    std::vector<std::string> names;
    if (std::holds_alternative<RedeemReward>(command.body)) {
        for (const Reward& reward : programme.rewards)
            if (reward.stock || has_total_limit(reward.limits)) names.push_back("reward:" + reward.id);
    } else if (const auto* refund = std::get_if<RefundReward>(&command.body)) {
        for (const Redemption& redemption : customer.redemptions)
            if (redemption.id == refund->redemption) names.push_back("reward:" + redemption.reward);
    } else if (order_of(command) != nullptr || std::holds_alternative<TrackActivity>(command.body)) {
        for (const uint32_t index : programme.plan->limited_in_total)
            names.push_back("rule:" + programme.earning[index].id);
    }
    return names;
}

Outcome decide(const Programme& programme, Facts facts, const Command& command, Instant now) {
    Decision decision = decide_in_place(programme, facts, command, now);
    return {std::move(decision), std::move(facts.state)};
}

Decision decide_in_place(const Programme& programme, Facts& facts, const Command& command, Instant now) {
    Draft draft(programme, facts, command, now);
    if (!draft.customer().exists() && !may_meet_nobody(command))
        draft.refuse(RefusalCode::customer_not_found, "/customer");
    else
        std::visit(Decide{draft}, command.body);
    settle(draft);
    return std::move(draft).finish();
}

}  // namespace habitue::loyalty
