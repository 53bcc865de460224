// The checkout over HTTP: carts, orders, codes, vouchers, gift cards and inserts.
#include <thread>

#include "http/routes/test_api.h"

namespace habitue {
namespace {

class Checkout : public ::testing::Test {
  protected:
    TestApi api{true, kCheckoutProgramme};

    static std::string cart(int minor, const std::string& more = "") {
        return R"({"currency": "EUR", "delivery_minor": 490, )" + more +
               R"("lines": [{"id": "a", "quantity": 1, "unit_price_minor": )" + std::to_string(minor) + "}]}";
    }
    static std::string order(int minor, const std::string& more = "") {
        return cart(minor, R"("placed_at": "2026-11-21T09:30:00Z", )" + more);
    }
    TestResponse evaluate(int minor, const std::string& more = "", const std::string& headers = "") {
        return api.ask("POST", "/v1/carts/evaluate", cart(minor, more), headers);
    }
    TestResponse place(const std::string& id, int minor, const std::string& more = "") {
        return api.ask("PUT", "/v1/orders/" + id, order(minor, more));
    }
    // A gift card of 50 EUR; its answer.
    TestResponse card(const std::string& more = "") {
        auto issued = api.ask(
            "POST", "/v1/gift-cards",
            R"({"kind": "carte", )" + more + R"("amount_minor": 5000, "reason": "birthday", "actor": "julie"})");
        EXPECT_EQ(issued.status, 200) << issued.body;
        return issued;
    }
    std::string wait_for_batch(const std::string& id) {
        for (int i = 0; i < 600; ++i) {
            const auto batch = api.ask("GET", "/v1/code-batches/" + id);
            if (at(batch.body, "state") != "running") return batch.body;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return "it did not end";
    }
};

TEST_F(Checkout, a_cart_is_told_what_is_missing_for_the_free_delivery_and_then_has_it) {
    const auto near = evaluate(5000, "", "Accept-Language: fr\r\n");
    ASSERT_EQ(near.status, 200) << near.body;
    EXPECT_EQ(at(near.body, "nudges/0/offer"), "livraison");
    EXPECT_EQ(at(near.body, "nudges/0/missing_minor"), "1000");
    EXPECT_EQ(at(near.body, "nudges/0/sentence"), "Plus que 10,00\u00a0€ pour profiter de la livraison gratuite");
    EXPECT_EQ(at(near.body, "discounts"), "[]");
    EXPECT_EQ(at(near.body, "to_pay_minor"), "5490");
    const auto there = evaluate(6000);
    EXPECT_EQ(at(there.body, "nudges"), "[]");
    EXPECT_EQ(at(there.body, "discounts/0/offer"), "livraison");
    EXPECT_EQ(at(there.body, "discounts/0/delivery_minor"), "490");
    EXPECT_EQ(at(there.body, "proof/optimal"), "true");
    EXPECT_EQ(at(there.body, "to_pay_minor"), "6000");
}

TEST_F(Checkout, a_cart_that_is_not_explained_has_the_same_amounts) {
    const std::string brief = R"("customer": "anne", "explain": false, )";
    const auto full = evaluate(10000, R"("customer": "anne", )");
    const auto sums = evaluate(10000, brief);
    ASSERT_EQ(sums.status, 200) << sums.body;
    EXPECT_NE(at(full.body, "discount_minor"), "0");
    for (const char* what : {"discount_minor", "lines", "to_pay_minor", "tenders", "earned", "discounts/0/offer",
                             "discounts/0/amount_minor", "discounts/0/delivery_minor"})
        EXPECT_EQ(at(sums.body, what), at(full.body, what)) << what;
    EXPECT_NE(full.body.find("\"proof\""), std::string::npos);
    EXPECT_EQ(sums.body.find("\"proof\""), std::string::npos);
    EXPECT_EQ(at(evaluate(5000, R"("explain": false, )").body, "nudges"), "[]");
    const auto with_code = evaluate(3000, R"("codes": ["NIMPORTE"], )" + brief);
    EXPECT_EQ(at(with_code.body, "not_applied/0/reason"), "code_not_valid") << with_code.body;
}

TEST_F(Checkout, a_public_word_gives_its_discount_line_by_line_and_once_to_a_customer) {
    const std::string with = R"("customer": "anne", "codes": ["bienvenue 10"], )";
    const auto quoted = evaluate(4990, with);
    EXPECT_EQ(at(quoted.body, "discounts/0/amount_minor"), "499") << quoted.body;
    EXPECT_EQ(at(quoted.body, "lines/0/net_minor"), "4491");
    const auto first = place("A-1", 4990, with);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(at(first.body, "order/advantages/0/offer"), "bienvenue");
    EXPECT_EQ(at(first.body, "order/discount_minor"), "499");
    const auto again = place("A-2", 4990, with);
    EXPECT_EQ(again.status, 422) << again.body;
    EXPECT_EQ(at(again.body, "code"), "limit_reached");
}

TEST_F(Checkout, a_code_that_opens_nothing_is_told_and_the_order_with_it_is_refused) {
    const std::string with = R"("customer": "anne", "codes": ["NIMPORTE"], )";
    const auto quoted = evaluate(3000, with, "Accept-Language: en\r\n");
    ASSERT_EQ(quoted.status, 200) << quoted.body;
    EXPECT_EQ(at(quoted.body, "not_applied/0/reason"), "code_not_valid");
    EXPECT_NE(at(quoted.body, "not_applied/0/sentence"), "");
    EXPECT_EQ(at(quoted.body, "discount_minor"), "0");
    EXPECT_EQ(at(place("A-1", 3000, with).body, "code"), "code_not_valid");
}

TEST_F(Checkout, two_offers_that_exclude_each_other_give_the_better_one_and_say_why) {
    const auto quoted = evaluate(10000, R"("customer": "anne", "codes": ["BIENVENUE10", "SOLDES"], )");
    EXPECT_EQ(at(quoted.body, "discount_minor"), "1490") << quoted.body;
    EXPECT_EQ(at(quoted.body, "not_applied/0/offer"), "soldes");
    EXPECT_EQ(at(quoted.body, "not_applied/0/reason"), "offer_excluded");
    EXPECT_EQ(at(quoted.body, "not_applied/0/instead/0"), "bienvenue");
}

TEST_F(Checkout, a_quote_that_is_no_longer_true_is_refused) {
    const auto changed = place("A-1", 10000, R"("customer": "anne", "expected_discount_minor": 123, )");
    EXPECT_EQ(changed.status, 409) << changed.body;
    EXPECT_EQ(at(changed.body, "code"), "quote_changed");
    EXPECT_EQ(place("A-1", 10000, R"("customer": "anne", "expected_discount_minor": 490, )").status, 200);
}

TEST_F(Checkout, a_single_code_is_told_once_used_once_and_known_to_support) {
    const auto issued =
        api.ask("POST", "/v1/codes", R"({"offer": "unique", "reason": "late parcel", "actor": "julie"})",
                "Idempotency-Key: k-1\r\n");
    ASSERT_EQ(issued.status, 200) << issued.body;
    const std::string code = at(issued.body, "code");
    EXPECT_EQ(code.size(), 17u);
    // told again for the same key, and kept nowhere
    EXPECT_EQ(at(api.ask("POST", "/v1/codes", R"({"offer": "unique", "reason": "late parcel", "actor": "julie"})",
                         "Idempotency-Key: k-1\r\n")
                     .body,
                 "code"),
              code);
    const std::string with = R"("customer": "anne", "codes": [")" + code + R"("], )";
    ASSERT_EQ(place("A-1", 3000, with).status, 200);
    const auto again = place("A-2", 3000, with);
    EXPECT_EQ(again.status, 409) << again.body;
    EXPECT_EQ(at(again.body, "code"), "code_used");
    const auto support = api.ask("GET", "/v1/codes/" + code);
    EXPECT_EQ(at(support.body, "state"), "used_up") << support.body;
    EXPECT_EQ(at(support.body, "uses/0/order"), "A-1");
    EXPECT_EQ(at(support.body, "last_four"), at(issued.body, "issued/last_four"));
    EXPECT_EQ(at(api.ask("GET", "/v1/codes/" + at(support.body, "id")).body, "state"), "used_up");
    // a cancelled order gives it back
    ASSERT_EQ(api.ask("POST", "/v1/orders/A-1/cancelled").status, 200);
    EXPECT_EQ(place("A-3", 3000, with).status, 200);
}

TEST_F(Checkout, a_voided_code_opens_nothing) {
    const std::string code = at(api.ask("POST", "/v1/codes", R"({"offer": "unique"})").body, "code");
    const auto voided =
        api.ask("POST", "/v1/codes/" + code + "/void", R"({"reason": "printed twice", "actor": "julie"})");
    EXPECT_EQ(at(voided.body, "issued/state"), "voided") << voided.body;
    EXPECT_EQ(at(place("A-1", 3000, R"("customer": "anne", "codes": [")" + code + R"("], )").body, "code"),
              "code_not_valid");
}

TEST_F(Checkout, a_batch_is_issued_in_the_background_and_exported_with_its_key) {
    const auto made =
        api.ask("POST", "/v1/code-batches", R"({"offer": "unique", "count": 2500, "prefix": "NOEL"})");
    ASSERT_EQ(made.status, 202) << made.body;
    const std::string id = at(made.body, "id");
    const std::string ended = wait_for_batch(id);
    EXPECT_EQ(at(ended, "state"), "done") << ended;
    EXPECT_EQ(at(ended, "issued"), "2500");
    const std::string header = "Export-Key: " + at(made.body, "export_key") + "\r\n";
    const auto page = api.ask("GET", "/v1/code-batches/" + id + "/codes?count=2000", "", header);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_NE(page.header("link").find("from=2000"), std::string::npos);
    const auto rest = api.ask("GET", "/v1/code-batches/" + id + "/codes?from=2000", "", header);
    EXPECT_EQ(rest.header("link"), "");
    const std::string last = rest.body.substr(rest.body.size() - 24, 22);
    EXPECT_EQ(last.substr(0, 5), "NOEL-");
    EXPECT_EQ(at(api.ask("GET", "/v1/codes/" + last).body, "state"), "open");
    EXPECT_EQ(place("A-1", 3000, R"("customer": "anne", "codes": [")" + last + R"("], )").status, 200);
    EXPECT_EQ(api.ask("GET", "/v1/code-batches/" + id + "/codes", "", "Export-Key: hbt_xk_wrong\r\n").status, 403);
    EXPECT_EQ(at(api.ask("GET", "/v1/code-batches").body, "code_batches/0/state"), "done");
    EXPECT_EQ(api.workspace().store->reader().value()->statistics().value().codes, 2500u);
}

TEST_F(Checkout, the_shops_own_codes_are_brought_in_once) {
    const auto first = api.ask("POST", "/v1/code-batches/partner/import",
                               R"({"offer": "unique", "codes": ["AVION-001", "AVION-002", "x"]})");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(at(first.body, "imported"), "2");
    EXPECT_EQ(at(first.body, "unusable/0"), "x");
    const auto csv = api.ask("POST", "/v1/code-batches/partner/import?offer=unique", "code\nAVION-002\nAVION-003\n",
                             "Content-Type: text/csv\r\n");
    EXPECT_EQ(at(csv.body, "imported"), "1") << csv.body;
    EXPECT_EQ(at(csv.body, "unchanged"), "1");
    EXPECT_EQ(at(csv.body, "issued"), "3");
    EXPECT_EQ(place("A-1", 3000, R"("customer": "anne", "codes": ["avion 001"], )").status, 200);
}

TEST_F(Checkout, a_voucher_falls_day_by_day_from_the_delivery) {
    ASSERT_EQ(place("A-1", 4000, R"("customer": "anne", "paid_at": "2026-11-21T09:30:00Z", )").status, 200);
    const auto delivered = api.ask("POST", "/v1/orders/A-1/delivered");
    ASSERT_EQ(delivered.status, 200) << delivered.body;
    const std::string code = at(delivered.body, "order/issued/0/code");
    ASSERT_NE(code, "") << delivered.body;
    const auto worth = [&](const char* when) {
        api.set_now(when);
        const auto quoted = evaluate(2000, R"("customer": "anne", "codes": [")" + code + R"("], )");
        return at(quoted.body, "discount_minor");
    };
    EXPECT_EQ(worth("2026-11-21T10:00:00Z"), "300");
    const auto held = api.ask("GET", "/v1/customers/anne/vouchers");
    EXPECT_EQ(at(held.body, "vouchers/0/code"), code) << held.body;
    EXPECT_EQ(at(held.body, "vouchers/0/value"), "-15\u00a0%");
    EXPECT_EQ(at(held.body, "vouchers/0/next_value"), "-10\u00a0%");
    EXPECT_EQ(worth("2026-11-29T10:00:00Z"), "200");
    EXPECT_EQ(worth("2026-12-22T10:00:00Z"), "100");
    EXPECT_EQ(worth("2027-01-22T10:00:00Z"), "0");
}

TEST_F(Checkout, a_voucher_by_hand_is_for_one_customer) {
    ASSERT_EQ(api.ask("PUT", "/v1/customers/anne", "{}").status, 200);
    const auto issued = api.ask("POST", "/v1/customers/anne/vouchers",
                                R"({"offer": "geste", "reason": "scratch", "actor": "julie"})");
    ASSERT_EQ(issued.status, 200) << issued.body;
    const std::string with = R"("codes": [")" + at(issued.body, "code") + R"("], )";
    EXPECT_EQ(at(place("A-1", 3000, R"("customer": "marc", )" + with).body, "code"), "code_not_valid");
    EXPECT_EQ(at(place("A-2", 3000, R"("customer": "anne", )" + with).body, "order/discount_minor"), "400");
}

TEST_F(Checkout, a_gift_card_pays_a_part_and_gets_it_back) {
    const auto issued = card();
    const std::string code = at(issued.body, "code"), pin = at(issued.body, "pin");
    EXPECT_EQ(pin.size(), 6u) << issued.body;
    const std::string with = R"("customer": "anne", "paid_at": "2026-11-21T09:30:00Z", "gift_cards": [{"code": ")" +
                             code + R"(", "pin": ")" + pin + R"("}], )";
    const auto paid = place("A-1", 8000, with);
    ASSERT_EQ(paid.status, 200) << paid.body;
    EXPECT_EQ(at(paid.body, "order/tenders/0/type"), "gift_card");
    EXPECT_EQ(at(paid.body, "order/tenders/0/amount_minor"), "5000");
    EXPECT_EQ(at(paid.body, "order/to_pay_minor"), "3000");  // the delivery is free from 60 EUR
    const std::string ask = R"({"code": ")" + code + R"(", "pin": ")" + pin + R"("})";
    EXPECT_EQ(at(api.ask("POST", "/v1/gift-cards/balance", ask).body, "balance_minor"), "0");
    const auto cancelled = api.ask("POST", "/v1/orders/A-1/cancelled");
    ASSERT_EQ(cancelled.status, 200) << cancelled.body;
    EXPECT_EQ(at(cancelled.body, "give_back/0/type"), "gift_card") << cancelled.body;
    EXPECT_EQ(at(cancelled.body, "give_back/0/amount_minor"), "5000");
    EXPECT_EQ(at(cancelled.body, "give_back/1/type"), "outside");
    EXPECT_EQ(at(cancelled.body, "give_back/1/amount_minor"), "3000");
    EXPECT_EQ(at(api.ask("POST", "/v1/gift-cards/balance", ask).body, "balance_minor"), "5000");
    const auto life = api.ask("GET", "/v1/gift-cards/" + at(issued.body, "issued/id"));
    EXPECT_EQ(at(life.body, "movements/0/type"), "issued") << life.body;
    EXPECT_EQ(at(life.body, "movements/1/type"), "paid");
    EXPECT_EQ(at(life.body, "movements/1/change_minor"), "-5000");
    EXPECT_EQ(at(life.body, "movements/2/type"), "given_back");
    EXPECT_EQ(at(life.body, "movements/2/balance_minor"), "5000");
}

TEST_F(Checkout, a_frozen_card_pays_nothing_until_it_goes_on) {
    const auto issued = card();
    const std::string path = "/v1/gift-cards/" + at(issued.body, "issued/id");
    const std::string why = R"({"reason": "stolen card", "actor": "julie"})";
    EXPECT_EQ(at(api.ask("POST", path + "/freeze", why).body, "issued/state"), "frozen");
    const std::string with = R"("customer": "anne", "gift_cards": [{"code": ")" + at(issued.body, "code") +
                             R"(", "pin": ")" + at(issued.body, "pin") + R"("}], )";
    EXPECT_EQ(at(place("A-1", 8000, with).body, "code"), "card_frozen");
    EXPECT_EQ(at(api.ask("POST", path + "/unfreeze", why).body, "issued/state"), "open");
    EXPECT_EQ(place("A-1", 8000, with).status, 200);
    EXPECT_EQ(at(api.ask("POST", path + "/void", why).body, "issued/state"), "voided");
}

TEST_F(Checkout, a_wrong_pin_and_an_unknown_card_are_told_alike_and_guessing_is_slowed) {
    const auto issued = card();
    const auto wrong =
        api.ask("POST", "/v1/gift-cards/balance",
                R"({"visitor_address": "192.0.2.7", "code": ")" + at(issued.body, "code") + R"(", "pin": "x"})");
    const auto unknown = api.ask("POST", "/v1/gift-cards/balance",
                                 R"({"visitor_address": "192.0.2.7", "code": "0000-0000-0000-00", "pin": "x"})");
    EXPECT_EQ(wrong.status, unknown.status);
    EXPECT_EQ(at(wrong.body, "code"), at(unknown.body, "code"));
    EXPECT_EQ(at(wrong.body, "detail"), at(unknown.body, "detail"));
    int slowed = 0;
    for (int i = 0; i < 12; ++i) {
        const auto guess =
            evaluate(3000, R"("visitor_address": "192.0.2.7", "codes": ["GUESS)" + std::to_string(i) + R"("], )");
        if (guess.status == 429) {
            ++slowed;
            EXPECT_NE(guess.header("retry-after"), "");
        }
    }
    EXPECT_EQ(slowed, 4);
    // carts without codes and other visitors go on
    EXPECT_EQ(evaluate(3000, R"("visitor_address": "192.0.2.7", )").status, 200);
    EXPECT_EQ(evaluate(3000, R"("visitor_address": "192.0.2.8", "codes": ["SOLDES"], )").status, 200);
}

TEST_F(Checkout, a_campaign_whose_codes_are_guessed_waits_and_others_go_on) {
    int number = 1000;
    const auto guesses = [&](const std::string& prefix, int count) {
        std::string codes;
        for (int i = 0; i < count; ++i) {
            ++number;
            codes += (i == 0 ? "\"" : ", \"") + prefix + "0000-0000-" + std::to_string(number) + "-00\"";
        }
        return evaluate(3000, R"("codes": [)" + codes + "], ").status;
    };
    for (int i = 0; i < 10; ++i) EXPECT_EQ(guesses("ATELIER-", 20), 200);
    EXPECT_EQ(guesses("ATELIER-", 1), 429);
    EXPECT_EQ(guesses("", 1), 200);
    EXPECT_EQ(guesses("NOEL-", 1), 200);
}

TEST_F(Checkout, unknown_expired_void_and_foreign_codes_are_answered_with_the_same_bytes) {
    api.set_now("2026-11-21T09:00:00Z");
    const auto issued = [&](const std::string& more) {
        return at(api.ask("POST", "/v1/codes", R"({"offer": "unique")" + more + "}").body, "code");
    };
    ASSERT_EQ(api.ask("PUT", "/v1/customers/marc").status, 200);
    const std::string expired = issued(R"(, "valid_until": "2026-11-21T09:15:00Z")");
    const std::string foreign = issued(R"(, "customer": "marc")"), voided = issued("");
    ASSERT_EQ(api.ask("POST", "/v1/codes/" + voided + "/void", R"({"reason": "r", "actor": "a"})").status, 200);
    api.set_now("2026-11-21T09:30:00Z");
    std::set<std::string> carts, orders;
    for (const std::string& code : {std::string("7K3M-Q9XW-2RTB-5H"), expired, foreign, voided}) {
        const std::string with = R"("customer": "anne", "codes": [")" + code + R"("], )";
        const auto without_last = [&](std::string body) {
            const std::string last = code.substr(code.size() - 5, 2) + code.substr(code.size() - 2);
            for (size_t at = body.find(last); at != std::string::npos; at = body.find(last))
                body.replace(at, 4, "...");
            return body;
        };
        carts.insert(without_last(evaluate(3000, with).body));
        auto refused = api.ask("PUT", "/v1/orders/A-1", cart(3000, with));
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(at(refused.body, "code"), "code_not_valid");
        const std::string own = at(refused.body, "instance");  // the request's id
        refused.body.replace(refused.body.find(own), own.size(), "");
        orders.insert(without_last(refused.body));
    }
    EXPECT_EQ(carts.size(), 1u) << *carts.begin() << "\n" << *carts.rbegin();
    EXPECT_EQ(orders.size(), 1u) << *orders.begin() << "\n" << *orders.rbegin();
}

TEST_F(Checkout, a_pin_is_not_found_by_trying) {
    const std::string code = at(card().body, "code");
    int status = 0;
    for (int pin = 0; pin < 6; ++pin)
        status = api.ask("POST", "/v1/gift-cards/balance",
                         R"({"code": ")" + code + R"(", "pin": "00000)" + std::to_string(pin) + R"("})")
                     .status;
    EXPECT_EQ(status, 429);
}

TEST_F(Checkout, a_locked_cart_keeps_its_amounts_and_can_be_given_up) {
    const auto locked =
        evaluate(3000, R"("customer": "anne", "codes": ["PREMIER"], "lock": {"order": "A-1", "minutes": 15}, )");
    ASSERT_EQ(locked.status, 200) << locked.body;
    EXPECT_EQ(at(locked.body, "discount_minor"), "100");
    EXPECT_EQ(at(locked.body, "locked_until"), "2026-11-21T09:45:00Z");
    // the only one there is is reserved
    EXPECT_NE(place("A-2", 3000, R"("customer": "marc", "codes": ["PREMIER"], )").status, 200);
    const auto released = api.ask("DELETE", "/v1/carts/A-1/lock");
    EXPECT_EQ(released.status, 200) << released.body;
    EXPECT_EQ(place("A-2", 3000, R"("customer": "marc", "codes": ["PREMIER"], )").status, 200);
}

TEST_F(Checkout, a_cart_asked_about_locked_and_ordered_is_paid_alike_by_points_and_card) {
    ASSERT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200);
    ASSERT_EQ(
        api.ask("POST", "/v1/customers/anne/adjustments", R"({"points": 500, "reason": "r", "actor": "a"})").status,
        200);
    const auto card = api.ask("POST", "/v1/gift-cards",
                              R"({"kind": "carte", "amount_minor": 1000, "reason": "r", "actor": "a"})");
    const std::string with = R"("customer": "anne", "codes": ["SOLDES"],
        "pay_with_points": [{"wallet": "points", "points": 300}], "gift_cards": [{"code": ")" +
                             at(card.body, "code") + R"(", "pin": ")" + at(card.body, "pin") + R"("}], )";
    const auto asked = evaluate(5000, with);
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(at(asked.body, "to_pay_minor"), "3690");  // 54.90 less 5.00, 3.00 in points, 10.00 by card
    const auto locked = api.ask("POST", "/v1/carts/evaluate?lock=15m", cart(5000, with + R"("order": "A-1", )"));
    ASSERT_EQ(locked.status, 200) << locked.body;
    for (const char* same : {"discount_minor", "discounts", "lines", "tenders", "to_pay_minor"})
        EXPECT_EQ(at(locked.body, same), at(asked.body, same)) << same;
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/anne/wallets").body, "wallets/0/holds/0/cart"), "A-1");
    const auto again = api.ask("POST", "/v1/carts/evaluate", cart(5000, with + R"("order": "A-1", )"));
    for (const char* same : {"discount_minor", "discounts", "lines", "tenders", "to_pay_minor"})
        EXPECT_EQ(at(again.body, same), at(asked.body, same)) << same;
    EXPECT_EQ(at(evaluate(5000, with).body, "code"), "not_enough_points");  // as any other cart
    ASSERT_EQ(api.ask("PUT", "/v1/orders/A-1", cart(5000, with)).status, 200);
    const auto order = api.ask("GET", "/v1/orders/A-1");
    for (const char* same : {"discount_minor", "tenders", "to_pay_minor"})
        EXPECT_EQ(at(order.body, same), at(asked.body, same)) << same;
}

TEST_F(Checkout, an_order_refused_after_its_lock_is_told_that_the_lock_has_ended) {
    evaluate(3000, R"("customer": "anne", "codes": ["PREMIER"], "lock": {"order": "A-1", "minutes": 15}, )");
    api.set_now("2026-11-21T10:00:00Z");
    ASSERT_EQ(api.ask("PUT", "/v1/orders/B-1", cart(3000, R"("customer": "ben", "codes": ["PREMIER"], )")).status,
              200);
    const auto late = api.ask("PUT", "/v1/orders/A-1", cart(3000, R"("customer": "anne", "codes": ["PREMIER"], )"));
    EXPECT_EQ(at(late.body, "code"), "limit_reached");
    EXPECT_NE(late.body.find("lock_expired"), std::string::npos) << late.body;
}

TEST_F(Checkout, a_locked_cart_becomes_the_order_with_the_same_amounts) {
    const std::string with = R"("customer": "anne", "codes": ["PREMIER"], )";
    api.ask("POST", "/v1/carts/evaluate?lock=15m", cart(3000, with + R"("order": "A-1", )"));
    const auto placed = place("A-1", 3000, with + R"("expected_discount_minor": 100, )");
    ASSERT_EQ(placed.status, 200) << placed.body;
    EXPECT_EQ(at(placed.body, "order/discount_minor"), "100");
}

TEST_F(Checkout, inserts_wait_until_they_are_printed) {
    ASSERT_EQ(place("A-1", 4000, R"("customer": "anne", "paid_at": "2026-11-21T09:30:00Z", )").status, 200);
    api.ask("POST", "/v1/orders/A-1/delivered");
    const auto queue = api.ask("GET", "/v1/inserts");
    EXPECT_EQ(at(queue.body, "inserts/0/order"), "A-1") << queue.body;
    EXPECT_EQ(at(queue.body, "inserts/0/offer"), "retour");
    const auto sheet = api.ask("GET", "/v1/inserts/A-1/sheet.pdf?language=fr");
    EXPECT_EQ(sheet.header("content-type"), "application/pdf") << sheet.body;
    EXPECT_EQ(sheet.body.substr(0, 5), "%PDF-");
    const auto printed = api.ask("POST", "/v1/inserts/A-1/printed");
    EXPECT_EQ(at(printed.body, "issued/print"), "printed") << printed.body;
    EXPECT_EQ(at(api.ask("GET", "/v1/inserts").body, "inserts"), "[]");
    EXPECT_EQ(api.ask("POST", "/v1/inserts/A-1/printed").status, 200);  // once more
    const auto voided = api.ask("POST", "/v1/inserts/A-1/void", R"({"reason": "torn", "actor": "paul"})");
    EXPECT_EQ(at(voided.body, "issued/print"), "voided") << voided.body;
    EXPECT_EQ(api.ask("POST", "/v1/inserts/A-9/printed").status, 404);
}

}  // namespace
}  // namespace habitue
