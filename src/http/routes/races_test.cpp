// Double spending, over sockets: 64 clients want what is there for fewer. Each test is named after a public report
// of the same race in another system; never one too many may get through.
#include <array>
#include <atomic>
#include <barrier>
#include <thread>

#include "http/routes/test_api.h"

namespace habitue {
namespace {

constexpr int kClients = 64;

class Races : public ::testing::Test {
  protected:
    void give(const std::string& customer, int points) {
        ASSERT_EQ(api.ask("PUT", "/v1/customers/" + customer).status, 200);
        ASSERT_EQ(api.ask("POST", "/v1/customers/" + customer + "/adjustments",
                          R"({"points": )" + std::to_string(points) + R"(, "reason": "start", "actor": "test"})")
                      .status,
                  200);
    }
    std::string active(const std::string& customer) {
        return at(api.ask("GET", "/v1/customers/" + customer).body, "wallets/points/active");
    }

    // All clients connect, then ask at the same moment; how many were accepted. Every no must be one of `refusals`.
    template <class Path, class Body>
    int accepted(Path path, Body body, const std::set<std::string>& refusals) {
        std::barrier start(kClients);
        std::atomic<int> yes = 0;
        std::vector<std::thread> clients;
        for (int i = 0; i < kClients; ++i)
            clients.emplace_back([&, i] {
                TestClient client(api.port());
                start.arrive_and_wait();
                const auto response = api.ask(client, "POST", path(i), body(i));
                if (response.status == 200)
                    ++yes;
                else
                    EXPECT_TRUE(refusals.contains(at(response.body, "code"))) << response.status << response.body;
            });
        for (std::thread& client : clients) client.join();
        return yes;
    }

    TestApi api;
};

// Two checkouts at once passed a usage limit.
TEST_F(Races, saleor_544_two_checkouts_pass_a_usage_limit) {
    give("anne", 1000);
    EXPECT_EQ(accepted([](int) { return "/v1/customers/anne/redemptions"; },
                       [](int) { return R"({"reward": "unique"})"; }, {"limit_reached"}),
              1);
    EXPECT_EQ(active("anne"), "990");
}

// A voucher's check was not one step with its use, so requests of one packet all used it.
TEST_F(Races, shopware_11245_a_one_time_voucher_is_used_many_times) {
    for (int i = 0; i < kClients; ++i) give("c" + std::to_string(i), 50);
    EXPECT_EQ(accepted([](int i) { return "/v1/customers/c" + std::to_string(i) + "/redemptions"; },
                       [](int) { return R"({"reward": "savon"})"; }, {"out_of_stock"}),
              10);
    EXPECT_EQ(at(api.ask("GET", "/v1/rewards").body, "rewards/0/left"), "0");
}

// A balance was spent beyond what it held.
TEST_F(Races, spree_13734_a_gift_card_is_overspent) {
    give("anne", 350);
    EXPECT_EQ(
        accepted([](int) { return "/v1/customers/anne/redemptions"; },
                 [](int) { return R"({"reward": "bon", "order_total_minor": 5000})"; }, {"not_enough_points"}),
        3);
    EXPECT_EQ(active("anne"), "50");
}

// Credit was spent by several orders at once.
TEST_F(Races, spree_11284_store_credit_is_spent_by_two_orders) {
    give("anne", 500);
    std::barrier start(kClients);
    std::atomic<int> yes = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i)
        clients.emplace_back([&, i] {
            TestClient client(api.port());
            start.arrive_and_wait();
            const auto response =
                api.ask(client, "PUT", "/v1/orders/O-" + std::to_string(i),
                        R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-21T09:30:00Z",
                            "lines": [{"quantity": 1, "unit_price_minor": 2000}],
                            "pay_with_points": [{"wallet": "points", "points": 100}]})");
            if (response.status == 200)
                ++yes;
            else
                EXPECT_EQ(at(response.body, "code"), "not_enough_points") << response.body;
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(yes, 5);
    EXPECT_EQ(active("anne"), "0");
}

// The same gift card paid for more than one of several checkouts at once.
TEST_F(Races, medusa_16347_one_hold_is_captured_by_several_checkouts) {
    give("anne", 200);
    ASSERT_EQ(api.ask("POST", "/v1/customers/anne/holds", R"({"points": 100})").status, 200);
    EXPECT_EQ(
        accepted([](int) { return "/v1/customers/anne/holds/1/capture"; }, [](int) { return ""; }, {"hold_closed"}),
        1);
    const auto wallets = api.ask("GET", "/v1/customers/anne/wallets");
    EXPECT_EQ(at(wallets.body, "wallets/0/active"), "100");
    EXPECT_EQ(at(wallets.body, "wallets/0/held"), "0");
    EXPECT_EQ(at(wallets.body, "wallets/0/totals/redeemed"), "100");
}

// A rule for one use was used twice by the same order told twice.
TEST_F(Races, prestashop_29493_a_one_use_rule_is_used_twice) {
    std::barrier start(kClients);
    std::vector<std::thread> clients;
    for (int i = 0; i < kClients; ++i)
        clients.emplace_back([&] {
            TestClient client(api.port());
            start.arrive_and_wait();
            const auto response = api.ask(client, "PUT", "/v1/orders/O-1",
                                          R"({"customer": "anne", "currency": "EUR",
                            "placed_at": "2026-11-21T09:30:00Z", "paid_at": "2026-11-21T09:30:00Z",
                            "lines": [{"quantity": 1, "unit_price_minor": 4000}]})");
            EXPECT_EQ(response.status, 200) << response.body;
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(active("anne"), "40");
}

// A limit of three was passed because it was checked before the lock was taken.
TEST_F(Races, eventyay_1398_a_limit_is_checked_before_the_lock) {
    give("anne", 30);
    EXPECT_EQ(accepted([](int) { return "/v1/customers/anne/holds"; }, [](int) { return R"({"points": 10})"; },
                       {"not_enough_points"}),
              3);
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/anne").body, "wallets/points/held"), "30");
}

// A refund came twice and gave back twice.
TEST_F(Races, double_dip_one_refund_gives_back_once) {
    give("anne", 100);
    ASSERT_EQ(api.ask("POST", "/v1/customers/anne/redemptions", R"({"reward": "savon"})").status, 200);
    EXPECT_EQ(accepted([](int) { return "/v1/customers/anne/redemptions/1/refund"; }, [](int) { return ""; },
                       {"already_refunded"}),
              1);
    EXPECT_EQ(active("anne"), "100");
}

// Points were given away to many at once, more than there were.
TEST_F(Races, transfers_to_many_give_no_more_than_there_is) {
    give("anne", 70);
    for (int i = 0; i < kClients; ++i) ASSERT_EQ(api.ask("PUT", "/v1/customers/c" + std::to_string(i)).status, 200);
    EXPECT_EQ(accepted([](int) { return "/v1/customers/anne/transfers"; },
                       [](int i) { return R"({"to": "c)" + std::to_string(i) + R"(", "points": 10})"; },
                       {"not_enough_points"}),
              7);
    int64_t all = std::stoll(active("anne"));
    for (int i = 0; i < kClients; ++i) all += std::stoll(active("c" + std::to_string(i)));
    EXPECT_EQ(all, 70);
}

class CheckoutRaces : public ::testing::Test {
  protected:
    static constexpr int kOrders = 1'000;

    // 64 connections, 1,000 orders: how many were accepted. Every no must be one of `refusals`.
    int placed(const std::string& more, int minor, const std::set<std::string>& refusals, int orders = kOrders) {
        std::barrier start(kClients);
        std::atomic<int> yes = 0, next = 0;
        std::vector<std::thread> clients;
        for (int c = 0; c < kClients; ++c)
            clients.emplace_back([&] {
                TestClient client(api.port());
                start.arrive_and_wait();
                for (int i = next++; i < orders; i = next++) {
                    const auto response =
                        api.ask(client, "PUT", "/v1/orders/O-" + std::to_string(i),
                                R"({"customer": "c)" + std::to_string(i) + R"(", "currency": "EUR",
                        "placed_at": "2026-11-21T09:30:00Z", )" +
                                    more + R"("lines": [{"quantity": 1, "unit_price_minor": )" +
                                    std::to_string(minor) + "}]}");
                    if (response.status == 200)
                        ++yes;
                    else
                        EXPECT_TRUE(refusals.contains(at(response.body, "code")))
                            << response.status << response.body;
                }
            });
        for (std::thread& client : clients) client.join();
        return yes;
    }

    TestApi api{true, kCheckoutProgramme};
};

// A use limit of one was passed by checkouts of the same moment.
TEST_F(CheckoutRaces, one_use_in_total_is_used_once_under_a_thousand_orders) {
    EXPECT_EQ(placed(R"("codes": ["PREMIER"], )", 2000, {"limit_reached"}), 1);
}

// A unique code was redeemed by many requests of one packet.
TEST_F(CheckoutRaces, a_unique_code_is_used_once_under_a_thousand_orders) {
    const std::string code = at(api.ask("POST", "/v1/codes", R"({"offer": "unique"})").body, "code");
    EXPECT_EQ(placed(R"("codes": [")" + code + R"("], )", 2000, {"code_used"}), 1);
}

// A budget was exceeded because each checkout looked at it before the others had spent.
TEST_F(CheckoutRaces, a_budget_is_never_exceeded_by_a_cent) {
    placed(R"("codes": ["ETE"], )", 2000, {"budget_exhausted", "limit_reached", "offer_not_met"}, 300);
    int64_t given = 0;
    for (int i = 0; i < 300; ++i) {
        const auto order = api.ask("GET", "/v1/orders/O-" + std::to_string(i));
        if (order.status == 200) given += std::stoll(at(order.body, "discount_minor"));
    }
    EXPECT_EQ(given, 10'000);
}

// A gift card's balance was read, and written back, by two checkouts at once.
TEST_F(CheckoutRaces, medusa_16347_a_gift_card_is_never_overspent) {
    const auto card = api.ask("POST", "/v1/gift-cards",
                              R"({"kind": "carte", "amount_minor": 50000, "reason": "r", "actor": "a"})");
    placed(R"("gift_cards": [{"code": ")" + at(card.body, "code") + R"(", "pin": ")" + at(card.body, "pin") +
               R"("}], )",
           3000, {"card_empty"}, 200);
    const auto life = api.ask("GET", "/v1/gift-cards/" + at(card.body, "issued/id"));
    EXPECT_EQ(at(life.body, "balance_minor"), "0");
    int64_t paid = 0;
    for (int i = 0; i < 17; ++i) paid += std::stoll(at(life.body, "uses/" + std::to_string(i) + "/amount_minor"));
    EXPECT_EQ(paid, 50'000);
    EXPECT_EQ(at(life.body, "uses/17"), "");
}

// ---- 1,000 carts are locked at once; what they were promised together is never more than there is, every order of
// a locked cart gets exactly its promise, and what is given up is there for others.

class LockRaces : public CheckoutRaces {
  protected:
    struct Locked {
        std::string order;
        std::string content;  // of the body, as the order says it again
        int64_t discount = 0;
        int64_t paid = 0;  // by the first tender
    };

    // `customer` of all carts; "" for one customer each. Every no must be one of `refusals`.
    std::vector<Locked> locked(const std::string& prefix, const std::string& customer, const std::string& more,
                               const std::set<std::string>& refusals, int carts = kOrders) {
        return for_all(static_cast<size_t>(carts), [&](TestClient& client, size_t i, std::vector<Locked>& yes) {
            Locked cart;
            cart.order = prefix + std::to_string(i);
            cart.content = R"("customer": ")" + (customer.empty() ? "c" + std::to_string(i) : customer) +
                           R"(", "currency": "EUR", )" + more +
                           R"("lines": [{"id": "a", "quantity": 1, "unit_price_minor": 3000}])";
            const auto told = api.ask(client, "POST", "/v1/carts/evaluate",
                                      R"({"lock": {"order": ")" + cart.order + R"("}, )" + cart.content + "}");
            cart.discount = number(told.body, "discount_minor");
            if (told.status != 200) {
                EXPECT_TRUE(refusals.contains(at(told.body, "code"))) << told.status << told.body;
                return;
            }
            if (at(told.body, "tenders/0/type") != "outside")
                cart.paid = number(told.body, "tenders/0/amount_minor");
            yes.push_back(std::move(cart));
        });
    }

    // Orders every second cart, gives the others up; what was ordered.
    std::vector<Locked> half_ordered(const std::vector<Locked>& carts) {
        return for_all(carts.size(), [&](TestClient& client, size_t i, std::vector<Locked>& yes) {
            const Locked& cart = carts[i];
            if (i % 2 == 1) {
                EXPECT_EQ(api.ask(client, "DELETE", "/v1/carts/" + cart.order + "/lock").status, 200);
                return;
            }
            const auto placed = api.ask(client, "PUT", "/v1/orders/" + cart.order,
                                        R"({"placed_at": "2026-11-21T09:30:00Z", "expected_discount_minor": )" +
                                            std::to_string(cart.discount) + ", " + cart.content + "}");
            ASSERT_EQ(placed.status, 200) << placed.body;
            const auto order = api.ask(client, "GET", "/v1/orders/" + cart.order);
            EXPECT_EQ(number(order.body, "discount_minor"), cart.discount) << order.body;
            const bool by_tender = at(order.body, "tenders/0/type") != "outside";
            EXPECT_EQ(by_tender ? number(order.body, "tenders/0/amount_minor") : 0, cart.paid) << order.body;
            yes.push_back(cart);
        });
    }

    static int64_t sum(const std::vector<Locked>& carts, int64_t Locked::*figure) {
        int64_t all = 0;
        for (const Locked& cart : carts) all += cart.*figure;
        return all;
    }
    static int64_t number(const std::string& body, const char* path) {
        return std::strtoll(at(body, path).c_str(), nullptr, 10);
    }

  private:
    // 64 connections share the work; what each of them found.
    template <class Do>
    std::vector<Locked> for_all(size_t count, Do work) {
        std::barrier start(kClients);
        std::atomic<size_t> next = 0;
        std::array<std::vector<Locked>, kClients> found;
        std::vector<std::thread> clients;
        for (size_t c = 0; c < kClients; ++c)
            clients.emplace_back([&, c] {
                TestClient client(api.port());
                start.arrive_and_wait();
                for (size_t i = next++; i < count; i = next++) work(client, i, found[c]);
            });
        for (std::thread& client : clients) client.join();
        std::vector<Locked> all;
        for (auto& some : found) all.insert(all.end(), some.begin(), some.end());
        return all;
    }
};

TEST_F(LockRaces, one_use_in_total_is_promised_to_one_of_a_thousand_carts) {
    const auto carts = locked("L-", "", R"("codes": ["PREMIER"], )", {"limit_reached"});
    ASSERT_EQ(carts.size(), 1u);
    EXPECT_EQ(half_ordered(carts).size(), 1u);
    EXPECT_TRUE(locked("M-", "", R"("codes": ["PREMIER"], )", {"limit_reached"}, 10).empty());
}

TEST_F(LockRaces, a_unique_code_is_promised_to_one_of_a_thousand_carts) {
    const std::string code = at(api.ask("POST", "/v1/codes", R"({"offer": "unique"})").body, "code");
    const auto carts = locked("L-", "", R"("codes": [")" + code + R"("], )", {"code_used"});
    ASSERT_EQ(carts.size(), 1u);
    ASSERT_EQ(api.ask("DELETE", "/v1/carts/" + carts[0].order + "/lock").status, 200);
    EXPECT_EQ(locked("M-", "", R"("codes": [")" + code + R"("], )", {"code_used"}, 64).size(), 1u);
}

TEST_F(LockRaces, a_budget_is_promised_to_the_cent_and_no_further) {
    const std::set<std::string> refusals = {"budget_exhausted", "limit_reached"};
    const auto carts = locked("L-", "", R"("codes": ["ETE"], )", refusals);
    EXPECT_EQ(sum(carts, &Locked::discount), 10'000);
    const int64_t ordered = sum(half_ordered(carts), &Locked::discount);
    EXPECT_GT(ordered, 0);
    EXPECT_EQ(sum(locked("M-", "", R"("codes": ["ETE"], )", refusals), &Locked::discount), 10'000 - ordered);
}

TEST_F(LockRaces, a_gift_card_is_promised_to_the_cent_and_no_further) {
    const auto card = api.ask("POST", "/v1/gift-cards",
                              R"({"kind": "carte", "amount_minor": 50000, "reason": "r", "actor": "a"})");
    const std::string with = R"("gift_cards": [{"code": ")" + at(card.body, "code") + R"(", "pin": ")" +
                             at(card.body, "pin") + R"("}], )";
    const auto carts = locked("L-", "", with, {"card_empty"});
    EXPECT_EQ(sum(carts, &Locked::paid), 50'000);
    const int64_t ordered = sum(half_ordered(carts), &Locked::paid);
    EXPECT_EQ(at(api.ask("GET", "/v1/gift-cards/" + at(card.body, "issued/id")).body, "balance_minor"),
              std::to_string(50'000 - ordered));
    EXPECT_EQ(sum(locked("M-", "", with, {"card_empty"}, 100), &Locked::paid), 50'000 - ordered);
}

TEST_F(LockRaces, a_balance_of_points_is_promised_to_as_many_carts_as_it_pays) {
    ASSERT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200);
    ASSERT_EQ(
        api.ask("POST", "/v1/customers/anne/adjustments", R"({"points": 5050, "reason": "start", "actor": "test"})")
            .status,
        200);
    const std::string with = R"("pay_with_points": [{"wallet": "points", "points": 100}], )";
    const auto carts = locked("L-", "anne", with, {"not_enough_points"});
    EXPECT_EQ(carts.size(), 50u);
    EXPECT_EQ(sum(carts, &Locked::paid), 5'000);  // a euro each
    auto wallets = api.ask("GET", "/v1/customers/anne");
    EXPECT_EQ(at(wallets.body, "wallets/points/active"), "50");
    EXPECT_EQ(at(wallets.body, "wallets/points/held"), "5000");
    EXPECT_EQ(half_ordered(carts).size(), 25u);
    EXPECT_EQ(locked("M-", "anne", with, {"not_enough_points"}, 100).size(), 25u);
    // and with nobody to give up what is left, the clock does
    api.set_now("2026-11-21T10:31:00Z");
    EXPECT_EQ(locked("N-", "anne", with, {"not_enough_points"}, 30).size(), 25u);
}

// Two locks of the last use: one has it.
TEST_F(CheckoutRaces, the_last_use_is_locked_by_one_cart) {
    std::barrier start(kClients);
    std::atomic<int> locked = 0;
    std::vector<std::thread> clients;
    for (int c = 0; c < kClients; ++c)
        clients.emplace_back([&, c] {
            TestClient client(api.port());
            start.arrive_and_wait();
            const auto response =
                api.ask(client, "POST", "/v1/carts/evaluate",
                        R"({"customer": "c)" + std::to_string(c) + R"(", "currency": "EUR",
                    "codes": ["PREMIER"], "lock": {"order": "L-)" +
                            std::to_string(c) + R"("}, "lines": [{"quantity": 1, "unit_price_minor": 2000}]})");
            if (response.status == 200 && at(response.body, "discount_minor") == "100") ++locked;
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(locked, 1);
}

}  // namespace
}  // namespace habitue
