// For tests: the API over a loopback socket, on a workspace in memory, with a clock that stands still until it is
// moved. The books are verified behind every test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "http/log.h"
#include "http/routes/api.h"
#include "http/routes/openapi_check.h"
#include "http/routes/route_table.h"
#include "http/test_client.h"
#include "service/documents.h"
#include "service/verify.h"
#include "service/workspace.h"

namespace habitue {

inline constexpr const char* kTestProgramme = R"(
habitue: 1
id: cercle
name: {fr: Le Cercle, en: The Circle}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points:
    name: {fr: [brin, brins], en: [sprig, sprigs]}
    worth: 5 EUR per 100
    expiry: {after: 12 months, at: end of month}
    pay: {minimum: 100, step: 100, maximum_share: 50 %}
    transfer: true
tiers:
  measure: spend
  window: rolling 12 months
  levels:
    - {id: bronze, name: {fr: Bronze, en: Bronze}, from: 0 EUR}
    - {id: or, name: {fr: Or, en: Gold}, from: 600 EUR, benefits: [{earn: x2}]}
earning:
  - {id: base, on: order_paid, points: 1 per 1 EUR}
  - {id: avis, on: activity("review"), points: 20}
rewards:
  - {id: savon, name: {fr: Savon, en: Soap}, cost: 50, value: 2.50 EUR, stock: 10}
  - {id: bon, name: {fr: Bon, en: Voucher}, cost: 100, minimum_order: 30 EUR}
  - {id: unique, name: {fr: Unique, en: Once}, cost: 10, limit: 1 per customer}
)";

// A checkout: offers that exclude each other, words, unique codes, a voucher that falls, a gift card with a PIN.
inline constexpr const char* kCheckoutProgramme = R"(
habitue: 1
id: caisse
name: {fr: La Caisse, en: The Till}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points: {name: {fr: [point, points], en: [point, points]}, worth: 1 EUR per 100, pay: {minimum: 100, step: 100}}
earning:
  - {id: base, on: order_paid, points: 1 per 1 EUR}
offers:
  - id: livraison
    name: {fr: Livraison offerte, en: Free delivery}
    minimum: 60 EUR
    give: free delivery
    nudge: within 15 EUR
  - id: bienvenue
    name: {fr: Bienvenue, en: Welcome}
    code: BIENVENUE10
    give: 10 %
    limit: 1 per customer
    group: promos
  - id: soldes
    name: {fr: Soldes, en: Sales}
    code: SOLDES
    give: 5 EUR
    group: promos
  - id: premier
    name: {fr: Premier arrivé, en: First come}
    code: PREMIER
    give: 1 EUR
    limit: 1 in total
  - id: ete
    name: {fr: Été, en: Summer}
    code: ETE
    give: 3 EUR
    budget: ete
  - id: unique
    name: {fr: Code unique, en: Unique code}
    codes: true
    give: 5 EUR
vouchers:
  - id: retour
    name: {fr: Retour rapide, en: Come back soon}
    issue: order_delivered
    valid: 60 days
    value: {at: delivered, steps: {0 days: 15 %, 7 days: 10 %, 30 days: 5 %, 60 days: none}}
    insert: true
  - id: geste
    name: {fr: Geste commercial, en: Goodwill}
    issue: by hand
    valid: 30 days
    give: 4 EUR
budgets:
  - {id: ete, name: {fr: Été, en: Summer}, limit: 100 EUR in total}
stacking: {groups: [{id: promos, at_most: 1}]}
gift_cards:
  - {id: carte, name: {fr: Carte cadeau, en: Gift card}, amount: {from: 10 EUR, to: 500 EUR}, validity: 12 months, pin: true}
)";

class TestApi {
  public:
    explicit TestApi(bool with_programme = true, const char* document = kTestProgramme) {
        set_log_sink([](std::string_view) {});
        service::DeciderOptions options;
        options.now = [this] { return Instant{now_.load()}; };
        auto opened = service::open_workspace("", options);
        EXPECT_TRUE(opened.ok()) << opened.fault().text();
        workspace_ = std::move(*opened);
        if (with_programme) {
            auto published = service::publish_document(*workspace_.decider, document);
            EXPECT_TRUE(published.ok()) << published.fault().text();
        }
        auto api = Api::create(workspace_);
        EXPECT_TRUE(api.ok());
        api_ = std::move(*api);
        secret = *api_->create_key(ApiKeyKind::secret, "test");
        ServerOptions server;
        server.listen = "127.0.0.1:0";
        auto started = Server::start(
            server, [this](Request&& request, Reply reply) { api_->handle(std::move(request), std::move(reply)); });
        EXPECT_TRUE(started.ok());
        server_ = std::move(*started);
        api_->count_server([this] { return server_->counts(); });
    }
    ~TestApi() {
        server_->drain();
        set_log_sink({});
        const auto verified = service::verify(*workspace_.store);
        EXPECT_TRUE(verified.ok() && !verified->difference)
            << (verified ? verified->difference.value_or("") : verified.fault().text());
    }

    uint16_t port() const { return server_->port(); }
    Api& api() { return *api_; }
    service::Workspace& workspace() { return workspace_; }
    Instant now() const { return {now_.load()}; }
    void set_now(const char* text) { now_ = parse_instant(text)->milliseconds; }

    TestResponse ask(TestClient& client, std::string_view method, std::string_view path, std::string_view body = "",
                     std::string_view more_headers = "", const std::string* key = nullptr) const {
        std::string text = std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: shop\r\n";
        const std::string& with = key ? *key : secret;
        if (!with.empty()) text += "Authorization: Bearer " + with + "\r\n";
        text += more_headers;
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
        client.send(text + std::string(body));
        TestResponse response = client.read_response();
        hold_against_description(method, path, response);
        return response;
    }
    TestResponse ask(std::string_view method, std::string_view path, std::string_view body = "",
                     std::string_view more_headers = "", const std::string* key = nullptr) const {
        TestClient client(port());
        return ask(client, method, path, body, more_headers, key);
    }

    std::string secret;
    // "get /v1/customers/{id}" of every answer that said yes.
    std::set<std::string> driven() const {
        const std::lock_guard lock(driven_mutex_);
        return driven_;
    }

  private:
    // Every answer of every test is the one that openapi.json describes.
    void hold_against_description(std::string_view method, std::string_view path,
                                  const TestResponse& response) const {
        const OpenApi& description = OpenApi::document();
        const std::string pattern = description.pattern_of(path.substr(0, path.find('?')));
        if (pattern.empty() || response.status == 405) return;
        std::string lower(method);
        for (char& c : lower) c = static_cast<char>(std::tolower(c));
        EXPECT_EQ(description.problem_with(lower, pattern, response.status, response.header("content-type"),
                                           response.body),
                  "")
            << method << " " << path << " answered " << response.status << " " << response.body;
        if (response.status >= 300) return;
        const std::lock_guard lock(driven_mutex_);
        driven_.insert(lower + " " + pattern);
    }

    mutable std::mutex driven_mutex_;
    mutable std::set<std::string> driven_;
    std::atomic<int64_t> now_{parse_instant("2026-11-21T09:30:00Z")->milliseconds};
    service::Workspace workspace_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Server> server_;
};

// The value at a path such as "wallets/points/active" of a JSON text, as it is written; "" when there is none.
inline std::string at(std::string_view json, std::string_view path) {
    auto node = service::read_json(json);
    if (!node) return "not JSON: " + std::string(json);
    const Node* found = &*node;
    while (found && !path.empty()) {
        const size_t slash = path.find('/');
        const std::string_view step = path.substr(0, slash);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        if (found->is_list()) {
            const auto place = static_cast<size_t>(std::atoi(std::string(step).c_str()));
            found = place < found->elements.size() ? &found->elements[place] : nullptr;
        } else {
            found = found->find(step);
        }
    }
    if (!found) return "";
    return found->is_map() || found->is_list() ? to_json(*found) : found->scalar;
}

}  // namespace habitue
