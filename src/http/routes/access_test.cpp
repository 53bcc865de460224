// Who may ask what.
#include "http/routes/test_api.h"

namespace habitue {
namespace {

class Access : public ::testing::Test {
  protected:
    std::string make(const char* kind) {
        const auto made =
            api.ask("POST", "/v1/api-keys", R"({"name": "k", "kind": ")" + std::string(kind) + R"("})");
        EXPECT_EQ(made.status, 201);
        return at(made.body, "key");
    }
    TestApi api;
};

constexpr const char* kGift = R"({"points": 5, "reason": "r", "actor": "a"})";
constexpr const char* kCart = R"({"currency": "EUR", "lines": [{"quantity": 1, "unit_price_minor": 1000}]})";
constexpr const char* kAnnesCart =
    R"({"customer": "anne", "currency": "EUR", "lines": [{"quantity": 1, "unit_price_minor": 1000}]})";

TEST_F(Access, without_a_key_only_health_the_description_and_the_first_page_answer) {
    const std::string none;
    for (const auto& route : api.api().routes().listed()) {
        std::string path = route.pattern;
        for (size_t open; (open = path.find('{')) != std::string::npos;)
            path.replace(open, path.find('}') - open + 1, "1");
        const auto response = api.ask(route.method, path, "", "", &none);
        const bool open = route.pattern == "/healthz" || route.pattern == "/readyz" || route.pattern == "/" ||
                          route.pattern == "/openapi.json" || route.pattern == "/metrics";
        EXPECT_EQ(response.status == 401 || response.status == 429, !open)
            << route.method << path << response.status;
    }
}

TEST_F(Access, a_read_only_key_reads_and_tries_but_changes_nothing) {
    const std::string reader = make("read_only");
    ASSERT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200);
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne", "", "", &reader).status, 200);
    EXPECT_EQ(api.ask("POST", "/v1/customers/anne/adjustments?dry_run=true", kGift, "", &reader).status, 200);
    EXPECT_EQ(api.ask("POST", "/v1/programmes/check", kTestProgramme, "", &reader).status, 200);
    EXPECT_EQ(api.ask("POST", "/v1/carts/evaluate", kAnnesCart, "", &reader).status, 200);
    for (const auto& [method, path] : {std::pair("POST", "/v1/customers/anne/adjustments"),
                                       std::pair("POST", "/v1/customers/anne/adjustments?dry_run=false"),
                                       std::pair("POST", "/v1/customers/anne/adjustments?x=dry_run=true"),
                                       std::pair("PUT", "/v1/customers/anne"), std::pair("POST", "/v1/programmes"),
                                       std::pair("GET", "/v1/api-keys"), std::pair("POST", "/v1/api-keys")}) {
        const auto response = api.ask(method, path, kGift, "", &reader);
        EXPECT_EQ(response.status, 403) << method << " " << path;
        EXPECT_EQ(at(response.body, "code"), "key_not_allowed");
    }
    EXPECT_EQ(at(api.ask("GET", "/v1/customers/anne").body, "wallets/points/active"), "0");
}

TEST_F(Access, a_publishable_key_sees_the_public_parts_and_carts_of_nobody) {
    const std::string page = make("publishable");
    const auto cart = api.ask("POST", "/v1/carts/evaluate", kCart, "", &page);
    EXPECT_EQ(cart.status, 200);
    EXPECT_EQ(at(cart.body, "earned/points"), "10");
    const auto programmes = api.ask("GET", "/v1/programmes", "", "", &page);
    EXPECT_EQ(programmes.status, 200);
    EXPECT_EQ(at(programmes.body, "current/name/fr"), "Le Cercle");
    EXPECT_EQ(at(programmes.body, "versions"), "");
    const auto named = api.ask("POST", "/v1/carts/evaluate", kAnnesCart, "", &page);
    EXPECT_EQ(named.status, 403);
    EXPECT_EQ(at(named.body, "code"), "customer_needs_a_secret_key");
    for (const char* path : {"/v1/customers", "/v1/customers/anne", "/v1/rewards", "/v1/programmes/1"})
        EXPECT_EQ(api.ask("GET", path, "", "", &page).status, 403) << path;
}

TEST_F(Access, a_revoked_key_is_a_stranger_at_once) {
    const auto made = api.ask("POST", "/v1/api-keys", R"({"name": "till", "kind": "secret"})");
    const std::string key = at(made.body, "key");
    EXPECT_EQ(api.ask("GET", "/v1/customers", "", "", &key).status, 200);
    EXPECT_EQ(api.ask("DELETE", "/v1/api-keys/" + at(made.body, "id")).status, 200);
    EXPECT_EQ(api.ask("GET", "/v1/customers", "", "", &key).status, 401);
    EXPECT_EQ(api.ask("DELETE", "/v1/api-keys/key_0000").status, 404);
    const auto listed = api.ask("GET", "/v1/api-keys");
    EXPECT_EQ(listed.body.find(key), std::string::npos);
    EXPECT_EQ(listed.body.find("hbt_"), std::string::npos);
}

TEST_F(Access, guessing_keys_is_slowed_down_and_the_right_key_still_works) {
    const std::string wrong = "hbt_sk_guess";
    int limited = 0;
    for (int i = 0; i < 30; ++i)
        if (api.ask("GET", "/v1/customers", "", "", &wrong).status == 429) ++limited;
    EXPECT_EQ(limited, 10);
    EXPECT_EQ(api.ask("GET", "/v1/customers").status, 200);
}

TEST_F(Access, the_figures_are_for_this_machine_or_for_a_key) {
    const std::string none;
    EXPECT_EQ(api.ask("GET", "/metrics", "", "", &none).status, 200);
    EXPECT_EQ(api.ask("GET", "/metrics", "", "X-Forwarded-For: 192.0.2.7\r\n", &none).status, 401);
    EXPECT_EQ(api.ask("GET", "/metrics", "", "X-Forwarded-For: 192.0.2.7\r\n").status, 200);
}

TEST_F(Access, the_figures_know_routes_by_pattern) {
    api.ask("PUT", "/v1/customers/anne");
    api.ask("GET", "/v1/customers/anne");
    api.ask("GET", "/v1/customers/nobody");
    const std::string text = api.ask("GET", "/metrics").body;
    const auto has = [&](const char* line) { return text.find(line) != std::string::npos; };
    EXPECT_TRUE(has(
        R"(habitue_http_request_duration_seconds_count{method="GET",route="/v1/customers/{id}",status="2xx"} 1)"));
    EXPECT_TRUE(has(
        R"(habitue_http_request_duration_seconds_count{method="GET",route="/v1/customers/{id}",status="4xx"} 1)"));
    EXPECT_TRUE(has("habitue_commands_total 1"));
    EXPECT_TRUE(has("habitue_http_connections_total"));
    EXPECT_FALSE(has("anne"));
}

TEST_F(Access, a_request_is_one_line_in_the_log_without_its_path_or_key) {
    std::mutex mutex;
    std::vector<std::string> lines;
    set_log_sink([&](std::string_view line) {
        const std::lock_guard lock(mutex);
        lines.emplace_back(line);
    });
    api.ask("GET", "/v1/customers/anne", "", "X-Request-Id: mine-1\r\n");
    set_log_sink([](std::string_view) {});
    const std::lock_guard lock(mutex);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(at(lines[0], "request_id"), "mine-1");
    EXPECT_EQ(at(lines[0], "route"), "/v1/customers/{id}");
    EXPECT_EQ(at(lines[0], "status"), "404");
    EXPECT_EQ(lines[0].find("anne"), std::string::npos);
    EXPECT_EQ(lines[0].find("hbt_"), std::string::npos);
}

TEST(WithoutProgramme, what_needs_one_says_so_and_publishing_helps) {
    TestApi api(false);
    EXPECT_EQ(api.ask("GET", "/readyz").status, 503);
    const auto refused = api.ask("PUT", "/v1/customers/anne");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(at(refused.body, "code"), "no_programme");
    EXPECT_EQ(api.ask("GET", "/v1/customers/anne").status, 409);
    EXPECT_EQ(api.ask("POST", "/v1/programmes", kTestProgramme).status, 201);
    EXPECT_EQ(api.ask("GET", "/readyz").status, 200);
    EXPECT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200);
}

}  // namespace
}  // namespace habitue
