// Random shopping against promises that need no model: a cart that was quoted and perhaps locked is ordered for the
// same money, goods come back in any parts, and once all of them are back everything is where it was: each tender
// has what it paid, to the cent, and limits, budgets and codes are free again.
#include <gtest/gtest.h>

#include <map>

#include "loyalty/engine.h"
#include "loyalty/programme/reader.h"
#include "model/dice.h"
#include "service/documents.h"
#include "service/trial.h"

namespace habitue::model {
namespace {

using namespace loyalty;

constexpr Instant kStart{1'772'000'000'000};
constexpr const char* kProgramme = R"(
habitue: 1
id: checkout
name: {fr: À la caisse, en: At the checkout}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points:
    name: {fr: [point, points], en: [point, points]}
    worth: 5 EUR per 100
    pay: {minimum: 100, step: 100, maximum_share: 50 %}
earning:
  - {id: base, on: order_paid, points: 1 per 1 EUR}
budgets:
  - {id: all, limit: [900 EUR in total]}
stacking:
  groups:
    - {id: promotions, at_most: 1, not_with: codes}
    - {id: codes, at_most: 1}
offers:
  - {id: delivery, name: {fr: Livraison, en: Delivery}, when: 'cart.subtotal >= money("60 EUR")', give: free delivery}
  - {id: three, name: {fr: Trois, en: Three}, of: 'line.category == "soap"', give: {by quantity: {3: 10 %, 6: 15 %}}, budget: all, group: promotions}
  - {id: amount, name: {fr: Remise, en: Off}, minimum: 45 EUR, give: 7 EUR, budget: all, group: promotions}
  - {id: rising, name: {fr: Paliers, en: Steps}, give: {80 EUR: 3 %, 150 EUR: 8 %}}
  - {id: word, name: {fr: Code, en: Code}, code: CODE10, give: 10 %, lines: regular, limit: [2 per customer], group: codes}
  - {id: unique, name: {fr: Unique, en: Unique}, codes: true, minimum: 20 EUR, give: 8 EUR, group: codes}
gift_cards:
  - {id: card, name: {fr: Carte, en: Card}, amount: {from: 10 EUR, to: 300 EUR}, validity: 12 months}
  - {id: cheque, name: {fr: Chèque, en: Cheque}, form: cheque, amount: 10 EUR, validity: 12 months, minimum_order: 30 EUR}
)";

constexpr CodeId kCard{11}, kCheque{12}, kUnique{13};
constexpr int64_t kCustomers = 4;
const std::string kWallet = "points";

std::shared_ptr<const Programme> checkout_programme() {
    auto document = service::read_yaml(kProgramme);
    EXPECT_TRUE(document) << document.fault().text();
    auto programme = read_programme(*document);
    EXPECT_TRUE(programme) << programme.fault().text();
    programme->version = 1;
    return std::make_shared<const Programme>(std::move(*programme));
}

class Shopping {
  public:
    explicit Shopping(uint64_t seed) : dice_(seed), engine_(programmes_, aggregates_) {
        programmes_.add(checkout_programme());
        issue(CodeForm::gift_card, "card", kCard, {20'000});
        issue(CodeForm::gift_card, "cheque", kCheque, {1'000});
        issue(CodeForm::batch, "unique", kUnique, {});
        for (int64_t i = 0; i < kCustomers; ++i) {
            accept(PutCustomer{.external_id = customer(i), .joined_at = kStart});
            Command adjust{customer_id_of(customer(i)), AdjustPoints{kWallet, {3'000}, "test", "test"}};
            EXPECT_TRUE(engine_.handle(adjust, kStart).decision.accepted());
        }
    }

    void run(int steps) {
        for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
            now_ = now_ + minutes(dice_.between(1, 30));
            if (open_.size() < 5 && !dice_.one_in(3))
                buy();
            else if (!open_.empty())
                bring_back(static_cast<size_t>(dice_.between(0, static_cast<int64_t>(open_.size()) - 1)));
        }
        while (!open_.empty() && !::testing::Test::HasFailure()) bring_back(0);
        expect_as_it_was();
    }

    int64_t orders() const { return ordered_; }
    int64_t dearer() const { return dearer_; }

  private:
    struct Open {
        OrderId id;
        std::map<std::string, int64_t> kept;  // pieces by line
        Money paid;                           // neither by points nor by cards
        Money back;
        int64_t refunds = 0;
    };

    static std::string customer(int64_t number) { return "c" + std::to_string(number); }

    Handled accept(CommandBody body) {
        Handled handled = engine_.handle({{}, std::move(body)}, now_);
        EXPECT_TRUE(handled.decision.accepted()) << name_of(handled.decision.refusals.front().code);
        return handled;
    }

    void issue(CodeForm form, const char* rule, CodeId id, Money amount) {
        IssueCodes issue;
        issue.form = form;
        issue.rule = rule;
        issue.codes = {{id, "AAAA", 0}};
        issue.amount = amount;
        if (form == CodeForm::batch) issue.batch = "b";
        issue.reason = issue.actor = "test";
        accept(issue);
    }

    OrderContent content() {
        static const std::vector<std::string> categories = {"soap", "oil", "book"};
        static const std::vector<int64_t> prices = {1, 99, 1'250, 2'500, 3'333, 4'990};
        OrderContent content;
        content.apply_offers = true;
        content.delivery = {dice_.between(0, 2) * 6'000'000};
        for (int64_t i = dice_.between(1, 5); i > 0; --i) {
            OrderLine line;
            line.id = std::to_string(i);
            line.sku = "S-" + std::to_string(dice_.between(1, 9));
            line.category = dice_.one_of(categories);
            line.quantity = dice_.between(1, 4);
            line.unit_price = {dice_.one_of(prices) * 10'000};
            if (dice_.one_in(5)) line.discount = {line.unit_price.millionths / 3};
            if (dice_.one_in(2)) line.tax = {line.unit_price.millionths * line.quantity / 6};
            if (dice_.one_in(3)) line.merchant = "seller";
            content.lines.push_back(std::move(line));
        }
        if (dice_.one_in(3)) content.codes.push_back({"CODE10", {}, {}});
        if (dice_.one_in(4)) content.codes.push_back({{}, kUnique, {}});
        if (dice_.one_in(2)) content.gift_cards.push_back({kCard, {}, dice_.one_in(2) ? Money{777} : Money{}});
        if (dice_.one_in(4)) content.gift_cards.push_back({kCheque, {}, {}});
        if (dice_.one_in(3)) content.pay_with_points.push_back({kWallet, {100 * dice_.between(1, 3)}, 0});
        return content;
    }

    // The order's own decision tells what the cart's quote does.
    void expect_the_same_when_asked(const LockCart& cart, const Quote& quote) {
        PutOrder put;
        put.order = cart.order;
        put.customer = cart.customer;
        put.currency = cart.currency;
        put.placed_at = now_;
        put.content = cart.content;
        service::Trial trial(aggregates_);
        Handled handled;
        const Quote asked = Engine(programmes_, trial).ask({{}, put}, now_, handled);
        ASSERT_EQ(asked.refusals.empty(), quote.refusals.empty()) << cart.order.value;
        EXPECT_EQ(handled.decision.accepted(), asked.refusals.empty());
        const Checkout &told = asked.checkout, &same = quote.checkout;
        EXPECT_EQ(told.refusals, same.refusals) << cart.order.value;
        EXPECT_EQ(told.cards, same.cards);
        EXPECT_EQ(std::tie(told.total, told.points, told.to_pay), std::tie(same.total, same.points, same.to_pay));
        EXPECT_EQ(told.pricing.discount, same.pricing.discount);
        EXPECT_EQ(offers_of(told.pricing.applied), offers_of(same.pricing.applied));
        EXPECT_EQ(offers_of(told.pricing.not_applied), offers_of(same.pricing.not_applied));
        EXPECT_EQ(offers_of(told.pricing.nudges), offers_of(same.pricing.nudges));
        EXPECT_EQ(aggregates_.order(cart.order), nullptr) << "who asks keeps nothing";
    }

    template <class Told>
    static std::vector<const Offer*> offers_of(const std::vector<Told>& all) {
        std::vector<const Offer*> offers;
        for (const Told& one : all) offers.push_back(one.offer);
        return offers;
    }

    void buy() {
        const std::string buyer = customer(dice_.between(0, kCustomers - 1));
        LockCart cart{{"A" + std::to_string(++number_)}, buyer, "EUR", now_ + minutes(10), content()};
        engine_.advance(customer_id_of(buyer), now_);
        const Quote quote = engine_.quote(cart, now_);
        expect_the_same_when_asked(cart, quote);
        const bool good = quote.refusals.empty() && quote.checkout.refusals.empty();
        if (dice_.one_in(2)) {
            EXPECT_EQ(engine_.handle({{}, cart}, now_).decision.accepted(), good) << cart.order.value;
        }
        PutOrder put;
        put.order = cart.order;
        put.customer = buyer;
        put.currency = "EUR";
        put.placed_at = now_;
        put.paid_at = now_;
        put.content = cart.content;
        if (good) put.expected_discount = quote.checkout.pricing.discount;
        const Handled handled = engine_.handle({{}, put}, now_);
        ASSERT_EQ(handled.decision.accepted(), good) << cart.order.value;
        if (!good) return;
        ++ordered_;
        Open open{put.order, {}, quote.checkout.to_pay, {}};
        for (const OrderLine& line : put.content.lines) open.kept[line.id] = line.quantity;
        open_.push_back(std::move(open));
    }

    void bring_back(size_t index) {
        Open& open = open_[index];
        const bool all = dice_.one_in(6);
        Refund refund{"R" + std::to_string(++open.refunds), now_, {}};
        for (auto& [line, kept] : open.kept) {
            const int64_t pieces = kept == 0 || (!all && dice_.one_in(2)) ? 0 : all ? kept : dice_.between(1, kept);
            if (pieces > 0) refund.lines.push_back({line, pieces});
            kept -= pieces;
        }
        const bool nothing_left =
            std::all_of(open.kept.begin(), open.kept.end(), [](const auto& line) { return line.second == 0; });
        Handled handled;
        if (all && dice_.one_in(2))
            handled = accept(AdvanceOrder{open.id, OrderState::cancelled, now_});
        else if (!refund.lines.empty())
            handled = accept(RefundOrder{open.id, refund});
        take(open, handled);
        if (!all && !nothing_left) return;
        EXPECT_EQ(open.back, open.paid) << open.id.value;
        open_.erase(open_.begin() + static_cast<int64_t>(index));
    }

    // What came back so far is never more than was paid.
    void take(Open& open, const Handled& handled) {
        for (const Effect& effect : handled.decision.effects)
            if (const auto* given = std::get_if<MoneyGivenBack>(&effect)) {
                open.back.minor += given->money.minor;
                if (given->unpaid > Money{}) ++dearer_;
            }
        EXPECT_LE(open.back, open.paid) << open.id.value;
    }

    void expect_as_it_was() {
        EXPECT_EQ(aggregates_.code(kCard)->balance.minor, 20'000);
        EXPECT_EQ(aggregates_.code(kCheque)->balance.minor, 1'000);
        EXPECT_TRUE(aggregates_.code(kUnique)->uses.empty());
        if (const Tally* budget = aggregates_.tally("budget:all")) {
            EXPECT_EQ(budget->money, Money{});
            EXPECT_EQ(budget->uses, 0);
        }
        for (int64_t i = 0; i < kCustomers; ++i) {
            const Customer& one = *aggregates_.customer(customer_id_of(customer(i)));
            EXPECT_EQ(one.wallet(kWallet)->active() - one.wallet(kWallet)->deficit, Points{3'000}) << customer(i);
            EXPECT_EQ(one.orders, 0);
            EXPECT_EQ(one.spend, Amount{});
            EXPECT_TRUE(one.uses.empty());
        }
    }

    Dice dice_;
    Programmes programmes_;
    MemoryAggregates aggregates_;
    Engine engine_;
    Instant now_ = kStart;
    std::vector<Open> open_;
    int64_t number_ = 0;
    int64_t ordered_ = 0;
    int64_t dearer_ = 0;  // returns after which the kept goods cost more than what is left of the payment
};

TEST(Checkout, gives_back_exactly_what_was_paid_in_every_random_life) {
    int64_t orders = 0, dearer = 0;
    for (uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Shopping shopping(seed);
        shopping.run(150);
        orders += shopping.orders();
        dearer += shopping.dearer();
    }
    EXPECT_GT(orders, 1'500);
    EXPECT_GT(dearer, 10) << "an advantage lost with a return is a part of this life";
}

}  // namespace
}  // namespace habitue::model
