// The programme: one immutable, compiled version of the merchant's document. read_programme (programme/reader.h)
// makes it from a document; everything here is checked: ids are unique and resolved, conditions are compiled,
// amounts are in the programme's currency. docs/reference/programme.md describes the document.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/hash.h"
#include "base/money.h"
#include "base/points.h"
#include "base/rate.h"
#include "loyalty/offers/offer.h"
#include "loyalty/orders/order.h"
#include "loyalty/programme/limit.h"
#include "loyalty/programme/text.h"
#include "rules/expression.h"

namespace habitue::loyalty {

// When points that were earned become active.
struct PendingRule {
    enum class Kind : uint8_t { immediate, after_state, until_activity };
    Kind kind = Kind::immediate;
    Period wait;  // after_state: days, from the local day of the state; active at local midnight
    OrderState state = OrderState::placed;  // after_state; activities count from their own time
    std::string activity;  // until_activity: an activity of this type makes all waiting points active
};

// When active points expire: counted from the instant they become active.
struct ExpiryRule {
    enum class Kind : uint8_t { never, after, on_dates, inactivity };
    struct MonthDay {
        uint8_t month = 12;
        uint8_t day = 31;
    };
    Kind kind = Kind::never;
    Period after;                        // after, inactivity (without earning or redeeming)
    Anchor anchor = Anchor::end_of_day;  // after: where the end is moved to
    std::vector<MonthDay> dates;  // on_dates: the next of them that is at least `after` away, end of that day
};

enum class Overdraw : uint8_t {
    repay,         // what is missing becomes a deficit that the next points repay
    forgive,       // what is missing is forgiven
    pending_only,  // active points are never touched: only pending ones are taken back
};

// Paying a part of an order with points.
struct PayRule {
    Points minimum{1};
    Points step{1};
    Rate maximum_share{1, 1};  // of the order's total
};

struct WalletRule {
    std::string id;
    LocalTexts name;
    bool money = false;  // a wallet in the programme's currency (a cagnotte); its decimals are the currency's
    uint8_t decimals = 0;
    // `worth_points` are worth `worth`; zero points: no value is stated. A money wallet is worth its face value.
    Money worth;
    Points worth_points;
    PendingRule pending;
    ExpiryRule expiry;
    Overdraw overdraw = Overdraw::repay;
    std::optional<PayRule> pay;
    bool transferable = false;
    Points most_per_transfer = kMostPoints;
};

// The value of points, rounded down to the minor unit; nothing when the wallet states no value.
std::optional<Money> worth_of(const WalletRule&, Points);

// What of an order's money earns.
struct EarningBasis {
    bool tax = true;
    bool delivery = false;
    bool gift_cards = false;
    bool points_paid = false;  // the share that was paid with points
};

// What sets an earning rule off.
struct Trigger {
    enum class Kind : uint8_t { order, activity };
    Kind kind = Kind::order;
    OrderState state = OrderState::paid;  // placed, paid or delivered
    std::string activity;                 // the activity's type
    bool operator==(const Trigger&) const = default;
};

enum class CrossedMeasure : uint8_t { spend, orders };
enum class CrossedWindow : uint8_t { lifetime, calendar_year };

// Fires when the customer's measure passes from below `at` to `at` or more with this order.
struct Crossing {
    CrossedMeasure measure = CrossedMeasure::spend;
    CrossedWindow window = CrossedWindow::lifetime;
    int64_t at = 0;  // millionths of the currency unit, or orders
};

// How many points a rule gives, or how it multiplies what the other rules give. What one rule gives on one
// occasion:
//
//   1. base     fixed: `points` (with an `of`: when at least one line counts); per_amount: `points` * money /
//   `per`, over
//               the lines that count; per_value: the same of what `value` gives. An exact fraction.
//   2. step     when `step` is not zero, the base of the whole rule is rounded to a multiple of it ("1 per full 10
//   EUR")
//               and stands on the lines in proportion to their money. When it is zero nothing is rounded here.
//   3. factors  each line's part is multiplied by its combined factor (Programme::multipliers): the tier's `earn`,
//   for
//               per_amount and per_value, and every `multiply` rule of the same wallet and the same trigger whose
//               dates, `when` and members_only hold and whose `of` holds on the line. What has no lines (fixed,
//               per_value) takes the multiply rules without `of`; fixed points take no tier factor.
//   4. total    is rounded once, the same way as in 2, to the wallet's smallest unit.
//
// Below zero, base is zero. `multiply` rules give nothing by themselves: they have no limits, no crossing and no
// stop.
struct Calculation {
    enum class Kind : uint8_t {
        fixed,       // `points`, once
        per_amount,  // `points` per `per` of the money of the lines that count
        per_value,   // `points` per `per` of the integer or money that `value` gives
        multiply,    // the lines that count earn `factor` times
    };
    Kind kind = Kind::fixed;
    Points points;    // above zero, except in `multiply`
    int64_t per = 1;  // millionths of the currency unit for money, else plain units; above zero
    std::optional<rules::Expression>
        value;  // per_value: its type is int or money, or dyn (an attribute: must be an int)
    Rate factor{1, 1};
    Rounding rounding = Rounding::down;
    Points step;  // of the wallet's smallest unit; zero: no rounding before the factors
};

struct EarningRule {
    std::string id;
    LocalTexts name;
    Trigger trigger;
    size_t wallet = 0;  // index into Programme::wallets
    Calculation calculation;
    std::optional<rules::Expression> of;    // over `line`: which lines count; all when absent
    std::optional<rules::Expression> when;  // over everything but `line`; `segment` and `tier` are part of it
    std::optional<Crossing> crosses;
    Instant from = kEarliest;  // of the event time; from <= t < until
    Instant until = kNever;
    std::vector<Limit> limits;
    int priority = 0;   // higher first; ties in the document's order
    bool stop = false;  // when it gives points, later rules of the same wallet are not looked at
    bool members_only = true;
};

// Several multipliers on one line.
enum class Combine : uint8_t { highest, product, sum };  // sum: x2 and x3 give x4 (each adds its surplus)

enum class TierMeasure : uint8_t { spend, points, orders };
enum class TierWindow : uint8_t { rolling, calendar_year, anniversary, lifetime };

struct TierLevel {
    std::string id;
    LocalTexts name;
    int64_t from = 0;  // millionths of the currency unit, points of the measured wallet, or orders
    Rate earn{1, 1};   // multiplies what is earned
    bool free_delivery = false;
};

struct TierRule {
    TierMeasure measure = TierMeasure::spend;
    size_t wallet = 0;  // measured, when the measure is points
    TierWindow window = TierWindow::rolling;
    Period rolling{12, Period::Unit::months};
    int downgrade_at_most = 1;  // levels at one review; 0: never down
    Period grace{0, Period::Unit::days};
    Period warn{0, Period::Unit::days};  // before the downgrade
    std::vector<TierLevel> levels;       // rising `from`
};

struct Reward {
    std::string id;
    LocalTexts name;
    size_t wallet = 0;
    Points cost;
    std::optional<Money> value;  // what it is worth to the customer
    Amount minimum_order;        // zero: none
    std::optional<int64_t> stock;
    std::vector<Limit> limits;
    std::optional<rules::Expression> when;
    Instant from = kEarliest;
    Instant until = kNever;
};

struct Segment {
    std::string id;
    LocalTexts name;
    rules::Expression condition;
};

struct EarningPlan;  // earning/plan.h
struct OfferIndex;   // offers/offer_index.h

struct Programme {
    std::string id;
    uint32_t version = 0;  // 1, 2, 3 ... as published; 0: a draft
    LocalTexts name;
    Currency currency;
    TimeZone zone = TimeZone::utc();
    std::vector<std::string> languages;  // the first is the programme's own
    bool everyone_is_member = true;      // enrolment: automatic (with the first order) or explicit
    std::vector<WalletRule> wallets;     // at least one; the first is the default
    EarningBasis basis;
    Combine multipliers = Combine::highest;
    std::optional<TierRule> tiers;
    std::vector<Segment> segments;
    std::vector<EarningRule> earning;         // in the order in which they are looked at
    std::shared_ptr<const EarningPlan> plan;  // of `earning`
    std::vector<Reward> rewards;
    std::vector<Offer> offers;  // vouchers and codes too, in the order in which they are applied
    std::shared_ptr<const OfferIndex>
        offer_index;  // of `offers`, made with them; null: price() makes one each time
    std::vector<Budget> budgets;
    Stacking stacking;
    std::vector<GiftCardKind> gift_cards;
    std::vector<SurpriseGift> gifts;
    bool prices_with_tax = true;  // the shop's prices contain the tax
    Rate margin{0, 1};            // of revenue, where a line's cost is not known
    Period merge_reversible{30, Period::Unit::days};
    Period refund_grace{30, Period::Unit::days};  // for points given back whose lot has expired meanwhile

    std::string document;  // canonical JSON of what was read
    Hash256 hash{};        // of `document`
    // What codes and vouchers are made with; not of the document: whoever serves the programme sets it.
    Hash256 code_secret{};
    std::vector<std::string> customer_attributes;  // that any condition mentions, sorted
    std::vector<std::string> spend_categories;     // that any condition asks customer.spend about, sorted

    const WalletRule* wallet(std::string_view wallet_id) const;
    const EarningRule* rule(std::string_view rule_id) const;
    const Reward* reward(std::string_view reward_id) const;
    const Offer* offer(std::string_view offer_id) const;
    const GiftCardKind* gift_card(std::string_view kind_id) const;
    const Segment* segment(std::string_view segment_id) const;
    const TierLevel* level(std::string_view level_id) const;  // null for ""
};

// All versions, by number. A version is never changed.
class Programmes {
  public:
    void add(std::shared_ptr<const Programme>);
    std::shared_ptr<const Programme> version(uint32_t) const;  // null when there is none
    const Programme& current() const;                          // the newest; there must be one
    bool empty() const { return versions_.empty(); }
    const std::vector<std::shared_ptr<const Programme>>& all() const { return versions_; }

  private:
    std::vector<std::shared_ptr<const Programme>> versions_;
};

}  // namespace habitue::loyalty
