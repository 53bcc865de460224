// Carts and orders in random sequences, told in time and late: what is limited is never passed, and what a card was
// worth is always on it or in orders.
#include <gtest/gtest.h>

#include <random>

#include "loyalty/earning/plan.h"
#include "loyalty/engine.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kOrders = 200;
constexpr int64_t kCustomers = 67;  // a customer's clock is rarely ahead of an order that is told late
constexpr Instant kStart{1'772'000'000'000};

Limit uses_in_total(int64_t uses) { return {LimitPer::total, uses, std::nullopt, std::nullopt}; }
Limit money_in_total(int64_t minor) { return {LimitPer::total, std::nullopt, std::nullopt, Money{minor}}; }

Offer offer_of(std::string id, Offer::Source source, Rate share) {
    Offer offer;
    offer.id = std::move(id);
    offer.source = source;
    Benefit benefit;
    benefit.share = share;
    offer.steps = {{0, benefit}};
    return offer;
}

Programme shop() {
    Programme programme;
    programme.id = "shop";
    programme.version = 1;
    programme.currency = *parse_currency("EUR");
    programme.wallets.emplace_back().id = "points";
    Offer once = offer_of("once", Offer::Source::word, {1, 5});
    once.word = "ONCE";
    once.limits = {uses_in_total(2)};
    Offer shared = offer_of("shared", Offer::Source::everybody, {1, 10});
    shared.budgets = {0};
    Offer mine = offer_of("mine", Offer::Source::everybody, {1, 20});
    mine.limits = {{LimitPer::customer, 1, std::nullopt, std::nullopt}};
    programme.offers = {once, shared, mine, offer_of("uniques", Offer::Source::codes, {1, 4})};
    Budget budget;
    budget.id = "ete";
    budget.limits = {money_in_total(2'500)};
    programme.budgets = {budget};
    programme.gift_cards.emplace_back().id = "carte";
    programme.plan = std::make_shared<const EarningPlan>(plan_earning(programme.earning));
    return programme;
}

class CartStorm {
  public:
    explicit CartStorm(uint32_t seed) : random_(seed), engine_(programmes_, aggregates_) {
        programmes_.add(std::make_shared<const Programme>(shop()));
        IssueCodes batch;
        batch.rule = "uniques";
        batch.batch = "b1";
        batch.codes = {{{7}, "AAAA", 0}};
        EXPECT_TRUE(engine_.handle({{}, batch}, kStart).decision.accepted());
        IssueCodes card;
        card.form = CodeForm::gift_card;
        card.rule = "carte";
        card.codes = {{{9}, "KKKK", 0}};
        card.amount = {10'000};
        card.reason = card.actor = "test";
        EXPECT_TRUE(engine_.handle({{}, card}, kStart).decision.accepted());
    }

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            now_ = now_ + minutes(pick(4));
            do_one();
            check();
            if (::testing::Test::HasFailure()) return;
        }
    }

    int64_t granted() const { return granted_; }
    int64_t captured() const { return captured_; }

  private:
    int64_t pick(int64_t below) { return static_cast<int64_t>(random_() % static_cast<uint32_t>(below)); }

    OrderContent content() {
        OrderContent content;
        content.apply_offers = true;
        OrderLine line;
        line.id = "1";
        line.quantity = 1 + pick(2);
        line.unit_price = {1'000'000 * (10 + pick(2) * 10)};
        content.lines = {line};
        if (pick(3) == 0) content.codes.push_back({"ONCE", {}, {}});
        if (pick(3) == 0) content.codes.push_back({{}, {7}, {}});
        if (pick(3) == 0) content.gift_cards.push_back({{9}, {}, {}});
        return content;
    }

    // Any of those, which is one no more.
    void take_one(std::vector<OrderId>& from, OrderId& order) {
        if (from.empty()) return;
        const auto place = from.begin() + pick(static_cast<int64_t>(from.size()));
        order = *place;
        from.erase(place);
    }

    void do_one() {
        const int64_t deed = pick(6);
        OrderId order{"A" + std::to_string(pick(kOrders))};
        if ((deed == 2 || deed == 3) && pick(4) > 0) take_one(locked_, order);
        if (deed == 5) take_one(placed_, order);
        const std::string customer = "c" + std::to_string(std::stoll(order.value.substr(1)) % kCustomers);
        switch (deed) {
            case 0:
            case 1: {
                locked_.push_back(order);
                carts_[order.value] = content();
                engine_.handle(
                    {{}, LockCart{order, customer, "EUR", now_ + minutes(1 + pick(9)), carts_[order.value]}}, now_);
                return;
            }
            case 2:
            case 3: {
                PutOrder put;
                put.order = order;
                put.customer = customer;
                put.currency = "EUR";
                put.placed_at = now_ - minutes(pick(12));
                put.content = carts_.contains(order.value) && pick(3) > 0 ? carts_[order.value] : content();
                const Order* before = aggregates_.order(order);
                const bool locked = before != nullptr && before->locked_until > now_ && !before->known;
                const Handled handled = engine_.handle({{}, put}, now_);
                if (handled.decision.accepted()) ++granted_;
                if (handled.decision.accepted()) placed_.push_back(order);
                if (handled.decision.accepted() && locked) ++captured_;
                return;
            }
            case 4: engine_.handle({{}, ReleaseCart{order}}, now_); return;
            default: engine_.handle({{}, AdvanceOrder{order, OrderState::cancelled, now_}}, now_);
        }
    }

    void check() {
        const Tally* once = aggregates_.tally("offer:once");
        if (once != nullptr) {
            EXPECT_LE(once->uses, 2);
        }
        const Tally* budget = aggregates_.tally("budget:ete");
        if (budget != nullptr) {
            EXPECT_LE(budget->money.minor, 2'500);
        }
        for (int64_t customer = 0; customer < kCustomers; ++customer) {
            const Customer* one = aggregates_.customer(customer_id_of("c" + std::to_string(customer)));
            if (one == nullptr) continue;
            for (const Use& use : one->uses) EXPECT_LE(use.uses, 1) << use.name;
        }
        check_code(*aggregates_.code({7}), *aggregates_.code({9}));
        check_orders(once, budget, *aggregates_.code({9}));
    }

    void check_code(const Code& code, const Code& card) {
        int64_t uses = 0;
        for (const CodeUse& use : code.uses) uses += use.held_until == kNever ? 1 : 0;
        EXPECT_LE(uses, 1);
        Money spent;
        for (const CodeUse& use : card.uses)
            if (use.held_until == kNever) spent.minor += use.amount.minor;
        EXPECT_EQ(spent.minor + card.balance.minor, card.initial.minor);
        EXPECT_GE(card.balance.minor, 0);
    }

    // What is counted is what orders that stand have.
    void check_orders(const Tally* once, const Tally* budget, const Code& card) {
        int64_t uses = 0, money = 0, paid = 0;
        for (int64_t i = 0; i < kOrders; ++i) {
            const Order* order = aggregates_.order({"A" + std::to_string(i)});
            if (order == nullptr || !order->known) continue;
            for (const Advantage& advantage : order->advantages) {
                if (advantage.offer == "once") ++uses;
                if (advantage.offer == "shared") money += advantage.amount.minor;
            }
            for (const CardPayment& payment : order->card_payments) paid += payment.amount.minor;
        }
        EXPECT_EQ(uses, once == nullptr ? 0 : once->uses);
        EXPECT_EQ(money, budget == nullptr ? 0 : budget->money.minor);
        EXPECT_EQ(paid, card.initial.minor - card.balance.minor);
    }

    std::mt19937 random_;
    Programmes programmes_;
    MemoryAggregates aggregates_;
    Engine engine_;
    Instant now_ = kStart + minutes(1);
    std::map<std::string, OrderContent> carts_;
    std::vector<OrderId> locked_, placed_;
    int64_t granted_ = 0;
    int64_t captured_ = 0;
};

TEST(Carts, no_sequence_of_locks_orders_and_cancellations_passes_a_limit) {
    int64_t granted = 0, captured = 0;
    for (uint32_t seed = 1; seed <= 20 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        CartStorm storm(seed);
        storm.run(200);
        granted += storm.granted();
        captured += storm.captured();
    }
    EXPECT_GT(granted, 200);
    EXPECT_GT(captured, 50);
}

TEST(Carts, a_quote_a_lock_and_the_order_give_the_same) {
    Programmes programmes;
    programmes.add(std::make_shared<const Programme>(shop()));
    MemoryAggregates aggregates;
    Engine engine(programmes, aggregates);
    LockCart cart{{"A1"}, "c1", "EUR", kStart + minutes(10), {}};
    OrderLine line;
    line.id = "1";
    line.quantity = 3;
    line.unit_price = {33'330'000};
    cart.content.lines = {line};
    cart.content.apply_offers = true;
    cart.content.codes = {{"ONCE", {}, {}}};
    const Quote quoted = engine.quote(cart, kStart);
    ASSERT_TRUE(quoted.refusals.empty());
    EXPECT_EQ(aggregates.order({"A1"}), nullptr) << "a quote keeps nothing";
    ASSERT_TRUE(engine.handle({{}, cart}, kStart).decision.accepted());
    const std::vector<Advantage> locked = aggregates.order({"A1"})->advantages;
    PutOrder put;
    put.order = {"A1"};
    put.customer = "c1";
    put.currency = "EUR";
    put.placed_at = kStart + minutes(5);
    put.content = cart.content;
    put.expected_discount = quoted.checkout.pricing.discount;
    ASSERT_TRUE(engine.handle({{}, put}, put.placed_at).decision.accepted());
    EXPECT_EQ(aggregates.order({"A1"})->advantages, locked);
    EXPECT_EQ(locked.size(), quoted.checkout.pricing.applied.size());
}

}  // namespace
}  // namespace habitue::loyalty
