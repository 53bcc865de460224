#include "http/routes/test_api.h"

namespace habitue {
namespace {

std::string order_of(const std::string& customer, const char* at_text, int euros) {
    return R"({"customer": ")" + customer + R"(", "currency": "EUR", "placed_at": ")" + at_text +
           R"(", "paid_at": ")" + at_text + R"(", "lines": [{"quantity": 1, "unit_price_minor": )" +
           std::to_string(euros * 100) + "}]}";
}

TEST(CustomerRoutes, all_are_listed_page_by_page_in_the_order_of_ids_and_each_once) {
    TestApi api;
    for (int i = 0; i < 7; ++i) ASSERT_EQ(api.ask("PUT", "/v1/customers/c" + std::to_string(i)).status, 200);
    // events of an order that is not known are kept beside the customers and are none
    ASSERT_EQ(api.ask("POST", "/v1/orders/unknown/paid").status, 200);
    std::set<std::string> seen;
    std::string before, cursor;
    int pages = 0;
    do {
        const auto page = api.ask("GET", "/v1/customers?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
        ASSERT_EQ(page.status, 200);
        for (int i = 0; at(page.body, "customers/" + std::to_string(i)) != ""; ++i) {
            const std::string id = at(page.body, "customers/" + std::to_string(i) + "/id");
            EXPECT_LT(before, id);
            before = id;
            seen.insert(at(page.body, "customers/" + std::to_string(i) + "/external_id"));
        }
        cursor = at(page.body, "next_cursor");
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen.size(), 7u);
}

TEST(CustomerRoutes, attributes_are_set_kept_and_removed) {
    TestApi api;
    api.ask("PUT", "/v1/customers/anne", R"({"attributes": {"city": "Apt", "visits": 3, "pro": true}})");
    const auto changed =
        api.ask("PUT", "/v1/customers/anne", R"({"attributes": {"visits": 4}, "removed": ["pro"]})");
    EXPECT_EQ(changed.status, 200);
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/anne").body, "attributes"), R"({"city":"Apt","visits":4})");
    EXPECT_EQ(at(api.ask("PUT", "/v1/customers/anne").body, "repeated"), "true");
}

TEST(CustomerRoutes, ours_is_another_name_of_the_same_customer) {
    TestApi api;
    const std::string ours = at(api.ask("PUT", "/v1/customers/anne").body, "customer/id");
    const char* gift = R"({"points": 5, "reason": "r", "actor": "a"})";
    EXPECT_EQ(api.ask("POST", "/v1/customers/" + ours + "/adjustments", gift).status, 200);
    EXPECT_EQ(api.ask("PUT", "/v1/customers/" + ours, R"({"attributes": {"a": 1}})").status, 200);
    EXPECT_EQ(api.ask("PUT", "/v1/orders/A", order_of(ours, "2026-11-20T10:00:00Z", 10)).status, 200);
    const auto anne = api.ask("GET", "/v1/customers/anne");
    EXPECT_EQ(at(anne.body, "id"), ours);
    EXPECT_EQ(at(anne.body, "wallets/points/active"), "15");
    EXPECT_EQ(at(anne.body, "external_ids"), R"(["anne"])");
    EXPECT_EQ(api.ask("PUT", "/v1/customers/cus_0000000000000").status, 404);
}

TEST(CustomerRoutes, a_merge_leads_the_shops_id_to_the_survivor_and_can_be_undone) {
    TestApi api;
    api.ask("PUT", "/v1/orders/A", order_of("anne", "2026-11-20T10:00:00Z", 10));
    api.ask("PUT", "/v1/orders/B", order_of("ann", "2026-11-20T11:00:00Z", 7));
    const std::string ended = at(api.ask("GET", "/v1/customers/ann").body, "id");
    const auto merged =
        api.ask("POST", "/v1/customers/ann/merge", R"({"into": "anne", "reason": "same", "actor": "julie"})");
    ASSERT_EQ(merged.status, 200) << merged.body;
    const auto through = api.ask("GET", "/v1/customers/ann");
    EXPECT_EQ(at(through.body, "external_id"), "anne");
    EXPECT_EQ(at(through.body, "wallets/points/active"), "17");
    EXPECT_NE(at(api.ask("GET", "/v1/customers/" + ended).body, "merged_into"), "");
    const auto undone =
        api.ask("POST", "/v1/customers/" + ended + "/merge/undo", R"({"reason": "not same", "actor": "julie"})");
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/ann").body, "wallets/points/active"), "7");
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/anne").body, "wallets/points/active"), "10");
}

class Entries : public ::testing::Test {
  protected:
    void SetUp() override {
        for (int i = 1; i <= 9; ++i) {
            const std::string day = "2026-11-0" + std::to_string(i) + "T10:00:00Z";
            ASSERT_EQ(api.ask("PUT", "/v1/orders/O-" + std::to_string(i), order_of("anne", day.c_str(), i)).status,
                      200);
        }
    }
    TestApi api;
};

TEST_F(Entries, come_newest_first_page_by_page_each_once) {
    std::vector<std::string> ids;
    std::string cursor;
    do {
        const auto page =
            api.ask("GET", "/v1/customers/anne/entries?limit=4" + (cursor.empty() ? "" : "&cursor=" + cursor));
        ASSERT_EQ(page.status, 200) << page.body;
        for (int i = 0; at(page.body, "entries/" + std::to_string(i)) != ""; ++i)
            ids.push_back(at(page.body, "entries/" + std::to_string(i) + "/id"));
        cursor = at(page.body, "next_cursor");
        // what happens meanwhile does not disturb the pages behind
        if (ids.size() == 4)
            api.ask("POST", "/v1/customers/anne/adjustments", R"({"points": 5, "reason": "r", "actor": "a"})");
    } while (!cursor.empty());
    EXPECT_EQ(ids, (std::vector<std::string>{"9", "8", "7", "6", "5", "4", "3", "2", "1"}));
}

TEST_F(Entries, say_what_each_did_and_why) {
    const auto entries = api.ask("GET", "/v1/customers/anne/entries?limit=1");
    EXPECT_EQ(at(entries.body, "entries/0/type"), "points_earned");
    EXPECT_EQ(at(entries.body, "entries/0/change/active"), "9");
    EXPECT_EQ(at(entries.body, "entries/0/rule"), "base");
    EXPECT_EQ(at(entries.body, "entries/0/order"), "O-9");
    EXPECT_EQ(at(entries.body, "entries/0/lines/0/points"), "9");
    EXPECT_EQ(at(entries.body, "entries/0/command"), "put_order");
    EXPECT_EQ(at(entries.body, "entries/0/at"), "2026-11-09T10:00:00Z");
    EXPECT_EQ(at(entries.body, "entries/0/programme_version"), "1");
}

TEST_F(Entries, as_of_an_instant_are_those_that_were_there_with_the_balances_of_then) {
    const auto then = api.ask("GET", "/v1/customers/anne/entries?as_of=2026-11-03T12:00:00Z");
    EXPECT_EQ(at(then.body, "wallets/points/active"), "6");
    EXPECT_EQ(at(then.body, "entries/0/id"), "3");
    EXPECT_EQ(at(then.body, "entries/3"), "");
    const auto wallets = api.ask("GET", "/v1/customers/anne/wallets?as_of=2026-11-03T12:00:00Z");
    EXPECT_EQ(at(wallets.body, "wallets/0/active"), "6");
    EXPECT_EQ(at(wallets.body, "wallets/0/totals/earned"), "6");
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne/entries?as_of=2026-10-01T00:00:00Z").status, 404);
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne/entries?as_of=2030-01-01T00:00:00Z").status, 400);
}

TEST_F(Entries, as_of_now_is_what_is_told_without_it) {
    api.ask("POST", "/v1/customers/anne/holds", R"({"points": 20, "ends_at": "2026-11-22T00:00:00Z"})");
    api.ask("POST", "/v1/orders/O-9/cancelled");
    const auto now = api.ask("GET", "/v1/customers/anne/wallets");
    const auto told = api.ask("GET", "/v1/customers/anne/wallets?as_of=2026-11-21T09:30:00Z");
    EXPECT_EQ(told.body, now.body);
}

TEST_F(Entries, as_of_after_the_last_record_includes_what_the_clock_brought) {
    // the points of November 2026 expire at the end of November 2027
    api.set_now("2027-12-02T00:00:00Z");
    const auto before = api.ask("GET", "/v1/customers/anne/wallets?as_of=2027-11-30T12:00:00Z");
    EXPECT_EQ(at(before.body, "wallets/0/active"), "45");
    const auto after = api.ask("GET", "/v1/customers/anne/wallets?as_of=2027-12-01T12:00:00Z");
    EXPECT_EQ(at(after.body, "wallets/0/active"), "0");
    EXPECT_EQ(at(after.body, "wallets/0/totals/expired"), "45");
}

TEST_F(Entries, of_a_wallet_that_is_not_there_and_with_a_forged_cursor_are_refused) {
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne/entries?wallet=points").status, 200);
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne/entries?wallet=miles").status, 404);
    for (const char* cursor : {"x", "5", "0-n", "5-0", "5--", "-1-n", "99999999999-n", "5-999"})
        EXPECT_EQ(api.ask("GET", "/v1/customers/anne/entries?cursor=" + std::string(cursor)).status, 400) << cursor;
}

}  // namespace
}  // namespace habitue
