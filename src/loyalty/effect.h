// Effects: what a decision made true, in the past tense. The state is the fold of effects over the commands that
// caused them (apply.h); nothing else changes it. Points move by EntryPosted alone.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "loyalty/command.h"
#include "loyalty/prices/product.h"

namespace habitue::loyalty {

struct EntryPosted {
    static constexpr const char* kName = "entry_posted";
    Entry entry;
    bool operator==(const EntryPosted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("entry", self.entry);
    }
};

struct CustomerCreated {
    static constexpr const char* kName = "customer_created";
    std::string external_id;
    bool operator==(const CustomerCreated&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("external_id", self.external_id);
    }
};

// The profile as put_customer, absorb or an automatic enrolment left it.
struct ProfileChanged {
    static constexpr const char* kName = "profile_changed";
    std::vector<std::string> external_ids;
    Instant joined_at = kNever;
    Attributes attributes;
    bool operator==(const ProfileChanged&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("external_ids", self.external_ids);
        visit("joined_at", self.joined_at);
        visit("attributes", self.attributes);
    }
};

// The order's content is what the command says.
struct OrderRecorded {
    static constexpr const char* kName = "order_recorded";
    CustomerId customer;
    uint32_t programme_version = 0;
    bool operator==(const OrderRecorded&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("customer", self.customer);
        visit("programme_version", self.programme_version);
    }
};

// The order reached a state; `waiting` when its content is not known yet.
struct OrderAdvanced {
    static constexpr const char* kName = "order_advanced";
    OrderState state = OrderState::placed;
    Instant at;
    bool waiting = false;
    bool operator==(const OrderAdvanced&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("state", self.state);
        visit("at", self.at);
        visit("waiting", self.waiting);
    }
};

struct OrderRefunded {
    static constexpr const char* kName = "order_refunded";
    Refund refund;
    bool waiting = false;
    std::string reason;  // why it waits: a refusal's name
    bool operator==(const OrderRefunded&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("refund", self.refund);
        visit("waiting", self.waiting);
        visit("reason", self.reason);
    }
};

// How the customer stood when the order earned.
struct StandingTaken {
    static constexpr const char* kName = "standing_taken";
    Standing standing;
    bool operator==(const StandingTaken&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("standing", self.standing);
    }
};

// The order now stands with this grant of this rule and wallet (zero points: none any more).
struct OrderGranted {
    static constexpr const char* kName = "order_granted";
    Grant grant;
    bool operator==(const OrderGranted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("grant", self.grant);
    }
};

// The order is now paid by these points (no parts: no longer).
struct OrderPaidWithPoints {
    static constexpr const char* kName = "order_paid_with_points";
    Payment payment;
    bool operator==(const OrderPaidWithPoints&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("payment", self.payment);
    }
};

// Orders, spend and points that count for tiers and history, added to a day (or taken from it, below zero).
struct DayCounted {
    static constexpr const char* kName = "day_counted";
    Day day;
    Instant at;  // of the order
    bool operator==(const DayCounted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("day", self.day);
        visit("at", self.at);
    }
};

// A limited rule or reward was used by the customer, signed.
struct UseCounted {
    static constexpr const char* kName = "use_counted";
    Use use;
    bool operator==(const UseCounted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("use", self.use);
    }
};

// What all customers share was used, signed.
struct TallyCounted {
    static constexpr const char* kName = "tally_counted";
    Tally tally;
    bool operator==(const TallyCounted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("tally", self.tally);
    }
};

enum class TierChange : uint8_t {
    upgraded = 1,
    downgraded = 2,
    entered = 3,
    at_risk = 4,
    safe = 5,
    warned = 6,
    reviewed = 7
};
std::string_view name_of(TierChange);

struct TierReviewed {
    static constexpr const char* kName = "tier_reviewed";
    TierChange change = TierChange::reviewed;
    std::string from;
    int64_t measure = 0;    // millionths of the currency unit, points, or orders
    TierStanding standing;  // as it is now
    bool operator==(const TierReviewed&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("change", self.change);
        visit("from", self.from);
        visit("measure", self.measure);
        visit("standing", self.standing);
    }
};

struct HoldOpened {
    static constexpr const char* kName = "hold_opened";
    std::string wallet;
    uint32_t hold = 0;
    Instant ends_at;
    std::string reference;
    OrderId cart;  // that is locked until `ends_at`; empty: the shop's own hold
    bool operator==(const HoldOpened&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("hold", self.hold);
        visit("ends_at", self.ends_at);
        visit("reference", self.reference);
        visit("cart", self.cart);
    }
};

struct RewardRedeemed {
    static constexpr const char* kName = "reward_redeemed";
    Redemption redemption;
    bool operator==(const RewardRedeemed&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("redemption", self.redemption);
    }
};

struct RewardRefunded {
    static constexpr const char* kName = "reward_refunded";
    uint32_t redemption = 0;
    bool operator==(const RewardRefunded&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("redemption", self.redemption);
    }
};

// Becomes a command to that customer, decided right behind this one in the same commit.
struct CommandSent {
    static constexpr const char* kName = "command_sent";
    Command command;
    bool operator==(const CommandSent&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("command", self.command);
    }
};

// This customer ended; its history went to the survivor.
struct MergedAway {
    static constexpr const char* kName = "merged_away";
    CustomerId survivor;
    bool operator==(const MergedAway&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("survivor", self.survivor);
    }
};

// The survivor of a merge now has the other's days, uses and lifetime figures.
struct MergeAbsorbed {
    static constexpr const char* kName = "merge_absorbed";
    Merge merge;
    bool operator==(const MergeAbsorbed&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("merge", self.merge);
    }
};

// ... and no longer has them.
struct MergeUndone {
    static constexpr const char* kName = "merge_undone";
    CustomerId absorbed;
    bool operator==(const MergeUndone&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("absorbed", self.absorbed);
    }
};

// This customer stands on its own again with these days, uses and lifetime figures.
struct StoodAlone {
    static constexpr const char* kName = "stood_alone";
    Merge merge;
    bool operator==(const StoodAlone&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("merge", self.merge);
    }
};

// An activity was recorded; what it earned are entries.
struct ActivityRecorded {
    static constexpr const char* kName = "activity_recorded";
    std::string type;
    bool operator==(const ActivityRecorded&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("type", self.type);
    }
};

// The clock will look at the customer again then.
struct DueSet {
    static constexpr const char* kName = "due_set";
    Instant due_at = kNever;
    bool operator==(const DueSet&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("due_at", self.due_at);
    }
};

struct CodeIssued {
    static constexpr const char* kName = "code_issued";
    Code code;
    bool operator==(const CodeIssued&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
    }
};

// All of the code but its uses and balance is now so.
struct CodeChanged {
    static constexpr const char* kName = "code_changed";
    Code code;
    bool operator==(const CodeChanged&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
    }
};

// The order now uses the code so (given_back: no longer); a gift card has this balance.
struct CodeUsed {
    static constexpr const char* kName = "code_used";
    CodeId code;
    CodeUse use;
    bool given_back = false;
    Money balance;
    bool operator==(const CodeUsed&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
        visit("use", self.use);
        visit("given_back", self.given_back);
        visit("balance", self.balance);
    }
};

// The order now stands with this advantage (amount zero: none any more), by offer and code.
struct AdvantageGranted {
    static constexpr const char* kName = "advantage_granted";
    Advantage advantage;
    bool operator==(const AdvantageGranted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("advantage", self.advantage);
    }
};

// The order is now paid so by this gift card to this merchant (amount zero: no longer).
struct OrderPaidWithCard {
    static constexpr const char* kName = "order_paid_with_card";
    CardPayment payment;
    bool operator==(const OrderPaidWithCard&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("payment", self.payment);
    }
};

struct GiftGranted {
    static constexpr const char* kName = "gift_granted";
    GiftGiven gift;
    bool operator==(const GiftGranted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("gift", self.gift);
    }
};

// The cart's content is what the command says; its advantages are reserved until then. kEarliest: no longer.
struct CartLocked {
    static constexpr const char* kName = "cart_locked";
    Instant until = kEarliest;
    CustomerId customer;
    uint32_t programme_version = 0;
    bool operator==(const CartLocked&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("until", self.until);
        visit("customer", self.customer);
        visit("programme_version", self.programme_version);
    }
};

// Locked carts hold this of a tally, signed.
struct TallyHeld {
    static constexpr const char* kName = "tally_held";
    std::string name;
    TallyReserved reserved;
    bool operator==(const TallyHeld&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("name", self.name);
        visit("reserved", self.reserved);
    }
};

// A locked cart holds this of a limit of the customer (released: no longer).
struct UseHeld {
    static constexpr const char* kName = "use_held";
    UseReserved reserved;
    bool released = false;
    bool operator==(const UseHeld&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("reserved", self.reserved);
        visit("released", self.released);
    }
};

// The advantages of the order or cart were decided so.
struct CartPriced {
    static constexpr const char* kName = "cart_priced";
    PricedAt priced;
    bool operator==(const CartPriced&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("priced", self.priced);
    }
};

// What the shop gives back in money: the tenders of a cancelled or refunded order that are neither points nor gift
// cards. `spent` are the last characters of vouchers that this order issued and that other orders have used since:
// they stay.
struct MoneyGivenBack {
    static constexpr const char* kName = "money_given_back";
    Money money;
    std::vector<std::string> spent;
    Money unpaid;  // the order's, from then on (Order::unpaid)
    bool operator==(const MoneyGivenBack&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("money", self.money);
        visit("spent", self.spent);
        visit("unpaid", self.unpaid);
    }
};

// What the customer brought beyond the cost of the goods, signed.
struct MarginCounted {
    static constexpr const char* kName = "margin_counted";
    Amount margin;
    bool operator==(const MarginCounted&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("margin", self.margin);
    }
};

// Everybody pays this from then on; so many of the oldest prices are needed no longer.
struct PriceRecorded {
    static constexpr const char* kName = "price_recorded";
    std::string sku;
    PublicPrice price;
    uint32_t forgotten = 0;
    bool operator==(const PriceRecorded&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("sku", self.sku);
        visit("price", self.price);
        visit("forgotten", self.forgotten);
    }
};

// A hold of the shop's is kept for this locked cart until then, and ends no earlier. kEarliest: no longer.
struct HoldPromised {
    static constexpr const char* kName = "hold_promised";
    std::string wallet;
    uint32_t hold = 0;
    OrderId cart;
    Instant until = kEarliest;
    bool operator==(const HoldPromised&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("hold", self.hold);
        visit("cart", self.cart);
        visit("until", self.until);
    }
};

// Stored by index: alternatives are only added at the end.
using Effect =
    std::variant<EntryPosted, CustomerCreated, ProfileChanged, OrderRecorded, OrderAdvanced, OrderRefunded,
                 StandingTaken, OrderGranted, OrderPaidWithPoints, DayCounted, UseCounted, TallyCounted,
                 TierReviewed, HoldOpened, RewardRedeemed, RewardRefunded, CommandSent, MergedAway, MergeAbsorbed,
                 MergeUndone, StoodAlone, ActivityRecorded, DueSet, CodeIssued, CodeChanged, CodeUsed,
                 AdvantageGranted, OrderPaidWithCard, GiftGranted, CartLocked, TallyHeld, UseHeld, MarginCounted,
                 CartPriced, MoneyGivenBack, PriceRecorded, HoldPromised>;
using Effects = std::vector<Effect>;

}  // namespace habitue::loyalty
