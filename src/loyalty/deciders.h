// One function a command: checks, then writes effects into the draft, or refuses. Internal to the kernel.
#pragma once

#include "loyalty/draft.h"

namespace habitue::loyalty {

void decide_put_customer(Draft&, const PutCustomer&);
void decide_put_order(Draft&, const PutOrder&);
void decide_advance_order(Draft&, const AdvanceOrder&);
void decide_refund_order(Draft&, const RefundOrder&);
void decide_track_activity(Draft&, const TrackActivity&);
void decide_redeem_reward(Draft&, const RedeemReward&);
void decide_refund_reward(Draft&, const RefundReward&);
void decide_hold_points(Draft&, const HoldPoints&);
void decide_capture_hold(Draft&, const CaptureHold&);
void decide_release_hold(Draft&, const ReleaseHold&);
void decide_adjust_points(Draft&, const AdjustPoints&);
void decide_transfer_points(Draft&, const TransferPoints&);
void decide_receive_points(Draft&, const ReceivePoints&);
void decide_merge_into(Draft&, const MergeInto&);
void decide_absorb(Draft&, const Absorb&);
void decide_undo_merge(Draft&, const UndoMerge&);
void decide_stand_alone(Draft&, const StandAlone&);
void decide_issue_codes(Draft&, const IssueCodes&);
void decide_change_code(Draft&, const ChangeCode&);
void decide_lock_cart(Draft&, const LockCart&);
void decide_release_cart(Draft&, const ReleaseCart&);
void decide_record_price(Draft&, const RecordPrice&);

// Creates the customer, and makes a member of it where the programme enrols everyone; nothing when it exists.
void ensure_customer(Draft&, const std::string& external_id);
// The wallet of that name, the first one for ""; refuses and gives null when there is none.
const WalletRule* find_wallet(Draft&, const std::string& wallet);

// The limits of a rule or reward. `name` is "rule:base" or "reward:mug".
struct Room {
    int64_t uses = INT64_MAX;  // that are left
    Points points = kMostPoints;
    const Limit* nearest = nullptr;  // the limit that leaves the least
};
Room room_left(const Draft&, const std::string& name, const std::vector<Limit>&, Instant at);
void count_uses(Draft&, const std::string& name, const std::vector<Limit>&, Instant at, int64_t uses,
                Points points);
// The number of the first local day of the period that the date lies in; 0 for what has no period.
int32_t period_start(LimitPer, LocalDate);
bool has_total_limit(const std::vector<Limit>&);

}  // namespace habitue::loyalty
