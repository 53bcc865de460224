// Drives every route once and holds each answer against openapi.json (test_api.h does so for every answer of every
// test).
#include <map>

#include "http/routes/test_api.h"

namespace habitue {
namespace {

std::set<std::string> described() {
    std::set<std::string> all;
    for (const auto& operation : OpenApi::document().operations())
        all.insert(operation.method + " " + operation.pattern);
    return all;
}

std::string paid_order(const std::string& customer, int euros) {
    return R"({"customer": ")" + customer + R"(", "currency": "EUR", "placed_at": "2026-11-20T10:00:00Z",
        "paid_at": "2026-11-20T10:05:00Z", "channel": "web", "delivery_minor": 490, "attributes": {"gift": true},
        "lines": [{"id": "a", "sku": "S", "category": "soap", "quantity": 2, "unit_price_minor": )" +
           std::to_string(euros * 50) + R"(, "tax_minor": 10, "attributes": {"colour": "blue", "weight": 3}}]})";
}

TEST(OpenApi, describes_exactly_the_routes_that_there_are) {
    TestApi api;
    std::set<std::string> served;
    for (const auto& route : api.api().routes().listed()) {
        std::string method = route.method;
        for (char& c : method) c = static_cast<char>(std::tolower(c));
        served.insert(method + " " + route.pattern);
    }
    EXPECT_EQ(served, described());
}

TEST(OpenApi, every_reference_leads_somewhere_and_every_operation_has_its_own_id) {
    const OpenApi& description = OpenApi::document();
    std::set<std::string> ids;
    const auto visit = [&](const Node& node, const auto& again) -> void {
        if (const Node* reference = node.find("$ref")) {
            EXPECT_NE(&description.resolve(node), nullptr) << reference->scalar;
        }
        if (const Node* id = node.find("operationId")) {
            EXPECT_TRUE(ids.insert(id->scalar).second) << id->scalar;
        }
        for (const Node& element : node.elements) again(element, again);
    };
    visit(description.root(), visit);
    EXPECT_EQ(ids.size(), description.operations().size());
}

TEST(OpenApi, every_example_of_a_request_is_one) {
    const OpenApi& description = OpenApi::document();
    const auto visit = [&](const Node& node, const auto& again) -> void {
        const Node* examples = node.find("examples");
        if (examples && examples->is_list() && node.find("type")) {
            for (const Node& example : examples->elements) EXPECT_EQ(description.check(example, node, ""), "");
        }
        for (const Node& element : node.elements) again(element, again);
    };
    visit(description.root(), visit);
}

TEST(OpenApi, an_answer_that_is_not_described_is_noticed) {
    const OpenApi& description = OpenApi::document();
    const auto wrong = [&](const char* body, int status = 200, const char* type = "application/json") {
        return description.problem_with("get", "/v1/customers/{id}/tier", status, type, body);
    };
    const std::string customer = R"("customer":{"id":"cus_1"})";
    EXPECT_EQ(wrong(("{" + customer + "}").c_str()), "");
    EXPECT_EQ(wrong("{}"), " lacks customer");
    EXPECT_EQ(wrong(("{" + customer + R"(,"colour":1})").c_str()), "/colour is not described");
    EXPECT_NE(wrong(R"({"customer":{"id":7}})"), "");
    EXPECT_NE(wrong(("{" + customer + R"(,"tier":{"measures":"visits","measure":1,"to_stay":0}})").c_str()), "");
    EXPECT_NE(wrong(("{" + customer + R"(,"tier":{"measures":"spend","measure":1.5,"to_stay":0}})").c_str()), "");
    EXPECT_NE(wrong(("{" + customer + "}").c_str(), 200, "text/html"), "");
    EXPECT_NE(wrong(("{" + customer + "}").c_str(), 404), "");
}

// The routes of codes, gift cards, vouchers and inserts.
std::set<std::string> drive_checkout() {
    TestApi api{true, kCheckoutProgramme};
    const auto done = [&](std::string_view method, std::string_view path, std::string_view body = "",
                          int status = 200, std::string_view headers = "") {
        const auto response = api.ask(method, path, body, headers);
        EXPECT_EQ(response.status, status) << method << " " << path << " " << response.body;
        return response;
    };
    const std::string why = R"({"reason": "r", "actor": "a"})";
    const auto code = done("POST", "/v1/codes", R"({"offer": "unique"})");
    done("GET", "/v1/codes/" + at(code.body, "code"));
    done("GET", "/v1/codes/BIENVENUE10");
    done("POST", "/v1/codes/" + at(code.body, "code") + "/void", why);
    const auto batch = done("POST", "/v1/code-batches", R"({"offer": "unique", "count": 3})", 202);
    const std::string path = "/v1/code-batches/" + at(batch.body, "id");
    done("GET", path);
    done("GET", "/v1/code-batches");
    done("GET", path + "/codes", "", 200, "Export-Key: " + at(batch.body, "export_key") + "\r\n");
    done("POST", "/v1/code-batches/partner/import", R"({"offer": "unique", "codes": ["AVION-001"]})");
    const auto card =
        done("POST", "/v1/gift-cards", R"({"kind": "carte", "amount_minor": 2000, "reason": "r", "actor": "a"})");
    const std::string card_path = "/v1/gift-cards/" + at(card.body, "issued/id");
    done("POST", "/v1/gift-cards/balance",
         R"({"code": ")" + at(card.body, "code") + R"(", "pin": ")" + at(card.body, "pin") + R"("})");
    done("GET", card_path);
    for (const char* change : {"/freeze", "/unfreeze", "/void"}) done("POST", card_path + change, why);
    done("PUT", "/v1/customers/anne");
    done("POST", "/v1/customers/anne/vouchers", R"({"offer": "geste", "reason": "r", "actor": "a"})");
    done("GET", "/v1/customers/anne/vouchers");
    done("PUT", "/v1/orders/A-1", R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-20T10:00:00Z",
        "delivery_minor": 490, "codes": ["BIENVENUE10"],
        "lines": [{"quantity": 1, "unit_price_minor": 9000, "unit_cost_minor": 4000, "merchant": "m"}]})");
    done("POST", "/v1/orders/A-1/delivered");
    done("GET", "/v1/inserts");
    done("GET", "/v1/inserts/A-1/sheet.pdf");
    done("POST", "/v1/inserts/A-1/printed");
    done("POST", "/v1/inserts/A-1/void", why);
    done("POST", "/v1/carts/evaluate?lock=15m", R"({"currency": "EUR", "order": "A-2", "customer": "anne",
        "lines": [{"quantity": 1, "unit_price_minor": 5500}]})");
    done("DELETE", "/v1/carts/A-2/lock");
    done("POST", "/v1/prices", R"({"sku": "SAV", "price_minor": 1250, "currency": "EUR"})");
    done("GET", "/v1/prices/SAV");
    return api.driven();
}

TEST(OpenApi, every_route_answers_what_it_describes) {
    TestApi api;
    const auto done = [&](std::string_view method, std::string_view path, std::string_view body = "",
                          int status = 200) {
        const auto response = api.ask(method, path, body);
        EXPECT_EQ(response.status, status) << method << " " << path << " " << response.body;
        return response;
    };
    done("PUT", "/v1/customers/anne", R"({"attributes": {"city": "Apt"}, "joined_at": "2026-01-02T00:00:00Z"})");
    done("PUT", "/v1/customers/marc");
    done("PUT", "/v1/orders/A-1", paid_order("anne", 700));
    done("GET", "/v1/orders/A-1");
    done("POST", "/v1/orders/A-1/delivered");
    done("POST", "/v1/orders/A-1/refunds", R"({"id": "R-1", "lines": [{"line": "a", "quantity": 1}]})");
    done("PUT", "/v1/orders/A-2", R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-20T11:00:00Z",
        "lines": [{"quantity": 3, "unit_price": "0.125", "discount": "0.0015"}],
        "pay_with_points": []})");
    done("POST", "/v1/orders/A-2/paid", R"({"at": "2026-11-20T11:01:00Z"})");
    done("POST", "/v1/orders/A-2/cancelled");
    done("POST", "/v1/orders/A-3/paid");  // waits
    done("GET", "/v1/orders/A-3");
    done("POST", "/v1/activities",
         R"({"customer": "anne", "id": "r-1", "type": "review", "attributes": {"stars": 5}})");
    done("POST", "/v1/customers/anne/holds", R"({"points": 100, "reference": "cart 1"})");
    done("GET", "/v1/customers/anne/wallets");
    done("POST", "/v1/customers/anne/holds/1/capture", R"({"points": 60})");
    done("POST", "/v1/customers/anne/holds", R"({"points": 10})");
    done("POST", "/v1/customers/anne/holds/2/release");
    done("POST", "/v1/customers/anne/adjustments", R"({"points": 300, "reason": "late", "actor": "julie"})");
    done("POST", "/v1/customers/anne/transfers", R"({"to": "marc", "points": 20, "reason": "gift"})");
    done("PUT", "/v1/orders/A-4", R"({"customer": "anne", "currency": "EUR", "placed_at": "2026-11-20T12:00:00Z",
        "paid_at": "2026-11-20T12:00:00Z", "lines": [{"quantity": 1, "unit_price_minor": 2000}],
        "pay_with_points": [{"wallet": "points", "points": 100}]})");
    done("POST", "/v1/customers/anne/redemptions", R"({"reward": "bon", "order_total_minor": 4000})");
    done("POST", "/v1/customers/anne/redemptions/1/refund");
    done("GET", "/v1/rewards");
    done("POST", "/v1/customers/marc/merge", R"({"into": "anne", "reason": "one person", "actor": "julie"})");
    done("GET", "/v1/customers/anne");
    done("POST", "/v1/customers/marc/merge/undo", R"({"reason": "two persons", "actor": "julie"})");
    done("GET", "/v1/customers/marc");
    done("GET", "/v1/customers");
    done("GET", "/v1/customers/anne/tier");
    done("GET", "/v1/customers/anne/entries");
    done("POST", "/v1/carts/evaluate",
         R"({"currency": "EUR", "lines": [{"quantity": 1, "unit_price_minor": 999}]})");
    done("GET", "/v1/programmes");
    done("GET", "/v1/programmes/1");
    done("GET", "/v1/programmes/schema");
    done("POST", "/v1/programmes/check", "habitue: 1\nid: x\n");
    std::string next = kTestProgramme;
    next.replace(next.find("cost: 50"), 8, "cost: 60");
    done("POST", "/v1/programmes?dry_run=true", next);
    done("POST", "/v1/programmes", next, 201);
    done("POST", "/v1/programmes", next);
    done("GET", "/v1/programmes/1/diff/current?language=en");
    const auto key = done("POST", "/v1/api-keys", R"({"name": "till", "kind": "read_only"})", 201);
    done("GET", "/v1/api-keys");
    done("DELETE", "/v1/api-keys/" + at(key.body, "id"));
    done("GET", "/healthz");
    done("GET", "/readyz");
    done("GET", "/metrics");
    done("GET", "/openapi.json");
    done("GET", "/");
    std::set<std::string> all = api.driven();
    all.merge(drive_checkout());
    EXPECT_EQ(all, described());
}

}  // namespace
}  // namespace habitue
