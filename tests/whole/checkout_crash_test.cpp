// The checkout, killed without warning under a load of locked carts, codes, vouchers and gift cards, and started
// again over the same folder: every order that was acknowledged stands with its amounts, nothing is used twice, and
// not a cent or a point is promised or paid that is not there.
//
// HABITUE_LONG=1 takes 100 rounds in place of 6; HABITUE_SEED=... repeats the choices of an earlier run.
#include <array>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/json.h"
#include "whole/serving.h"

namespace habitue {
namespace {

constexpr size_t kClients = 8;
constexpr uint64_t kCustomers = 12;
constexpr int64_t kOfCard = 50'000;     // cents on each gift card
constexpr int64_t kOfBudget = 100'000;  // cents

constexpr const char* kDocument = R"(
habitue: 1
id: caisse
name: {fr: La Caisse, en: The Till}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points: {name: {fr: [point, points], en: [point, points]}, worth: 1 EUR per 100, pay: true}
earning:
  - {id: base, on: order_paid, points: 1 per 1 EUR}
offers:
  - {id: ete, name: {fr: Été, en: Summer}, code: ETE, give: 3 EUR, budget: ete}
  - {id: premier, name: {fr: Premier, en: First}, code: PREMIER, give: 1 EUR, limit: 40 in total}
  - {id: unique, name: {fr: Code unique, en: Unique code}, codes: true, give: 5 EUR}
vouchers:
  - {id: retour, name: {fr: Retour, en: Come back}, issue: order_delivered, valid: 60 days, give: 2 EUR}
budgets:
  - {id: ete, name: {fr: Été, en: Summer}, limit: 1000 EUR in total}
gift_cards:
  - {id: carte, name: {fr: Carte cadeau, en: Gift card}, amount: {from: 10 EUR, to: 500 EUR}}
)";

TestResponse ask(TestClient& client, const std::string& key, const std::string& method, const std::string& path,
                 const std::string& body = "", const std::string& idempotency = "") {
    std::string text = method + " " + path + " HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer " + key;
    if (!idempotency.empty()) text += "\r\nIdempotency-Key: " + idempotency;
    text += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    client.send(text);
    return client.read_response();
}

int64_t number_at(const std::string& json, std::initializer_list<const char*> path) {
    return std::strtoll(at(json, path).scalar.c_str(), nullptr, 10);
}

// What there is to fight over; given out anew in each round.
struct Prizes {
    std::vector<std::string> codes;
    std::vector<std::string> cards;  // their texts; the ids in the same sequence
    std::vector<std::string> card_ids;
};

// One cart on its way to an order.
struct Cart {
    std::string id;
    std::string content;  // of every body that speaks of it
    std::string code;     // unique, if it has one
    bool ordered = false;
    int64_t locked_discount = -1;  // acknowledged
    int64_t locked_to_pay = -1;
    int status = 0;  // of the order; 0: not answered
    std::string answer;
};

class Buyer {
  public:
    Buyer(uint64_t seed, std::string prefix, const Prizes& prizes)
        : dice_(seed), prefix_(std::move(prefix)), prizes_(prizes) {}

    // Goes through carts until the program is gone.
    std::vector<Cart> shop(TestClient& client, const std::string& key) {
        std::vector<Cart> carts;
        while (true) {
            Cart& cart = carts.emplace_back(fill());
            if (below(4) != 0 && !lock(client, key, cart)) return carts;
            if (below(6) == 0) {
                if (ask(client, key, "DELETE", "/v1/carts/" + cart.id + "/lock").status == 0) return carts;
                continue;
            }
            if (below(8) == 0) continue;  // forgotten
            cart.ordered = true;
            const TestResponse answer = ask(client, key, "PUT", "/v1/orders/" + cart.id, order_of(cart));
            cart.status = answer.status;
            cart.answer = answer.body;
            if (answer.status == 0) return carts;
            if (answer.status == 200 && below(3) == 0 &&
                ask(client, key, "POST", "/v1/orders/" + cart.id + "/delivered").status == 0)
                return carts;
        }
    }

    static std::string order_of(const Cart& cart) { return "{" + cart.content + "}"; }

  private:
    uint64_t below(uint64_t bound) { return dice_() % bound; }

    Cart fill() {
        Cart cart;
        cart.id = prefix_ + std::to_string(++number_);
        std::string codes, more;
        switch (below(5)) {
            case 0:
                cart.code = prizes_.codes[below(prizes_.codes.size())];
                codes = cart.code;
                break;
            case 1: codes = "ETE"; break;
            case 2: codes = "PREMIER"; break;
            default: break;
        }
        if (!codes.empty()) more += R"("codes": [")" + codes + R"("], )";
        if (below(3) == 0)
            more += R"("gift_cards": [{"code": ")" + prizes_.cards[below(prizes_.cards.size())] + R"("}], )";
        if (below(3) == 0)
            more +=
                R"("pay_with_points": [{"wallet": "points", "points": )" + std::to_string(1 + below(300)) + "}], ";
        cart.content = R"("customer": "buyer-)" + std::to_string(below(kCustomers)) + R"(", "currency": "EUR", )" +
                       more + R"("lines": [{"id": "a", "quantity": 1, "unit_price_minor": )" +
                       std::to_string(1'000 + below(4'000)) + "}]";
        return cart;
    }

    bool lock(TestClient& client, const std::string& key, Cart& cart) {
        const TestResponse answer = ask(client, key, "POST", "/v1/carts/evaluate",
                                        R"({"lock": {"order": ")" + cart.id + R"("}, )" + cart.content + "}");
        if (answer.status != 200) return answer.status != 0;
        cart.locked_discount = number_at(answer.body, {"discount_minor"});
        cart.locked_to_pay = number_at(answer.body, {"to_pay_minor"});
        return true;
    }

    std::mt19937_64 dice_;
    std::string prefix_;
    const Prizes& prizes_;
    uint64_t number_ = 0;
};

class CheckoutCrash : public ::testing::Test {
  protected:
    CheckoutCrash() {
        folder_ = (std::filesystem::temp_directory_path() / "habitue_checkout_XXXXXX").string();
        EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    }
    ~CheckoutCrash() override {
        server_.reset();
        std::filesystem::remove_all(folder_);
    }

    void start_server() {
        server_ = std::make_unique<Serving>(folder_ + "/data");
        ASSERT_TRUE(server_->running());
        if (!server_->key.empty()) key_ = server_->key;
    }

    void open_shop() {
        TestClient client(server_->port);
        ASSERT_EQ(ask(client, key_, "POST", "/v1/programmes", kDocument).status, 201);
        for (uint64_t i = 0; i < kCustomers; ++i) {
            const std::string path = "/v1/customers/buyer-" + std::to_string(i);
            ASSERT_EQ(ask(client, key_, "PUT", path, "{}").status, 200);
            ASSERT_EQ(ask(client, key_, "POST", path + "/adjustments",
                          R"({"points": 2000, "reason": "start", "actor": "test"})")
                          .status,
                      200);
        }
        for (int i = 0; i < 4; ++i) {
            const TestResponse card =
                ask(client, key_, "POST", "/v1/gift-cards",
                    R"({"kind": "carte", "amount_minor": 50000, "reason": "r", "actor": "a"})");
            ASSERT_EQ(card.status, 200) << card.body;
            prizes_.cards.push_back(at(card.body, {"code"}).scalar);
            prizes_.card_ids.push_back(at(card.body, {"issued", "id"}).scalar);
        }
    }

    void give_codes() {
        TestClient client(server_->port);
        prizes_.codes.clear();
        for (int i = 0; i < 10; ++i) {
            const TestResponse code = ask(client, key_, "POST", "/v1/codes", R"({"offer": "unique"})");
            ASSERT_EQ(code.status, 200) << code.body;
            prizes_.codes.push_back(at(code.body, {"code"}).scalar);
        }
    }

    std::vector<Cart> load_and_kill(uint64_t seed, const std::string& name) {
        std::mt19937_64 dice(seed);
        const std::chrono::milliseconds time(100 + dice() % 401);
        std::array<std::unique_ptr<TestClient>, kClients> clients;
        for (auto& client : clients) client = std::make_unique<TestClient>(server_->port);
        std::array<std::vector<Cart>, kClients> carts;
        std::vector<std::thread> threads;
        for (size_t i = 0; i < kClients; ++i)
            threads.emplace_back([&, i] {
                Buyer buyer(seed * kClients + i, name + "-" + std::to_string(i) + "-", prizes_);
                carts[i] = buyer.shop(*clients[i], key_);
            });
        std::this_thread::sleep_for(time);
        server_->end(SIGKILL);
        for (std::thread& thread : threads) thread.join();
        std::vector<Cart> all;
        for (auto& some : carts) std::move(some.begin(), some.end(), std::back_inserter(all));
        return all;
    }

    // An acknowledged order stands as it was told; one without an answer is said again and counts once.
    void check(TestClient& client, Cart& cart) {
        if (cart.status == 0) {
            const TestResponse again = ask(client, key_, "PUT", "/v1/orders/" + cart.id, Buyer::order_of(cart));
            ASSERT_NE(again.status, 0);
            cart.status = again.status;
            cart.answer = again.body;
            ++said_again_;
        } else {
            ++acknowledged_;
        }
        if (cart.status != 200) {
            ASSERT_EQ(cart.status / 100, 4) << cart.answer;
            // a lock that was acknowledged is kept, killed or not
            ASSERT_EQ(cart.locked_discount, -1) << cart.id << ": " << cart.content << "\n" << cart.answer;
            return;
        }
        const TestResponse order = ask(client, key_, "GET", "/v1/orders/" + cart.id);
        ASSERT_EQ(order.status, 200) << "acknowledged and lost: " << cart.id;
        for (const char* figure : {"discount_minor", "tenders", "to_pay_minor"})
            ASSERT_EQ(to_json(at(order.body, {figure})), to_json(at(cart.answer, {"order", figure}))) << cart.id;
        if (cart.locked_discount >= 0) {
            ASSERT_EQ(number_at(order.body, {"discount_minor"}), cart.locked_discount) << cart.id;
            ASSERT_EQ(number_at(order.body, {"to_pay_minor"}), cart.locked_to_pay) << cart.id;
            ++captured_;
        }
        count(order.body, cart);
    }

    void count(const std::string& order, const Cart& cart) {
        ++orders_;
        for (const Node& advantage : at(order, {"advantages"}).elements) {
            const std::string offer = advantage.find("offer")->scalar;
            given_[offer] += std::strtoll(advantage.find("amount_minor")->scalar.c_str(), nullptr, 10);
            ++uses_[offer];
            if (offer == "unique") {
                ASSERT_TRUE(used_codes_.insert(cart.code).second) << cart.code << " was used twice";
            }
        }
        for (const Node& tender : at(order, {"tenders"}).elements) {
            const std::string type = tender.find("type")->scalar;
            if (type == "gift_card")
                by_card_[tender.find("id")->scalar] +=
                    std::strtoll(tender.find("amount_minor")->scalar.c_str(), nullptr, 10);
            if (type == "points") points_ += std::strtoll(tender.find("points")->scalar.c_str(), nullptr, 10);
        }
    }

    void check_sums(TestClient& client) {
        for (const std::string& id : prizes_.card_ids) {
            const TestResponse card = ask(client, key_, "GET", "/v1/gift-cards/" + id);
            EXPECT_EQ(number_at(card.body, {"balance_minor"}), kOfCard - by_card_[id]) << id;
        }
        EXPECT_LE(given_["ete"], kOfBudget);
        EXPECT_LE(uses_["premier"], 40);
        int64_t redeemed = 0;
        for (uint64_t i = 0; i < kCustomers; ++i) {
            const TestResponse wallets =
                ask(client, key_, "GET", "/v1/customers/buyer-" + std::to_string(i) + "/wallets");
            const Node all = at(wallets.body, {"wallets"});
            ASSERT_EQ(all.elements.size(), 1u) << wallets.body;
            redeemed += std::strtoll(all.elements[0].find("totals")->find("redeemed")->scalar.c_str(), nullptr, 10);
        }
        EXPECT_EQ(redeemed, points_);
    }

    void check_round(std::vector<Cart> carts) {
        TestClient client(server_->port);
        for (Cart& cart : carts) {
            if (cart.ordered) check(client, cart);
            if (HasFatalFailure()) return;
        }
        check_sums(client);
    }

    std::string folder_;
    std::string key_;
    std::unique_ptr<Serving> server_;
    Prizes prizes_;
    std::map<std::string, int64_t> given_;  // cents, by offer
    std::map<std::string, int64_t> uses_;
    std::map<std::string, int64_t> by_card_;
    std::set<std::string> used_codes_;
    int64_t points_ = 0;
    uint64_t acknowledged_ = 0, said_again_ = 0, captured_ = 0, orders_ = 0;
};

TEST_F(CheckoutCrash, locked_carts_codes_vouchers_and_gift_cards_outlive_kills_to_the_cent) {
    const int rounds = std::getenv("HABITUE_LONG") != nullptr ? 100 : 6;
    const uint64_t seed = first_seed();
    std::cout << "HABITUE_SEED=" << seed << ", " << rounds << " rounds" << std::endl;
    start_server();
    if (!HasFatalFailure()) open_shop();
    for (int round = 1; round <= rounds && !HasFailure(); ++round) {
        SCOPED_TRACE("HABITUE_SEED=" + std::to_string(seed) + ", round " + std::to_string(round));
        give_codes();
        if (HasFatalFailure()) return;
        std::vector<Cart> carts = load_and_kill(seed + static_cast<uint64_t>(round), "r" + std::to_string(round));
        start_server();
        if (HasFatalFailure()) return;
        check_round(std::move(carts));
        if (HasFailure()) return;
        EXPECT_EQ(server_->end(SIGTERM), 0);
        ASSERT_EQ(end_of(start({"verify", "--data", folder_ + "/data"}, -1)), 0) << "verify";
        if (round < rounds) start_server();
    }
    std::cout << acknowledged_ << " acknowledged, " << said_again_ << " said again, " << orders_ << " orders, "
              << captured_ << " of them of locked carts, " << used_codes_.size() << " codes used" << std::endl;
    EXPECT_GT(captured_, 0u) << "orders of locked carts";
    EXPECT_FALSE(used_codes_.empty());
    EXPECT_GT(points_, 0);
    EXPECT_GT(uses_["retour"], 0) << "vouchers that deliveries issued";
}

}  // namespace
}  // namespace habitue
