// Everything that changes anything is a command. A command is addressed to one customer; those about an order reach
// the order's customer through the facts. `at` is when it happened at the shop (the event time); the instant at
// which it is decided is the caller's `now`, never before the customer's clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "loyalty/customer/customer.h"
#include "loyalty/orders/order.h"

namespace habitue::loyalty {

// The clock: what fell due at `now` happens.
struct Tick {
    static constexpr const char* kName = "tick";
    bool operator==(const Tick&) const = default;
    template <class Self, class Visit>
    static void fields(Self&, Visit&) {}
};

// Creates or changes a customer. Attributes that are named are set; those in `removed` go; the others stay.
struct PutCustomer {
    static constexpr const char* kName = "put_customer";
    std::string external_id;
    std::optional<Instant> joined_at;
    Attributes attributes;
    std::vector<std::string> removed;
    bool operator==(const PutCustomer&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("external_id", self.external_id);
        visit("joined_at", self.joined_at);
        visit("attributes", self.attributes);
        visit("removed", self.removed);
    }
};

// Creates an order, or says again what it is. States that are given are reached at once. The customer is created
// when unknown. Lines may change until the order is paid; afterwards goods come back by RefundOrder.
struct PutOrder {
    static constexpr const char* kName = "put_order";
    OrderId order;
    std::string customer;  // external id; empty for a guest: recorded, earns nothing
    std::string currency;
    Instant placed_at;
    std::optional<Instant> paid_at;
    std::optional<Instant> delivered_at;
    OrderContent content;
    std::optional<Money> expected_discount;  // refused (quote_changed) when the offers take off another sum
    bool operator==(const PutOrder&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("customer", self.customer);
        visit("currency", self.currency);
        visit("placed_at", self.placed_at);
        visit("paid_at", self.paid_at);
        visit("delivered_at", self.delivered_at);
        visit("content", self.content);
        visit("expected_discount", self.expected_discount);
    }
};

// The order was paid, delivered or cancelled. Waits when the order is not known yet.
struct AdvanceOrder {
    static constexpr const char* kName = "advance_order";
    OrderId order;
    OrderState state = OrderState::paid;  // paid, delivered or cancelled
    Instant at;
    bool operator==(const AdvanceOrder&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("state", self.state);
        visit("at", self.at);
    }
};

// Goods came back. The kept basket is decided again under the order's programme version and the difference taken
// back.
struct RefundOrder {
    static constexpr const char* kName = "refund_order";
    OrderId order;
    Refund refund;
    bool operator==(const RefundOrder&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("refund", self.refund);
    }
};

// Something a customer did: a review, a visit, a flight. The service makes its id count once.
struct TrackActivity {
    static constexpr const char* kName = "track_activity";
    std::string customer;  // external id
    std::string activity;  // the shop's id of this one occurrence
    std::string type;
    Instant at;
    Attributes attributes;
    bool operator==(const TrackActivity&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("customer", self.customer);
        visit("activity", self.activity);
        visit("type", self.type);
        visit("at", self.at);
        visit("attributes", self.attributes);
    }
};

struct RedeemReward {
    static constexpr const char* kName = "redeem_reward";
    std::string reward;
    int64_t quantity = 1;
    std::optional<Amount> order_total;  // of the order it is meant for, when the reward has a minimum
    bool operator==(const RedeemReward&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("reward", self.reward);
        visit("quantity", self.quantity);
        visit("order_total", self.order_total);
    }
};

struct RefundReward {
    static constexpr const char* kName = "refund_reward";
    uint32_t redemption = 0;
    bool operator==(const RefundReward&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("redemption", self.redemption);
    }
};

struct HoldPoints {
    static constexpr const char* kName = "hold_points";
    std::string wallet;  // empty: the programme's first
    Points points;
    Instant ends_at;
    std::string reference;
    bool operator==(const HoldPoints&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("points", self.points);
        visit("ends_at", self.ends_at);
        visit("reference", self.reference);
    }
};

// Spends held points; what is not captured is released.
struct CaptureHold {
    static constexpr const char* kName = "capture_hold";
    uint32_t hold = 0;
    std::optional<Points> points;  // all when absent
    bool operator==(const CaptureHold&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("hold", self.hold);
        visit("points", self.points);
    }
};

struct ReleaseHold {
    static constexpr const char* kName = "release_hold";
    uint32_t hold = 0;
    bool operator==(const ReleaseHold&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("hold", self.hold);
    }
};

// A manual credit (above zero) or debit (below). Reason and actor are mandatory.
struct AdjustPoints {
    static constexpr const char* kName = "adjust_points";
    std::string wallet;  // empty: the programme's first
    Points points;
    std::string reason;
    std::string actor;
    bool operator==(const AdjustPoints&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("points", self.points);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

// Gives points to another customer. Their lots keep their expiry.
struct TransferPoints {
    static constexpr const char* kName = "transfer_points";
    std::string wallet;
    std::string to;  // external id; must exist
    Points points;
    std::string reason;
    bool operator==(const TransferPoints&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("to", self.to);
        visit("points", self.points);
        visit("reason", self.reason);
    }
};

// Sent by the engine to the receiver of a transfer.
struct ReceivePoints {
    static constexpr const char* kName = "receive_points";
    CustomerId from;
    std::string wallet;
    std::vector<LotPart> parts;
    std::string reason;
    bool operator==(const ReceivePoints&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("from", self.from);
        visit("wallet", self.wallet);
        visit("parts", self.parts);
        visit("reason", self.reason);
    }
};

// Addressed to the customer that ends: everything moves to the survivor.
struct MergeInto {
    static constexpr const char* kName = "merge_into";
    std::string survivor;  // external id; must exist
    std::string reason;
    std::string actor;
    bool operator==(const MergeInto&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("survivor", self.survivor);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

// Sent by the engine to the survivor of a merge.
struct Absorb {
    static constexpr const char* kName = "absorb";
    Merge merge;
    std::vector<std::string> external_ids;
    Instant joined_at = kNever;
    Attributes attributes;
    bool operator==(const Absorb&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("merge", self.merge);
        visit("external_ids", self.external_ids);
        visit("joined_at", self.joined_at);
        visit("attributes", self.attributes);
    }
};

// Addressed to the survivor: the absorbed customer gets back what is left of the lots it brought.
struct UndoMerge {
    static constexpr const char* kName = "undo_merge";
    CustomerId absorbed;
    std::string reason;
    std::string actor;
    bool operator==(const UndoMerge&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("absorbed", self.absorbed);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

// Sent by the engine to the customer that stands on its own again.
struct StandAlone {
    static constexpr const char* kName = "stand_alone";
    Merge merge;  // with the lots that come back
    bool operator==(const StandAlone&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("merge", self.merge);
    }
};

// The text was made, and told, by the caller.
struct NewCode {
    CodeId code;
    std::string last_four;
    uint64_t pin_hash = 0;  // gift cards of a kind with a PIN
    bool operator==(const NewCode&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
        visit("last_four", self.last_four);
        visit("pin_hash", self.pin_hash);
    }
};

// Issues codes of one rule: a batch (or a part of one: a batch grows by such commands), a voucher for a chosen
// customer, gift cards. Ids that exist already are refused, all of them or none.
struct IssueCodes {
    static constexpr const char* kName = "issue_codes";
    CodeForm form = CodeForm::batch;
    std::string rule;                // the offer's id, or the gift-card kind's
    std::string batch;               // a batch needs one
    std::vector<NewCode> codes;      // 1 to 1000
    std::string customer;            // external id: nobody else may use them
    OrderId purchase;                // gift cards: the order that bought them
    Instant valid_from = kEarliest;  // kEarliest: at once, gift cards after the activation of their kind
    Instant valid_until = kNever;    // kNever: as the rule says
    int64_t most_uses = 1;
    Money amount;          // gift cards: of each
    std::string merchant;  // gift cards of a bound kind
    std::string reason;
    std::string actor;
    bool operator==(const IssueCodes&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("form", self.form);
        visit("rule", self.rule);
        visit("batch", self.batch);
        visit("codes", self.codes);
        visit("customer", self.customer);
        visit("purchase", self.purchase);
        visit("valid_from", self.valid_from);
        visit("valid_until", self.valid_until);
        visit("most_uses", self.most_uses);
        visit("amount", self.amount);
        visit("merchant", self.merchant);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

// Stored: numbers are never reused.
enum class CodeChange : uint8_t {
    void_code = 1,  // for good; reason and actor are mandatory
    freeze = 2,     // a gift card
    unfreeze = 3,
    printed = 4,      // its insert; said again: printed once more
    void_insert = 5,  // the sheet was not put in; the voucher is void with it
};
std::string_view name_of(CodeChange);

struct ChangeCode {
    static constexpr const char* kName = "change_code";
    CodeId code;
    CodeChange change = CodeChange::printed;
    std::string reason;
    std::string actor;
    bool operator==(const ChangeCode&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
        visit("change", self.change);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

// The cart as it would be ordered now: what it uses of limits, budgets and codes is reserved until then, and an
// order with this id and content gets these amounts. Said again: decided anew.
struct LockCart {
    static constexpr const char* kName = "lock_cart";
    OrderId order;
    std::string customer;  // external id; empty for a guest
    std::string currency;
    Instant until;  // after now, at most 60 minutes
    OrderContent content;
    bool operator==(const LockCart&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("customer", self.customer);
        visit("currency", self.currency);
        visit("until", self.until);
        visit("content", self.content);
    }
};

// The cart was given up. Nothing when its time is over already.
struct ReleaseCart {
    static constexpr const char* kName = "release_cart";
    OrderId order;
    bool operator==(const ReleaseCart&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
    }
};

// What a product costs from then on, also of the past. Prices for some only (`is_public` false) change nothing.
struct RecordPrice {
    static constexpr const char* kName = "record_price";
    std::string sku;
    Money price;
    Instant at;
    bool is_public = true;
    bool operator==(const RecordPrice&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("sku", self.sku);
        visit("price", self.price);
        visit("at", self.at);
        visit("is_public", self.is_public);
    }
};

// Stored by index: alternatives are only added at the end.
using CommandBody =
    std::variant<Tick, PutCustomer, PutOrder, AdvanceOrder, RefundOrder, TrackActivity, RedeemReward, RefundReward,
                 HoldPoints, CaptureHold, ReleaseHold, AdjustPoints, TransferPoints, ReceivePoints, MergeInto,
                 Absorb, UndoMerge, StandAlone, IssueCodes, ChangeCode, LockCart, ReleaseCart, RecordPrice>;

struct Command {
    // Who it is addressed to. Left empty for commands that name their customer or their order themselves
    // (put_customer, put_order, advance_order, refund_order, track_activity): the engine finds it.
    CustomerId customer;
    CommandBody body;
    bool operator==(const Command&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("customer", self.customer);
        visit("body", self.body);
    }
};

std::string_view name_of(const Command&);
// The event time a command carries, or nothing when it happens when it is decided.
std::optional<Instant> event_time(const Command&);
// The order a command is about, or null.
const OrderId* order_of(const Command&);

}  // namespace habitue::loyalty
