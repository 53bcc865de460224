#include "http/routes/test_api.h"

namespace habitue {
namespace {

constexpr const char* kOrder = R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-20T10:00:00Z",
    "paid_at": "2026-11-20T10:05:00Z",
    "lines": [{"sku": "S1", "category": "soap", "quantity": 2, "unit_price_minor": 1250}]})";

TEST(OrderRoutes, a_paid_order_earns_and_the_customer_shows_it) {
    TestApi api;
    const auto put = api.ask("PUT", "/v1/orders/A-1", kOrder);
    ASSERT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(at(put.body, "accepted"), "true");
    EXPECT_EQ(at(put.body, "wallets/points/active"), "25");
    EXPECT_EQ(at(put.body, "breakdown/0/rule"), "base");
    EXPECT_EQ(at(put.body, "breakdown/0/points"), "25");
    EXPECT_EQ(at(put.body, "order/state"), "paid");
    EXPECT_EQ(at(put.body, "customer/external_id"), "anne");

    const auto activity =
        api.ask("POST", "/v1/activities", R"({"customer": "anne", "id": "r1", "type": "review"})");
    ASSERT_EQ(activity.status, 200) << activity.body;
    EXPECT_EQ(at(activity.body, "wallets/points/active"), "45");

    const auto customer = api.ask("GET", "/v1/customers/anne");
    ASSERT_EQ(customer.status, 200) << customer.body;
    EXPECT_EQ(at(customer.body, "wallets/points/active"), "45");
    EXPECT_EQ(at(customer.body, "tier/level"), "bronze");
}

TEST(OrderRoutes, an_order_told_twice_earns_once) {
    TestApi api;
    const auto first = api.ask("PUT", "/v1/orders/A-1", kOrder);
    const auto second = api.ask("PUT", "/v1/orders/A-1", kOrder);
    EXPECT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(at(second.body, "repeated"), "true");
    EXPECT_EQ(at(second.body, "wallets/points/active"), "25");
}

TEST(OrderRoutes, an_order_without_a_date_is_placed_now_and_stays_the_same_order_when_told_later) {
    TestApi api;
    const char* body = R"({"customer": "anne", "currency": "EUR", "paid_at": "2026-11-21T09:00:00Z",
                           "lines": [{"quantity": 1, "unit_price": "12.505"}]})";
    ASSERT_EQ(api.ask("PUT", "/v1/orders/A-2", body).status, 200);
    api.set_now("2026-11-22T09:30:00Z");
    const auto again = api.ask("PUT", "/v1/orders/A-2", body);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(at(again.body, "repeated"), "true");
    EXPECT_EQ(at(again.body, "order/lines/0/unit_price"), "12.505");
}

}  // namespace
}  // namespace habitue
