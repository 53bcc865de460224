#include <future>
#include <thread>

#include "http/routes/test_api.h"

namespace habitue {
namespace {

constexpr const char* kAdjust = "/v1/customers/anne/adjustments";
constexpr const char* kGift = R"({"points": 100, "reason": "late parcel", "actor": "julie"})";

std::string key(const std::string& text) { return "Idempotency-Key: " + text + "\r\n"; }

class Idempotency : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(api.ask("PUT", "/v1/customers/anne").status, 200); }
    std::string active() { return at(api.ask("GET", "/v1/customers/anne").body, "wallets/points/active"); }
    TestApi api;
};

TEST_F(Idempotency, a_repeat_gets_the_first_answer_and_credits_nothing) {
    const auto first = api.ask("POST", kAdjust, kGift, key("k-1"));
    const auto second = api.ask("POST", kAdjust, kGift, key("k-1"));
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.header("idempotency-replayed"), "");
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(second.header("idempotency-replayed"), "true");
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, without_a_key_the_same_request_counts_again) {
    api.ask("POST", kAdjust, kGift);
    api.ask("POST", kAdjust, kGift);
    EXPECT_EQ(active(), "200");
}

TEST_F(Idempotency, quotes_around_a_key_are_not_part_of_it) {
    api.ask("POST", kAdjust, kGift, key("\"k-1\""));
    EXPECT_EQ(api.ask("POST", kAdjust, kGift, key("k-1")).header("idempotency-replayed"), "true");
}

TEST_F(Idempotency, the_same_key_with_another_body_or_path_is_422) {
    api.ask("POST", kAdjust, kGift, key("k-1"));
    const auto other =
        api.ask("POST", kAdjust, R"({"points": 101, "reason": "late parcel", "actor": "julie"})", key("k-1"));
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(at(other.body, "code"), "idempotency_key_reused");
    EXPECT_EQ(api.ask("POST", "/v1/customers/anne/holds", R"({"points": 1})", key("k-1")).status, 422);
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, a_refusal_is_kept_like_any_answer) {
    const char* body = R"({"reward": "savon"})";
    const auto refused = api.ask("POST", "/v1/customers/anne/redemptions", body, key("k-2"));
    EXPECT_EQ(refused.status, 422);
    api.ask("POST", kAdjust, kGift);
    const auto again = api.ask("POST", "/v1/customers/anne/redemptions", body, key("k-2"));
    EXPECT_EQ(again.status, 422);
    EXPECT_EQ(again.body, refused.body);
    EXPECT_EQ(again.header("content-type"), "application/problem+json");
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, a_malformed_key_is_told_and_nothing_is_done) {
    for (const std::string& text : {std::string(256, 'x'), std::string("caf\xc3\xa9"), std::string("\"\"")}) {
        const auto response = api.ask("POST", kAdjust, kGift, key(text));
        EXPECT_EQ(response.status, 400) << text;
    }
    EXPECT_EQ(api.ask("POST", kAdjust, kGift, key(std::string(255, 'x'))).status, 200);
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, a_dry_run_keeps_no_key) {
    const auto tried = api.ask("POST", std::string(kAdjust) + "?dry_run=true", kGift, key("k-3"));
    EXPECT_EQ(at(tried.body, "dry_run"), "true");
    EXPECT_EQ(at(tried.body, "wallets/points/active"), "100");
    EXPECT_EQ(active(), "0");
    EXPECT_EQ(api.ask("POST", kAdjust, kGift, key("k-3")).header("idempotency-replayed"), "");
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, many_at_once_with_one_key_credit_once) {
    constexpr int kClients = 32;
    std::vector<std::future<TestResponse>> all;
    for (int i = 0; i < kClients; ++i)
        all.push_back(std::async(std::launch::async, [&] { return api.ask("POST", kAdjust, kGift, key("k-4")); }));
    int credited = 0;
    for (auto& one : all) {
        const TestResponse response = one.get();
        if (response.status == 409) {
            EXPECT_EQ(at(response.body, "code"), "idempotency_key_in_use");
            EXPECT_EQ(response.header("retry-after"), "1");
            continue;
        }
        EXPECT_EQ(response.status, 200);
        if (response.header("idempotency-replayed").empty()) ++credited;
    }
    EXPECT_EQ(credited, 1);
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, the_first_request_still_running_is_409_with_retry_after) {
    std::promise<void> held, go;
    service::Submission blocker;  // keeps the decider busy, so that what follows waits in its queue
    blocker.key = service::Key{service::key_of("blocker"), {}};  // such an answer the decider renders itself
    blocker.command.body = loyalty::PutCustomer{"blocker", {}, {}, {}};
    blocker.render = [&](const service::Told&) {
        held.set_value();
        go.get_future().wait();
        return service::Answer{};
    };
    blocker.done = [](const Result<service::Answer>&) {};
    api.workspace().decider->submit(std::move(blocker));
    held.get_future().wait();
    auto first = std::async(std::launch::async, [&] { return api.ask("POST", kAdjust, kGift, key("k-5")); });
    while (api.workspace().decider->counts().queued == 0) std::this_thread::yield();
    const auto second = api.ask("POST", kAdjust, kGift, key("k-5"));
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(at(second.body, "code"), "idempotency_key_in_use");
    EXPECT_EQ(second.header("retry-after"), "1");
    go.set_value();
    EXPECT_EQ(first.get().status, 200);
    EXPECT_EQ(api.ask("POST", kAdjust, kGift, key("k-5")).header("idempotency-replayed"), "true");
    EXPECT_EQ(active(), "100");
}

TEST_F(Idempotency, an_activity_counts_once_by_its_own_id) {
    const char* review = R"({"customer": "anne", "id": "r-1", "type": "review"})";
    EXPECT_EQ(api.ask("POST", "/v1/activities", review).status, 200);
    api.set_now("2026-11-23T09:30:00Z");
    const auto again = api.ask("POST", "/v1/activities", review, key("whatever"));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(active(), "20");
    const auto other = api.ask("POST", "/v1/activities", R"({"customer": "anne", "id": "r-1", "type": "visit"})");
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(at(other.body, "code"), "idempotency_key_reused");
    api.ask("POST", "/v1/activities", R"({"customer": "anne", "id": "r-2", "type": "review"})");
    EXPECT_EQ(active(), "40");
}

TEST_F(Idempotency, a_key_is_made_once_and_a_repeat_does_not_tell_it_again) {
    const char* body = R"({"name": "till", "kind": "secret"})";
    const auto first = api.ask("POST", "/v1/api-keys", body, key("k-6"));
    const auto second = api.ask("POST", "/v1/api-keys", body, key("k-6"));
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.header("idempotency-replayed"), "true");
    EXPECT_EQ(at(second.body, "id"), at(first.body, "id"));
    EXPECT_NE(at(first.body, "key"), "");
    EXPECT_EQ(at(second.body, "key"), "");
    EXPECT_EQ(api.ask("POST", "/v1/api-keys", R"({"name": "other", "kind": "secret"})", key("k-6")).status, 422);
}

}  // namespace
}  // namespace habitue
