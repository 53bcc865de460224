// Wrong input: every row is answered with its place, and nothing is changed by it.
#include "http/routes/test_api.h"

namespace habitue {
namespace {

struct Wrong {
    const char* what;
    const char* body;
    const char* pointer;  // of the first error; "" when the whole body is meant
};

std::string order(const std::string& fields) {
    return R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-20T10:00:00Z", )" + fields + "}";
}
std::string line(const std::string& fields) { return order(R"("lines": [{)" + fields + "}]"); }

class WrongInput : public ::testing::Test {
  protected:
    uint64_t last_seq() { return api.workspace().store->last_seq(); }

    void expect_wrong(const std::string& body, const std::string& pointer) {
        const uint64_t before = last_seq();
        const auto response = api.ask("PUT", "/v1/orders/A-1", body);
        EXPECT_EQ(response.status, 400) << body << "\n" << response.body;
        const std::string told = at(response.body, "errors/0/pointer") + at(response.body, "reasons/0/pointer");
        EXPECT_EQ(told, pointer) << body << "\n" << response.body;
        EXPECT_EQ(last_seq(), before) << body;
        EXPECT_EQ(api.ask("GET", "/v1/orders/A-1").status, 404);
    }

    TestApi api;
};

TEST_F(WrongInput, what_is_not_a_json_object_is_told_so) {
    for (const char* body : {"", "[]", "\"x\"", "{", "{\"a\": }", "nul", "{\"a\": 1e999}", "{\"a\": \"\x01\"}",
                             "{\"a\": \"\xff\xfe\"}", "{\"a\": 1} {}", "{\"a\": 99999999999999999999999999}"})
        expect_wrong(body, "");
}

TEST_F(WrongInput, wrong_types_numbers_and_texts_are_pointed_to) {
    const std::pair<std::string, const char*> rows[] = {
        {order(R"("lines": {})"), "/lines"},
        {order(R"("lines": [])"), "/lines"},
        {order(R"("lines": [1])"), "/lines/0"},
        {order(R"("delivery_minor": 1)"), "/lines"},
        {line(R"("quantity": "2", "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 1.5, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 0, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": -1, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 1000001, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 9223372036854775807, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 18446744073709551615, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": null, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 1)"), "/lines/0/unit_price_minor"},
        {line(R"("quantity": 1, "unit_price_minor": 1, "unit_price": "1")"), "/lines/0/unit_price"},
        {line(R"("quantity": 1, "unit_price": 12.5)"), "/lines/0/unit_price"},
        {line(R"("quantity": 1, "unit_price": "12,5")"), "/lines/0/unit_price"},
        {line(R"("quantity": 1, "unit_price": "1.0000001")"), "/lines/0/unit_price"},
        {line(R"("quantity": 1, "unit_price": "1e3")"), "/lines/0/unit_price"},
        {line(R"("quantity": 1, "unit_price_minor": 12.5)"), "/lines/0/unit_price_minor"},
        {line(R"("quantity": 1, "unit_price_minor": 100000000001)"), "/lines/0/unit_price_minor"},
        {line(R"("quantity": 1000000, "unit_price_minor": 100000000000)"), "/lines/0/unit_price_minor"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "discount_minor": -1)"), "/lines/0/discount_minor"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "tax_minor": -1)"), "/lines/0/tax_minor"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "gift_card": "yes")"), "/lines/0/gift_card"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "colour": "blue")"), "/lines/0/colour"},
        {line(R"("quantity": 1, "quantity": 2, "unit_price_minor": 100)"), "/lines/0/quantity"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "attributes": {"a": [1]})"), "/lines/0/attributes/a/0"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "attributes": {"a": 1.5})"), "/lines/0/attributes/a"},
        {line(R"("quantity": 1, "unit_price_minor": 100, "sku": "a\u0000b")"), "/lines/0/sku"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "delivery_minor": -5)"), "/delivery_minor"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "balance": 5)"), "/balance"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "kind": "gift")"), "/kind"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "paid_at": "yesterday")"), "/paid_at"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "paid_at": "2026-02-30T00:00:00Z")"),
         "/paid_at"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "paid_at": "1812-01-01T00:00:00Z")"),
         "/paid_at"},
        {order(R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "paid_at": "2426-01-01T00:00:00Z")"),
         "/paid_at"},
        {order(
             R"("lines": [{"quantity": 1, "unit_price_minor": 1}], "pay_with_points": [{"wallet": "points", "points": 0}])"),
         "/pay_with_points/0/points"},
        {R"({"currency": "EURO", "lines": [{"quantity": 1, "unit_price_minor": 1}]})", "/currency"},
        {R"({"currency": "XXZ", "lines": [{"quantity": 1, "unit_price_minor": 1}]})", "/currency"},
        {R"({"customer": "", "currency": "EUR", "lines": [{"quantity": 1, "unit_price_minor": 1}]})", "/customer"},
        {R"({"customer": 7, "currency": "EUR", "lines": [{"quantity": 1, "unit_price_minor": 1}]})", "/customer"},
    };
    for (const auto& [body, pointer] : rows) expect_wrong(body, pointer);
}

TEST_F(WrongInput, another_currency_is_refused_by_the_domain) {
    const uint64_t before = last_seq();
    const auto response = api.ask("PUT", "/v1/orders/A-1",
                                  R"({"customer": "anne", "currency": "GBP",
                                      "lines": [{"quantity": 1, "unit_price_minor": 100}]})",
                                  "Accept-Language: en\r\n");
    EXPECT_EQ(response.status, 422) << response.body;
    EXPECT_EQ(at(response.body, "code"), "currency_mismatch");
    EXPECT_EQ(at(response.body, "reasons/0/pointer"), "/currency");
    EXPECT_EQ(at(response.body, "reasons/0/message"), "The currency is not the programme’s.");
    EXPECT_EQ(last_seq(), before);
}

TEST_F(WrongInput, a_moment_that_has_not_come_is_refused_and_may_be_told_later) {
    const auto response = api.ask(
        "PUT", "/v1/orders/A-1",
        line(R"("quantity": 1, "unit_price_minor": 100)").insert(1, R"("paid_at": "2027-01-01T00:00:00Z", )"));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(at(response.body, "code"), "in_the_future");
    EXPECT_EQ(at(response.body, "reasons/0/retry"), "later");
}

TEST_F(WrongInput, two_thousand_lines_are_taken_and_no_more) {
    const auto lines = [](int count) {
        std::string all = R"("lines": [)";
        for (int i = 0; i < count; ++i)
            all += std::string(i ? "," : "") + R"({"quantity": 1, "unit_price_minor": 100})";
        return order(all + "]");
    };
    expect_wrong(lines(2001), "/lines");
    EXPECT_EQ(api.ask("PUT", "/v1/orders/A-1", lines(2000)).status, 200);
}

TEST_F(WrongInput, a_body_beyond_a_mebibyte_is_413) {
    const auto response = api.ask("PUT", "/v1/orders/A-1", std::string((1 << 20) + 1, ' '));
    EXPECT_EQ(response.status, 413);
}

TEST_F(WrongInput, an_id_in_the_path_is_printable_and_not_too_long) {
    const std::string body = line(R"("quantity": 1, "unit_price_minor": 100)");
    EXPECT_EQ(api.ask("PUT", "/v1/orders/%01cart", body).status, 400);
    EXPECT_EQ(api.ask("PUT", "/v1/orders/" + std::string(129, 'x'), body).status, 400);
    EXPECT_EQ(api.ask("PUT", "/v1/orders/%ff", body).status, 400);
    EXPECT_EQ(api.ask("PUT", "/v1/customers/" + std::string(257, 'x')).status, 400);
    EXPECT_EQ(last_seq(), 0u);
    EXPECT_EQ(api.ask("PUT", "/v1/orders/caf%C3%A9%2F7", body).status, 200);
    EXPECT_EQ(at(api.ask("GET", "/v1/orders/caf%C3%A9%2F7").body, "id"), "café/7");
}

TEST_F(WrongInput, a_misspelt_parameter_of_the_query_does_not_pass) {
    EXPECT_EQ(api.ask("POST", "/v1/customers/anne/adjustments?dryrun=true",
                      R"({"points": 5, "reason": "r", "actor": "a"})")
                  .status,
              400);
    EXPECT_EQ(api.ask("GET", "/v1/customers?limit=0").status, 400);
    EXPECT_EQ(api.ask("GET", "/v1/customers?limit=201").status, 400);
    EXPECT_EQ(api.ask("GET", "/v1/customers?cursor=abc").status, 400);
    EXPECT_EQ(last_seq(), 0u);
}

TEST_F(WrongInput, the_other_routes_point_as_well) {
    ASSERT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200);
    const uint64_t before = last_seq();
    const std::tuple<const char*, const char*, int> rows[] = {
        {"/v1/customers/anne/holds", R"({"points": -5})", 400},
        {"/v1/customers/anne/holds", R"({"points": 5, "ends_at": "2020-01-01T00:00:00Z"})", 400},
        {"/v1/customers/anne/holds", R"({"points": 5, "wallet": "miles"})", 404},
        {"/v1/customers/anne/holds/0/capture", "", 404},
        {"/v1/customers/anne/holds/x/release", "", 404},
        {"/v1/customers/anne/holds/1/release", R"({"points": 1})", 400},
        {"/v1/customers/anne/adjustments", R"({"points": 0, "reason": "r", "actor": "a"})", 400},
        {"/v1/customers/anne/adjustments", R"({"points": 1000000000001, "reason": "r", "actor": "a"})", 400},
        {"/v1/customers/anne/adjustments", R"({"points": 5, "actor": "a"})", 400},
        {"/v1/customers/anne/adjustments", R"({"points": 5, "reason": "   ", "actor": "a"})", 400},
        {"/v1/customers/nobody/adjustments", R"({"points": 5, "reason": "r", "actor": "a"})", 404},
        {"/v1/customers/anne/transfers", R"({"to": "anne", "points": 1})", 422},
        {"/v1/customers/anne/transfers", R"({"to": "nobody", "points": 1})", 404},
        {"/v1/customers/anne/redemptions", R"({"reward": "yacht"})", 404},
        {"/v1/customers/anne/redemptions", R"({"reward": "savon", "quantity": 0})", 400},
        {"/v1/customers/anne/redemptions/4294967296/refund", "", 404},
        {"/v1/customers/anne/merge", R"({"into": "anne", "reason": "r", "actor": "a"})", 422},
        {"/v1/customers/anne/merge/undo", R"({"reason": "r", "actor": "a"})", 404},
        {"/v1/activities", R"({"customer": "anne", "type": "review"})", 400},
        {"/v1/activities", R"({"customer": "cus_0000000000000", "id": "1", "type": "review"})", 404},
        {"/v1/orders/A-9/refunds", R"({"id": "R", "lines": []})", 400},
        {"/v1/orders/A-9/paid", R"({"at": 7})", 400},
    };
    for (const auto& [path, body, status] : rows) {
        const auto response = api.ask("POST", path, body);
        EXPECT_EQ(response.status, status) << path << " " << body << "\n" << response.body;
        EXPECT_NE(at(response.body, "code"), "");
    }
    EXPECT_EQ(last_seq(), before);
}

}  // namespace
}  // namespace habitue
