#include "http/routes/test_api.h"

namespace habitue {
namespace {

std::string cart(const std::string& more, int minor) {
    return "{" + more + R"("currency": "EUR", "lines": [{"id": "a", "quantity": 1, "unit_price_minor": )" +
           std::to_string(minor) + "}]}";
}

TEST(CartRoutes, a_cart_earns_what_the_order_then_earns_and_changes_nothing) {
    TestApi api;
    api.ask("PUT", "/v1/customers/anne");
    const uint64_t before = api.workspace().store->last_seq();
    const auto tried = api.ask("POST", "/v1/carts/evaluate", cart(R"("customer": "anne", )", 4250));
    ASSERT_EQ(tried.status, 200) << tried.body;
    EXPECT_EQ(at(tried.body, "earned/points"), "42");
    EXPECT_EQ(at(tried.body, "total_minor"), "4250");
    EXPECT_EQ(at(tried.body, "breakdown/0/lines/0/line"), "a");
    EXPECT_EQ(api.workspace().store->last_seq(), before);
    const auto order =
        api.ask("PUT", "/v1/orders/A-1", cart(R"("customer": "anne", "paid_at": "2026-11-21T09:30:00Z", )", 4250));
    EXPECT_EQ(at(order.body, "breakdown"), at(tried.body, "breakdown"));
}

TEST(CartRoutes, points_may_pay_what_is_there_in_steps_and_up_to_the_share) {
    TestApi api;
    api.ask("PUT", "/v1/customers/anne");
    api.ask("POST", "/v1/customers/anne/adjustments", R"({"points": 350, "reason": "r", "actor": "a"})");
    const auto offered = [&](int minor) {
        const auto tried = api.ask("POST", "/v1/carts/evaluate", cart(R"("customer": "anne", )", minor));
        EXPECT_EQ(at(tried.body, "pay_with_points/0/active"), "350") << tried.body;
        return at(tried.body, "pay_with_points/0/most") + " for " + at(tried.body, "pay_with_points/0/worth_minor");
    };
    EXPECT_EQ(offered(10000), "300 for 1500");  // what is there
    EXPECT_EQ(offered(2000), "200 for 1000");   // half of it
    EXPECT_EQ(offered(1999), "100 for 500");
    EXPECT_EQ(offered(999), "0 for 0");  // below the minimum
    // and the offer is one that the order takes
    EXPECT_EQ(
        api.ask("PUT", "/v1/orders/A-1",
                cart(R"("customer": "anne", "pay_with_points": [{"wallet": "points", "points": 200}], )", 2000))
            .status,
        200);
}

TEST(CartRoutes, nobody_named_is_told_what_somebody_new_would_earn) {
    TestApi api;
    const auto tried = api.ask("POST", "/v1/carts/evaluate", cart("", 1000));
    EXPECT_EQ(at(tried.body, "new_customer"), "true");
    EXPECT_EQ(at(tried.body, "earned/points"), "10");
    EXPECT_EQ(at(tried.body, "pay_with_points/0/most"), "0");
    EXPECT_EQ(api.ask("GET", "/v1/customers").body, R"({"customers":[]})");
}

TEST(CartRoutes, a_cart_the_order_would_be_refused_for_is_refused_alike) {
    TestApi api;
    const std::string body =
        cart(R"("customer": "anne", "pay_with_points": [{"wallet": "points", "points": 100}], )", 5000);
    const auto tried = api.ask("POST", "/v1/carts/evaluate", body);
    const auto order = api.ask("PUT", "/v1/orders/A-1", body);
    EXPECT_EQ(tried.status, order.status);
    EXPECT_EQ(at(tried.body, "reasons"), at(order.body, "reasons"));
}

TEST(ProgrammeRoutes, a_document_that_is_none_says_where) {
    TestApi api;
    std::string broken = kTestProgramme;
    broken.replace(broken.find("cost: 50"), 8, "cost: -5");
    const auto refused = api.ask("POST", "/v1/programmes", broken);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(at(refused.body, "code"), "programme_invalid");
    EXPECT_NE(at(refused.body, "errors/0/pointer").find("/rewards/0/cost"), std::string::npos) << refused.body;
    const auto checked = api.ask("POST", "/v1/programmes/check", broken);
    EXPECT_EQ(checked.status, 200);
    EXPECT_EQ(at(checked.body, "valid"), "false");
    EXPECT_EQ(at(checked.body, "errors/0/where"), at(refused.body, "errors/0/pointer"));
}

TEST(ProgrammeRoutes, a_new_version_is_told_in_sentences_and_the_same_document_is_the_same_version) {
    TestApi api;
    std::string next = kTestProgramme;
    next.replace(next.find("cost: 50"), 8, "cost: 60");
    const auto tried = api.ask("POST", "/v1/programmes?dry_run=true", next, "Accept-Language: en\r\n");
    EXPECT_EQ(at(tried.body, "dry_run"), "true");
    EXPECT_NE(at(tried.body, "changes/0"), "");
    EXPECT_EQ(at(api.ask("GET", "/v1/programmes").body, "current/version"), "1");
    const auto published = api.ask("POST", "/v1/programmes", next, "Accept-Language: en\r\n");
    EXPECT_EQ(published.status, 201);
    EXPECT_EQ(at(published.body, "version"), "2");
    EXPECT_EQ(at(published.body, "changes"), at(tried.body, "changes"));
    EXPECT_EQ(api.ask("POST", "/v1/programmes", next).status, 200);
    const auto difference = api.ask("GET", "/v1/programmes/1/diff/2?language=en");
    EXPECT_EQ(at(difference.body, "changes"), at(tried.body, "changes"));
    EXPECT_NE(at(api.ask("GET", "/v1/programmes/1/diff/2?language=fr").body, "changes"),
              at(difference.body, "changes"));
    EXPECT_EQ(at(api.ask("GET", "/v1/programmes/current").body, "source"), next);
    EXPECT_EQ(api.ask("GET", "/v1/programmes/3").status, 404);
    EXPECT_EQ(api.ask("GET", "/v1/programmes/x").status, 404);
}

TEST(HomeRoutes, the_first_page_speaks_the_visitors_language_and_escapes_names) {
    TestApi api;
    const auto french = api.ask("GET", "/");
    EXPECT_NE(french.body.find("lang=\"fr\""), std::string::npos);
    EXPECT_NE(french.body.find("Le Cercle"), std::string::npos);
    const auto english = api.ask("GET", "/", "", "Accept-Language: en-GB\r\n");
    EXPECT_NE(english.body.find("lang=\"en\""), std::string::npos);
    EXPECT_NE(english.body.find("The Circle"), std::string::npos);
    std::string named = kTestProgramme;
    named.replace(named.find("Le Cercle"), 9, "\"<b>&\"");
    EXPECT_EQ(api.ask("POST", "/v1/programmes", named).status, 201);
    EXPECT_NE(api.ask("GET", "/").body.find("&lt;b&gt;&amp;"), std::string::npos);
}

}  // namespace
}  // namespace habitue
