// A world in which a story can happen: the kernel in memory, a store, the HTTP door. Everybody is spoken of by the
// shop's own ids. `now` is when the world hears of something; the commands carry when it happened.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "loyalty/command.h"
#include "loyalty/programme/programme.h"
#include "loyalty/tiers/tiers.h"

namespace habitue::scenario {

// What came back from one deed.
struct Answer {
    std::vector<std::string> refusals;  // their names, in the order they were given; empty: accepted
    bool changed = false;               // false of a refusal and of a repeat
    Money money_back;                   // that the shop is told to give back
    bool accepted() const { return refusals.empty(); }
};

struct BalanceSeen {
    Points pending, active, held, deficit;
    loyalty::WalletTotals totals;
};

struct LotSeen {
    bool active = false;
    loyalty::LotKey key;
    Points points;
};

struct TierNews {
    std::string change;  // "upgraded", as name_of(TierChange)
    std::string from;
    std::string to;
};

struct CustomerSeen {
    bool member = false;
    std::string merged_into;  // an external id of the survivor
    int64_t orders = 0;
    Amount spend;
    Instant due_at = kNever;
    std::string tier;
    Instant grace_until = kNever;
    bool warned = false;
};

class World {
  public:
    virtual ~World() = default;

    // The next version; the clock has been brought to `now` under the version before.
    virtual Result<void> publish(const std::string& document_yaml, Instant now) = 0;
    virtual const loyalty::Programme& programme() const = 0;

    virtual Answer put_customer(const loyalty::PutCustomer&, Instant now) = 0;
    virtual Answer put_order(const loyalty::PutOrder&, Instant now) = 0;
    virtual Answer advance(const loyalty::AdvanceOrder&, Instant now) = 0;
    virtual Answer refund(const loyalty::RefundOrder&, Instant now) = 0;
    virtual Answer track(const loyalty::TrackActivity&, Instant now) = 0;
    virtual Answer redeem(const std::string& customer, const loyalty::RedeemReward&, Instant now) = 0;
    virtual Answer refund_reward(const std::string& customer, const loyalty::RefundReward&, Instant now) = 0;
    virtual Answer hold(const std::string& customer, const loyalty::HoldPoints&, Instant now) = 0;
    virtual Answer capture(const std::string& customer, const loyalty::CaptureHold&, Instant now) = 0;
    virtual Answer release(const std::string& customer, const loyalty::ReleaseHold&, Instant now) = 0;
    virtual Answer adjust(const std::string& customer, const loyalty::AdjustPoints&, Instant now) = 0;
    virtual Answer transfer(const std::string& customer, const loyalty::TransferPoints&, Instant now) = 0;
    virtual Answer merge(const std::string& customer, const loyalty::MergeInto&, Instant now) = 0;
    virtual Answer undo_merge(const std::string& survivor, const loyalty::UndoMerge&, Instant now) = 0;
    virtual Answer issue(const loyalty::IssueCodes&, Instant now) = 0;
    virtual Answer change(const loyalty::ChangeCode&, Instant now) = 0;
    virtual Answer lock(const loyalty::LockCart&, Instant now) = 0;
    virtual Answer release(const loyalty::ReleaseCart&, Instant now) = 0;
    // Everything that falls due at or before `now` happens, to everybody.
    virtual void pass_time_to(Instant now) = 0;

    // Nothing when the customer is not known. A customer that was merged away is seen as it ended: without points.
    virtual std::optional<CustomerSeen> customer(const std::string& customer) = 0;
    virtual BalanceSeen balance(const std::string& customer, const std::string& wallet) = 0;
    virtual std::vector<LotSeen> lots(const std::string& customer, const std::string& wallet) = 0;
    // All so far, oldest first.
    virtual std::vector<loyalty::Entry> entries(const std::string& customer) = 0;
    virtual std::vector<TierNews> tier_news(const std::string& customer) = 0;
    virtual std::optional<loyalty::TierProjection> projection(const std::string& customer, Instant now) = 0;

    virtual std::optional<loyalty::Order> order(const std::string& order) = 0;
    virtual std::optional<loyalty::Code> code(loyalty::CodeId) = 0;
    virtual loyalty::Tally tally(const std::string& name) = 0;

    // What is not as it must always be, in sentences; asked after every step.
    virtual std::vector<std::string> broken_promises() = 0;
    // The canonical bytes of everything that happened to each customer, to compare two runs.
    virtual std::map<std::string, std::string> histories() = 0;
};

}  // namespace habitue::scenario
