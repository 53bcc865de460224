// An order as the shop told it, and what it was granted. Lines are priced exactly (Amount); quantities are whole.
// An order remembers the programme version and the customer's standing that decided it, so that a refund, years
// later, recomputes the kept basket under the rules of the day.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loyalty/attribute.h"
#include "loyalty/codes/code.h"
#include "loyalty/ledger/wallet.h"

namespace habitue::loyalty {

struct OrderLine {
    std::string id;  // unique in the order; "1", "2" ... when the shop gives none
    std::string sku;
    std::string category;
    int64_t quantity = 0;  // above zero
    Amount unit_price;     // before `discount`; below zero only on lines that are themselves discounts
    Amount discount;       // the shop's own discounts on the whole line
    Amount tax;            // contained in the line's amount
    bool gift_card = false;
    std::optional<Amount> unit_cost;  // what the goods cost the shop
    std::string merchant;             // the seller of a marketplace; empty: the shop itself
    Attributes attributes;
    bool operator==(const OrderLine&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("sku", self.sku);
        visit("category", self.category);
        visit("quantity", self.quantity);
        visit("unit_price", self.unit_price);
        visit("discount", self.discount);
        visit("tax", self.tax);
        visit("gift_card", self.gift_card);
        visit("unit_cost", self.unit_cost);
        visit("merchant", self.merchant);
        visit("attributes", self.attributes);
    }
};

// Points of one wallet offered in payment: fresh ones, or those of a hold (then `points` is how much of it is
// captured).
struct PointsPayment {
    std::string wallet;
    Points points;
    uint32_t hold = 0;
    bool operator==(const PointsPayment&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("points", self.points);
        visit("hold", self.hold);
    }
};

// A code that was entered at the checkout: a public word of the programme, or the id of any other code.
struct CodeGiven {
    std::string word;  // in its plain form; empty for any other code
    CodeId code;
    std::string last_four;
    bool operator==(const CodeGiven&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("word", self.word);
        visit("code", self.code);
        visit("last_four", self.last_four);
    }
};

// A gift card offered in payment.
struct CardOffered {
    CodeId card;
    std::string last_four;
    Money most;  // zero: as much as it can
    bool operator==(const CardOffered&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("card", self.card);
        visit("last_four", self.last_four);
        visit("most", self.most);
    }
};

enum class OrderKind : uint8_t {
    sale = 0,
    returned = 1,  // goods that came back and name no order of ours: points are taken back by the rules of a sale
};
std::string_view name_of(OrderKind);

// What the shop sends.
struct OrderContent {
    OrderKind kind = OrderKind::sale;
    std::string channel;
    std::vector<OrderLine> lines;  // at least one
    Amount delivery;               // zero or above
    std::vector<PointsPayment> pay_with_points;
    bool apply_offers = false;  // the programme's offers are taken off; false: the lines' prices are final
    std::vector<CodeGiven> codes;
    std::vector<CardOffered> gift_cards;  // drawn in this sequence, after the points
    Attributes attributes;
    bool operator==(const OrderContent&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("kind", self.kind);
        visit("channel", self.channel);
        visit("lines", self.lines);
        visit("delivery", self.delivery);
        visit("pay_with_points", self.pay_with_points);
        visit("apply_offers", self.apply_offers);
        visit("codes", self.codes);
        visit("gift_cards", self.gift_cards);
        visit("attributes", self.attributes);
    }
};

struct RefundLine {
    std::string line;
    int64_t quantity = 0;  // above zero
    bool operator==(const RefundLine&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("line", self.line);
        visit("quantity", self.quantity);
    }
};

struct Refund {
    std::string id;
    Instant at;
    std::vector<RefundLine> lines;
    bool operator==(const Refund&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("at", self.at);
        visit("lines", self.lines);
    }
};

// A value that a condition asked of the customer's history, kept so that a later recomputation gets the same
// answer.
struct Measured {
    std::string question;  // "spend wine 31536000000"
    int64_t answer = 0;
    bool operator==(const Measured&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("question", self.question);
        visit("answer", self.answer);
    }
};

// How the customer stood when the order was decided: all that conditions may ask about a customer.
struct Standing {
    bool member = false;
    std::string tier;
    int64_t orders = 0;  // before this order
    Amount spend;        // before this order
    Instant last_order_at = kNever;
    Instant first_order_at = kNever;
    Instant at;             // "now" of the conditions
    Attributes attributes;  // those that the programme's conditions mention
    std::vector<Measured> measured;
    Amount margin;  // before this order
    bool operator==(const Standing&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("member", self.member);
        visit("tier", self.tier);
        visit("orders", self.orders);
        visit("spend", self.spend);
        visit("last_order_at", self.last_order_at);
        visit("first_order_at", self.first_order_at);
        visit("at", self.at);
        visit("attributes", self.attributes);
        visit("measured", self.measured);
        visit("margin", self.margin);
    }
};

// What one earning rule has granted on this order and not taken back.
struct Grant {
    std::string rule;
    std::string wallet;
    Points points;
    LotKey lot;  // where they went
    bool operator==(const Grant&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("rule", self.rule);
        visit("wallet", self.wallet);
        visit("points", self.points);
        visit("lot", self.lot);
    }
};

// Points that paid a part of the order.
struct Payment {
    std::string wallet;
    Money worth;
    std::vector<LotPart> parts;  // what is left of them after refunds
    bool operator==(const Payment&) const = default;
    Points points() const;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("worth", self.worth);
        visit("parts", self.parts);
    }
};

struct LineDiscount {
    uint32_t line = 0;  // index into the order's lines
    Money amount;
    bool operator==(const LineDiscount&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("line", self.line);
        visit("amount", self.amount);
    }
};

// What an offer takes off the order, as it stands now.
struct Advantage {
    std::string offer;
    CodeId code;  // that opened it, if any
    std::string last_four;
    Money amount;  // the sum of the lines and the delivery
    std::vector<LineDiscount> lines;
    Money delivery;
    bool operator==(const Advantage&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("offer", self.offer);
        visit("code", self.code);
        visit("last_four", self.last_four);
        visit("amount", self.amount);
        visit("lines", self.lines);
        visit("delivery", self.delivery);
    }
};

// What a gift card pays of the order, as it stands now.
struct CardPayment {
    CodeId card;
    std::string last_four;
    std::string merchant;  // that is owed this; empty: the shop
    Money amount;
    bool operator==(const CardPayment&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("card", self.card);
        visit("last_four", self.last_four);
        visit("merchant", self.merchant);
        visit("amount", self.amount);
    }
};

// When and for whom the advantages were decided: a kept cart is priced again as of then.
struct PricedAt {
    Instant at = kNever;
    Standing standing;
    bool operator==(const PricedAt&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("at", self.at);
        visit("standing", self.standing);
    }
};

// A small gift that the warehouse puts in.
struct GiftGiven {
    std::string gift;
    std::string product;
    bool operator==(const GiftGiven&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("gift", self.gift);
        visit("product", self.product);
    }
};

// Stored: numbers are never reused. An order may reach them in any sequence; what is not known yet waits.
enum class OrderState : uint8_t { placed = 1, paid = 2, delivered = 3, cancelled = 4 };
std::string_view name_of(OrderState);

struct Order {
    OrderId id;
    CustomerId customer;  // nobody while only events that wait for the order are known
    bool known = false;   // the shop has sent its content
    Instant placed_at = kNever;
    Instant paid_at = kNever;
    Instant delivered_at = kNever;
    Instant cancelled_at = kNever;
    OrderContent content;
    std::vector<Refund> refunds;
    std::vector<Refund> waiting_refunds;  // came before the order, or asked for more than it has
    uint32_t programme_version = 0;
    Standing standing;
    std::vector<Grant> grants;
    std::vector<Payment> payments;
    std::vector<Advantage> advantages;  // in the order of application
    std::vector<CardPayment> card_payments;
    std::vector<GiftGiven> gifts;
    std::vector<CodeId> issued;        // codes that this order issued
    Instant locked_until = kEarliest;  // a cart whose advantages are reserved; kEarliest: none
    // What the kept goods cost beyond what is left of the payment, since an advantage went with a return. Nobody is
    // asked for it; it is held against what comes back later.
    Money unpaid;
    std::optional<PricedAt> priced;  // of an order or locked cart to which offers apply
    bool operator==(const Order&) const = default;

    Instant reached(OrderState) const;              // kNever when it has not
    int64_t kept_quantity(const OrderLine&) const;  // bought less refunded

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("customer", self.customer);
        visit("known", self.known);
        visit("placed_at", self.placed_at);
        visit("paid_at", self.paid_at);
        visit("delivered_at", self.delivered_at);
        visit("cancelled_at", self.cancelled_at);
        visit("content", self.content);
        visit("refunds", self.refunds);
        visit("waiting_refunds", self.waiting_refunds);
        visit("programme_version", self.programme_version);
        visit("standing", self.standing);
        visit("grants", self.grants);
        visit("payments", self.payments);
        visit("advantages", self.advantages);
        visit("card_payments", self.card_payments);
        visit("gifts", self.gifts);
        visit("issued", self.issued);
        visit("locked_until", self.locked_until);
        visit("unpaid", self.unpaid);
        visit("priced", self.priced);
    }
};

inline constexpr size_t kMostLines = 2'000;
inline constexpr size_t kMostCodes = 20;  // given with one order, and as many gift cards
inline constexpr int64_t kMostQuantity = 1'000'000;

}  // namespace habitue::loyalty
