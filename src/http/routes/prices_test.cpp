// Public prices over HTTP: told, kept, and shown as the reference of a reduced line.
#include "http/routes/test_api.h"

namespace habitue {
namespace {

// A sale for everybody since the day before the test's clock, and a word for whoever knows it.
constexpr const char* kSale = R"(
habitue: 1
id: soldes
name: {fr: Soldes, en: Sales}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points: {name: {fr: [point, points], en: [point, points]}, worth: 1 EUR per 100}
earning:
  - {id: base, on: order_paid, points: 1 per 1 EUR}
offers:
  - id: noel
    name: {fr: Noël, en: Christmas}
    from: 2026-11-20
    give: 20 %
)";

class Prices : public ::testing::Test {
  protected:
    TestApi api{true, kSale};

    TestResponse tell(int minor, const std::string& at, const std::string& more = "",
                      const std::string& headers = "") {
        return api.ask("POST", "/v1/prices",
                       R"({"sku": "SAV", "currency": "EUR", "at": ")" + at + R"(", )" + more +
                           R"("price_minor": )" + std::to_string(minor) + "}",
                       headers);
    }
    TestResponse cart() {
        return api.ask("POST", "/v1/carts/evaluate",
                       R"({"currency": "EUR", "lines": [{"sku": "SAV", "quantity": 2, "unit_price_minor": 1000},
                           {"sku": "OTHER", "quantity": 1, "unit_price_minor": 1000}]})",
                       "Accept-Language: en\r\n");
    }
};

TEST_F(Prices, a_reduced_line_is_told_its_reference_and_one_without_prices_is_not) {
    EXPECT_EQ(at(cart().body, "lines/0/reference_price_minor"), "");
    ASSERT_EQ(tell(1000, "2026-09-01T08:00:00Z").status, 200);
    ASSERT_EQ(tell(900, "2026-11-01T08:00:00Z").status, 200);
    ASSERT_EQ(tell(1000, "2026-11-05T08:00:00Z").status, 200);
    const auto quoted = cart();
    ASSERT_EQ(quoted.status, 200) << quoted.body;
    EXPECT_EQ(at(quoted.body, "lines/0/discount_minor"), "400");
    EXPECT_EQ(at(quoted.body, "lines/0/reference_price_minor"), "900") << quoted.body;
    EXPECT_EQ(at(quoted.body, "lines/0/reference_sentence"),
              "The lowest price of the 30 days before the reduction of 20 November 2026: 9.00 EUR.");
    EXPECT_EQ(at(quoted.body, "lines/1/reference_price_minor"), "");
}

TEST_F(Prices, a_reduction_that_is_none_is_not_announced) {
    tell(1000, "2026-09-01T08:00:00Z");
    tell(800, "2026-11-01T08:00:00Z");
    tell(1000, "2026-11-05T08:00:00Z");
    EXPECT_EQ(at(cart().body, "lines/0/reference_price_minor"), "");
}

TEST_F(Prices, prices_are_told_with_the_prior_price_of_now) {
    const auto first = tell(1000, "2026-09-01T08:00:00Z");
    EXPECT_EQ(at(first.body, "effects/0/type"), "price_recorded") << first.body;
    EXPECT_EQ(at(first.body, "effects/0/price_minor"), "1000");
    tell(800, "2026-11-10T08:00:00Z");
    const auto kept = api.ask("GET", "/v1/prices/SAV");
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(at(kept.body, "prices/1/price_minor"), "800");
    EXPECT_EQ(at(kept.body, "prior/reason"), "lowest");
    EXPECT_EQ(at(kept.body, "prior/price_minor"), "1000");
    EXPECT_EQ(at(kept.body, "prior/began"), "2026-11-10T08:00:00Z");
    const auto unknown = api.ask("GET", "/v1/prices/NONE");
    EXPECT_EQ(at(unknown.body, "prices"), "[]");
    EXPECT_EQ(at(unknown.body, "prior/reason"), "no_price");
}

TEST_F(Prices, the_same_again_a_trial_and_a_price_for_some_only_change_nothing) {
    tell(1000, "2026-11-01T08:00:00Z", "", "Idempotency-Key: p-1\r\n");
    EXPECT_EQ(tell(1000, "2026-11-01T08:00:00Z", "", "Idempotency-Key: p-1\r\n").header("idempotency-replayed"),
              "true");
    EXPECT_EQ(at(tell(1000, "2026-11-01T08:00:00Z").body, "repeated"), "true");
    EXPECT_EQ(at(tell(500, "2026-11-02T08:00:00Z", R"("public": false, )").body, "effects"), "[]");
    const auto tried =
        api.ask("POST", "/v1/prices?dry_run=true", R"({"sku": "SAV", "currency": "EUR", "price": "7.50"})");
    EXPECT_EQ(at(tried.body, "effects/0/price_minor"), "750") << tried.body;
    EXPECT_EQ(at(api.ask("GET", "/v1/prices/SAV").body, "prices/1/at"), "");
}

TEST_F(Prices, wrong_prices_are_refused_with_their_place) {
    const auto wrong = [&](const std::string& body, int status) {
        const auto response = api.ask("POST", "/v1/prices", body);
        EXPECT_EQ(response.status, status) << response.body;
        return at(response.body, "errors/0/pointer") + at(response.body, "reasons/0/pointer");
    };
    EXPECT_EQ(wrong(R"({"sku": "", "currency": "EUR", "price_minor": 1})", 400), "/sku");
    EXPECT_EQ(wrong(R"({"sku": "S", "currency": "EUR", "price_minor": -1})", 400), "/price_minor");
    EXPECT_EQ(wrong(R"({"sku": "S", "currency": "EUR", "price": "1.005"})", 400), "/price");
    EXPECT_EQ(wrong(R"({"sku": "S", "currency": "EUR"})", 400), "/price_minor");
    EXPECT_EQ(
        at(api.ask("POST", "/v1/prices", R"({"sku": "S", "currency": "USD", "price_minor": 1})").body, "code"),
        "currency_mismatch");
    EXPECT_EQ(at(tell(1, "2027-01-01T00:00:00Z").body, "code"), "in_the_future");
}

}  // namespace
}  // namespace habitue
