// The real program under load, killed without warning and started again, many times over one folder: what it
// acknowledged is there once, what it did not acknowledge can be said again, and the books are right.
//
// HABITUE_LONG=1 takes 200 rounds in place of 10; HABITUE_SEED=... repeats the choices of an earlier run.
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "whole/serving.h"

namespace habitue {
namespace {

constexpr size_t kClients = 8;
constexpr uint64_t kCustomers = 20;

enum class Kind { order, adjustment, redemption };

// One request, and what was answered before the kill.
struct Sent {
    Kind kind = Kind::order;
    uint64_t customer = 0;
    std::string id;  // of the order, or the idempotency key
    std::string method;
    std::string path;
    std::string body;
    int64_t points = 0;  // of an adjustment
    int status = 0;      // 0: not answered
    std::string answer;
};

std::string name_of_customer(uint64_t number) { return "crash-" + std::to_string(number); }

// What one customer must have, added up from the answers alone.
struct Expected {
    int64_t earned = 0;
    int64_t adjusted = 0;
    int64_t redeemed = 0;
    int64_t orders = 0;
};

TestResponse ask(TestClient& client, const std::string& key, const Sent& sent) {
    std::string text = sent.method + " " + sent.path + " HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer " + key;
    if (!sent.id.empty() && sent.kind != Kind::order) text += "\r\nIdempotency-Key: " + sent.id;
    text += "\r\nContent-Length: " + std::to_string(sent.body.size()) + "\r\n\r\n" + sent.body;
    client.send(text);
    return client.read_response();
}

TestResponse get(TestClient& client, const std::string& key, const std::string& path) {
    Sent question;
    question.method = "GET";
    question.path = path;
    return ask(client, key, question);
}

// The commands of one client, each decided by the dice.
class Shopper {
  public:
    Shopper(uint64_t seed, std::string prefix) : dice_(seed), prefix_(std::move(prefix)) {}

    Sent next() {
        Sent sent;
        sent.customer = below(kCustomers);
        sent.id = prefix_ + std::to_string(++number_);
        const uint64_t kind = below(20);
        if (kind < 12) return order(std::move(sent));
        return kind < 17 ? adjustment(std::move(sent)) : redemption(std::move(sent));
    }

  private:
    uint64_t below(uint64_t bound) { return dice_() % bound; }

    Sent order(Sent sent) {
        sent.kind = Kind::order;
        sent.method = "PUT";
        sent.path = "/v1/orders/" + sent.id;
        JsonWriter json(sent.body);
        json.object().field("customer", name_of_customer(sent.customer)).field("currency", "EUR");
        json.field("placed_at", "2026-01-20T10:00:00Z").field("paid_at", "2026-01-20T10:05:00Z");
        if (below(3) == 0) json.field("delivered_at", "2026-01-22T09:00:00Z");
        json.key("lines").array();
        for (uint64_t lines = 1 + below(3); lines > 0; --lines)
            json.object()
                .field("category", below(2) == 0 ? "wine" : "care")
                .field("quantity", 1 + below(3))
                .field("unit_price_minor", 100 + below(9'000))
                .end_object();
        json.end_array().end_object();
        return sent;
    }
    Sent adjustment(Sent sent) {
        sent.kind = Kind::adjustment;
        sent.method = "POST";
        sent.path = "/v1/customers/" + name_of_customer(sent.customer) + "/adjustments";
        sent.points = below(4) == 0 ? -static_cast<int64_t>(1 + below(20)) : static_cast<int64_t>(1 + below(200));
        JsonWriter(sent.body)
            .object()
            .field("points", sent.points)
            .field("reason", "goodwill")
            .field("actor", "desk")
            .end_object();
        return sent;
    }
    Sent redemption(Sent sent) {
        sent.kind = Kind::redemption;
        sent.method = "POST";
        sent.path = "/v1/customers/" + name_of_customer(sent.customer) + "/redemptions";
        sent.body = R"({"reward": "savon"})";
        return sent;
    }

    std::mt19937_64 dice_;
    std::string prefix_;
    uint64_t number_ = 0;
};

constexpr int64_t kPriceOfSoap = 150;

int64_t sum_of_grants(const Node& grants) {
    int64_t sum = 0;
    for (const Node& grant : grants.elements) sum += std::stoll(grant.find("points")->scalar);
    return sum;
}

class Crash : public ::testing::Test {
  protected:
    Crash() {
        folder_ = (std::filesystem::temp_directory_path() / "habitue_crash_XXXXXX").string();
        EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    }
    ~Crash() override {
        server_.reset();
        std::filesystem::remove_all(folder_);
    }

    void start_server() {
        server_ = std::make_unique<Serving>(folder_ + "/data");
        ASSERT_TRUE(server_->running());
        if (!server_->key.empty()) key_ = server_->key;
    }
    void publish() {
        std::ifstream file(std::string(HABITUE_SOURCE_DIR) + "/programmes/cercle-lavande.yaml");
        std::stringstream text;
        text << file.rdbuf();
        Sent programme;
        programme.method = "POST";
        programme.path = "/v1/programmes";
        programme.body = text.str();
        TestClient client(server_->port);
        const TestResponse answer = ask(client, key_, programme);
        ASSERT_EQ(answer.status, 201) << answer.body;
        for (uint64_t customer = 0; customer < kCustomers; ++customer) {
            Sent put;
            put.method = "PUT";
            put.path = "/v1/customers/" + name_of_customer(customer);
            put.body = R"({"joined_at": "2026-01-10T10:00:00Z"})";
            ASSERT_EQ(ask(client, key_, put).status, 200);
        }
    }

    // Everything that was sent until the kill; the last of each client may have no answer.
    std::vector<Sent> load_and_kill(uint64_t seed, const std::string& name) {
        std::mt19937_64 dice(seed);
        const std::chrono::milliseconds time(50 + dice() % 351);
        std::array<std::vector<Sent>, kClients> sent;
        std::array<std::unique_ptr<TestClient>, kClients> clients;
        for (auto& client : clients) client = std::make_unique<TestClient>(server_->port);
        std::vector<std::thread> threads;
        for (size_t i = 0; i < kClients; ++i)
            threads.emplace_back([&, i] {
                Shopper shopper(seed * kClients + i, name + "-" + std::to_string(i) + "-");
                do {
                    Sent one = shopper.next();
                    TestResponse answer = ask(*clients[i], key_, one);
                    one.status = answer.status;
                    one.answer = std::move(answer.body);
                    sent[i].push_back(std::move(one));
                } while (sent[i].back().status != 0);
            });
        std::this_thread::sleep_for(time);
        server_->end(SIGKILL);
        for (std::thread& thread : threads) thread.join();
        std::vector<Sent> all;
        for (auto& of_client : sent) std::move(of_client.begin(), of_client.end(), std::back_inserter(all));
        return all;
    }

    // Said again, a request without an answer takes effect, and once.
    void say_again(TestClient& client, Sent& sent) {
        const TestResponse answer = ask(client, key_, sent);
        ASSERT_NE(answer.status, 0);
        sent.status = answer.status;
        sent.answer = answer.body;
        ++said_again_;
        const bool was_there = sent.kind == Kind::order ? at(answer.body, {"repeated"}).scalar == "true"
                                                        : answer.header("Idempotency-Replayed") == "true";
        if (was_there) ++was_there_;
    }

    void check_order(TestClient& client, const Sent& sent) {
        ASSERT_EQ(sent.status, 200) << sent.body << " answered " << sent.answer;
        const TestResponse found = get(client, key_, sent.path);
        ASSERT_EQ(found.status, 200) << "acknowledged and lost: " << sent.id;
        const Node grants = at(sent.answer, {"order", "grants"});
        ASSERT_FALSE(grants.elements.empty()) << sent.answer;
        ASSERT_EQ(to_json(at(found.body, {"grants"})), to_json(grants)) << sent.id;
        Expected& expected = expected_[sent.customer];
        expected.earned += sum_of_grants(grants);
        ++expected.orders;
    }

    void check_key(TestClient& client, const Sent& sent) {
        // kept with its answer, also when that was a refusal
        const TestResponse again = ask(client, key_, sent);
        ASSERT_EQ(again.header("Idempotency-Replayed"), "true") << "acknowledged and lost: " << sent.id;
        ASSERT_EQ(again.status, sent.status);
        ASSERT_EQ(again.body, sent.answer);
        if (sent.status != 200) {
            ASSERT_EQ(sent.status / 100, 4) << sent.answer;
            ASSERT_TRUE(sent.kind == Kind::redemption || sent.points < 0) << sent.answer;
            return;
        }
        if (sent.kind == Kind::adjustment) expected_[sent.customer].adjusted += sent.points;
        if (sent.kind == Kind::redemption) expected_[sent.customer].redeemed += kPriceOfSoap;
    }

    void check_round(std::vector<Sent> all) {
        TestClient client(server_->port);
        for (Sent& sent : all) {
            if (sent.status == 0)
                say_again(client, sent);
            else
                ++acknowledged_;
            if (sent.kind == Kind::order)
                check_order(client, sent);
            else
                check_key(client, sent);
            if (HasFatalFailure()) return;
        }
        check_sums(client);
    }

    void check_sums(TestClient& client) {
        for (const auto& [number, expected] : expected_) {
            const std::string path = "/v1/customers/" + name_of_customer(number);
            const TestResponse customer = get(client, key_, path), wallets = get(client, key_, path + "/wallets");
            EXPECT_EQ(at(customer.body, {"orders"}).scalar, std::to_string(expected.orders)) << path;
            const Node all = at(wallets.body, {"wallets"});
            ASSERT_EQ(all.elements.size(), 1u) << wallets.body;
            const Node* totals = all.elements[0].find("totals");
            ASSERT_NE(totals, nullptr) << wallets.body;
            EXPECT_EQ(totals->find("earned")->scalar, std::to_string(expected.earned)) << path;
            EXPECT_EQ(totals->find("adjusted")->scalar, std::to_string(expected.adjusted)) << path;
            EXPECT_EQ(totals->find("redeemed")->scalar, std::to_string(expected.redeemed)) << path;
        }
    }

    void verify() { ASSERT_EQ(end_of(start({"verify", "--data", folder_ + "/data"}, -1)), 0) << "verify"; }

    std::string folder_;
    std::string key_;
    std::unique_ptr<Serving> server_;
    std::map<uint64_t, Expected> expected_;
    uint64_t acknowledged_ = 0;
    uint64_t said_again_ = 0;
    uint64_t was_there_ = 0;  // of them: done before the kill, only the answer was cut off
};

TEST_F(Crash, killed_at_random_under_load_it_keeps_every_acknowledged_command_once_and_the_books_are_right) {
    const bool long_run = std::getenv("HABITUE_LONG") != nullptr;
    const int rounds = long_run ? 200 : 10;
    const uint64_t seed = first_seed();
    std::cout << "HABITUE_SEED=" << seed << ", " << rounds << " rounds" << std::endl;
    start_server();
    if (!HasFatalFailure()) publish();
    for (int round = 1; round <= rounds && !HasFailure(); ++round) {
        SCOPED_TRACE("HABITUE_SEED=" + std::to_string(seed) + ", round " + std::to_string(round));
        std::vector<Sent> sent = load_and_kill(seed + static_cast<uint64_t>(round), "r" + std::to_string(round));
        start_server();
        if (HasFatalFailure()) return;
        check_round(std::move(sent));
        if (HasFailure() || (long_run && round % 5 != 0 && round != rounds)) continue;
        EXPECT_EQ(server_->end(SIGTERM), 0);
        verify();
        if (round < rounds) start_server();
    }
    std::cout << acknowledged_ << " acknowledged, " << said_again_ << " said again, " << was_there_
              << " of them were there" << std::endl;
    EXPECT_GT(acknowledged_, static_cast<uint64_t>(rounds) * kClients) << "there was load";
    EXPECT_GT(said_again_, 0u) << "kills fell into requests";
}

}  // namespace
}  // namespace habitue
