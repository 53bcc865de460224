// One past, told in five ways: to the engine in memory as the replay does it, to the decider over each store, and
// as a shop's requests over HTTP. The journal must say the same of every customer, byte for byte.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/difference.h"
#include "http/log.h"
#include "http/routes/api.h"
#include "http/server.h"
#include "http/test_client.h"
#include "insight/demo.h"
#include "loyalty/engine.h"
#include "loyalty/programme/reader.h"
#include "service/documents.h"
#include "service/import.h"
#include "service/verify.h"
#include "service/workspace.h"
#include "whole/shop_request.h"

namespace habitue {
namespace {

using insight::History;
using insight::HistoryEvent;
using loyalty::Command;
using loyalty::CommandBody;
using service::ClockMode;

// By customer (0: orders of nobody known), in the order they were written.
using Journal = std::map<uint64_t, std::vector<std::string>>;

// The shop's programme; its points may also be given away.
const std::string& programme_source() {
    static const std::string source = [] {
        std::ifstream file(std::string(HABITUE_SOURCE_DIR) + "/programmes/cercle-lavande.yaml");
        std::stringstream text;
        text << file.rdbuf();
        std::string read = text.str();
        const std::string wallet = "wallets:\n  points:\n";
        const size_t place = read.find(wallet);
        EXPECT_NE(place, std::string::npos);
        return read.insert(place + wallet.size(), "    transfer: true\n");
    }();
    return source;
}

class ByHand {
  public:
    explicit ByHand(const char* first) : now_(*parse_instant(first)) {}
    ByHand& after(Duration pause) {
        now_ = now_ + pause;
        return *this;
    }
    Instant now() const { return now_; }
    void say(CommandBody body, std::string_view customer = {}) {
        const CustomerId id = customer.empty() ? CustomerId{} : customer_id_of(std::string(customer));
        history.push_back({now_, {id, std::move(body)}});
    }
    History history;

  private:
    Instant now_;
};

loyalty::PutOrder order_of_two(const char* id, const char* customer, Instant placed) {
    loyalty::PutOrder put;
    put.order.value = id;
    put.customer = customer;
    put.currency = "EUR";
    put.placed_at = placed;
    put.content.channel = "web";
    put.content.delivery = {4'900'000};
    put.content.attributes = {{"coupon", std::string("PRINTEMPS")}, {"gift", true}, {"parcels", int64_t{2}}};
    loyalty::OrderLine wine, tea;
    wine.id = "a";
    wine.sku = "VIN-BANDOL-ROSE";
    wine.category = "wine";
    wine.quantity = 3;
    wine.unit_price = {14'500'000};
    wine.discount = {2'345'678};
    wine.attributes = {{"organic", true}};
    tea.id = "b";
    tea.category = "tea";
    tea.quantity = 1;
    tea.unit_price = {10'805'000};
    tea.tax = {1'800'000};
    put.content.lines = {wine, tea};
    return put;
}

// What the made-up shop does not do: a hand in the till, a basket that waits, two accounts of one person.
History by_hand() {
    using namespace loyalty;
    ByHand shop("2024-03-01T10:00:00Z");
    for (const char* name : {"hand-1", "hand-2", "hand-3"}) {
        PutCustomer put;
        put.external_id = name;
        put.joined_at = shop.now();
        put.attributes = {{"language", std::string("fr")}, {"newsletter", true}, {"shoe", int64_t{38}}};
        shop.say(put);
    }
    PutOrder first = order_of_two("hand-order-1", "hand-1", shop.after(hours(1)).now());
    shop.say(first);
    shop.after(hours(2)).say(AdvanceOrder{first.order, OrderState::paid, shop.now()});
    shop.say(first);  // said again
    shop.after(days(3)).say(AdvanceOrder{first.order, OrderState::delivered, shop.now()});

    // what happened to an order is told before the order is
    PutOrder late = order_of_two("hand-order-2", "hand-2", shop.now());
    late.paid_at = late.placed_at + minutes(4);
    shop.after(days(1)).say(AdvanceOrder{late.order, OrderState::delivered, shop.now()});
    shop.say(RefundOrder{late.order, {"hand-refund-2", shop.now(), {{"a", 1}}}});
    shop.after(hours(5)).say(late);

    shop.after(days(1)).say(AdjustPoints{"points", {900}, "geste commercial", "caisse 2"}, "hand-1");
    shop.after(hours(1)).say(AdjustPoints{"", {-20}, "erreur de saisie", "caisse 2"}, "hand-1");
    shop.say(HoldPoints{"points", {100}, shop.now() + days(1), "panier-1"}, "hand-1");
    shop.after(minutes(5)).say(CaptureHold{1, Points{60}}, "hand-1");
    shop.say(HoldPoints{"points", {50}, shop.now() + minutes(30), "panier-2"}, "hand-1");
    shop.after(days(1)).say(HoldPoints{"", {40}, shop.now() + days(2), ""}, "hand-1");
    shop.after(hours(1)).say(ReleaseHold{3}, "hand-1");
    shop.say(RedeemReward{"savon", 1, {}}, "hand-1");
    shop.say(RedeemReward{"bon-10", 1, Amount{45'500'000}}, "hand-1");
    shop.after(hours(1)).say(RefundReward{1}, "hand-1");
    shop.say(TransferPoints{"points", "hand-3", {70}, "cadeau"}, "hand-1");

    PutOrder paying = order_of_two("hand-order-3", "hand-1", shop.after(days(2)).now());
    paying.paid_at = shop.now();
    paying.content.pay_with_points = {{"points", {100}, 0}};
    shop.say(paying);
    shop.after(days(9)).say(RefundOrder{paying.order, {"hand-refund-3", shop.now(), {{"a", 2}, {"b", 1}}}});
    PutOrder back = order_of_two("hand-order-4", "hand-1", shop.after(days(1)).now());
    back.content.kind = OrderKind::returned;
    back.content.delivery = {};
    back.paid_at = shop.now();
    shop.say(back);
    shop.after(days(1)).say(
        TrackActivity{"hand-1", "hand-review", "review", shop.now(), {{"order", std::string("hand-order-1")}}});
    PutCustomer changed;
    changed.external_id = "hand-1";
    changed.attributes = {{"shoe", int64_t{39}}};
    changed.removed = {"newsletter"};
    shop.after(hours(1)).say(changed);
    shop.after(days(3)).say(MergeInto{"hand-1", "une seule personne", "service client"}, "hand-2");
    shop.after(days(5)).say(UndoMerge{customer_id_of("hand-2"), "deux personnes", "service client"}, "hand-2");
    shop.after(days(1)).say(AdvanceOrder{paying.order, OrderState::cancelled, shop.now()});
    return shop.history;
}

History whole_history() {
    insight::DemoShop shop;
    shop.customers = 60;
    shop.years = 1;
    shop.seed = 7;
    shop.zone = *TimeZone::find("Europe/Paris");
    shop.rewards = {"savon", "bon-10", "atelier"};
    History history = insight::demo_history(shop);
    for (HistoryEvent& event : by_hand()) history.push_back(std::move(event));
    std::stable_sort(history.begin(), history.end(),
                     [](const HistoryEvent& a, const HistoryEvent& b) { return a.at < b.at; });
    return history;
}

struct Told {
    Journal journal;
    std::vector<bool> accepted;  // of each event
};

// As src/insight/replay.cpp runs a history.
Told replayed(const History& history, Instant end) {
    auto programme = loyalty::read_programme(*service::read_document(programme_source()));
    EXPECT_TRUE(programme.ok()) << programme.fault().text();
    programme->version = 1;
    loyalty::Programmes programmes;
    programmes.add(std::make_shared<const loyalty::Programme>(std::move(*programme)));
    loyalty::MemoryAggregates memory;
    Told told;
    memory.on_record = [&](const loyalty::Record& record) {
        told.journal[record.customer.value].push_back(to_bytes(record));
    };
    loyalty::Engine engine(programmes, memory, false);
    for (const HistoryEvent& event : history)
        told.accepted.push_back(engine.handle(event.command, event.at).decision.accepted());
    for (const CustomerId customer : memory.customers()) engine.advance(customer, end);
    return told;
}

// A workspace whose clock stands where it is put.
class Books {
    std::atomic<int64_t> now_{kEarliest.milliseconds};  // the workspace looks at it until it ends

  public:
    Books(const std::string& folder, ClockMode clock) {
        service::DeciderOptions options;
        options.clock = clock;
        options.now = [this] { return Instant{now_.load()}; };
        auto opened = service::open_workspace(folder, options);
        EXPECT_TRUE(opened.ok()) << opened.fault().text();
        workspace = std::move(*opened);
        auto published = service::publish_document(*workspace.decider, programme_source());
        EXPECT_TRUE(published.ok()) << published.fault().text();
    }
    void set_now(Instant now) { now_ = now.milliseconds; }

    void finish(Instant end) {
        set_now(end);
        const auto ticked = workspace.decider->advance_everyone(end);
        EXPECT_TRUE(ticked.ok()) << ticked.fault().text();
    }
    Journal journal() {
        Journal read;
        auto reader = workspace.store->reader();
        EXPECT_TRUE(reader.ok());
        const auto all = (*reader)->each_record(1, [&](const store::JournalRecord& row) {
            read[row.customer].push_back(row.bytes);
            return true;
        });
        EXPECT_TRUE(all.ok());
        return read;
    }
    void expect_verified() {
        const auto verified = service::verify(*workspace.store);
        ASSERT_TRUE(verified.ok()) << verified.fault().text();
        EXPECT_FALSE(verified->difference) << *verified->difference;
        EXPECT_GT(verified->entries, 500u);
        EXPECT_EQ(verified->records, workspace.store->last_seq());
    }

    service::Workspace workspace;
};

// In pieces: a command that carries no time happens when the clock says.
uint64_t import(Books& books, const History& history) {
    uint64_t accepted = 0;
    std::vector<Command> piece;
    const auto take_in = [&] {
        const auto figures = service::import_commands(*books.workspace.decider, std::move(piece), false);
        ASSERT_TRUE(figures.ok()) << figures.fault().text();
        accepted += figures->accepted;
        piece.clear();
    };
    for (const HistoryEvent& event : history) {
        const bool timed = loyalty::event_time(event.command).has_value();
        if (!timed) take_in();
        books.set_now(event.at);
        piece.push_back(event.command);
        if (!timed) take_in();
    }
    take_in();
    return accepted;
}

std::string rendered(const ShopRequest& request, const std::string& key) {
    return request.method + " " + request.path + " HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer " + key +
           "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

// Every command as the request that a shop sends; which of them were accepted.
std::vector<bool> send(Books& books, const History& history) {
    std::vector<bool> accepted;
    auto api = Api::create(books.workspace);
    EXPECT_TRUE(api.ok());
    const auto key = (*api)->create_key(ApiKeyKind::secret, "shop");
    EXPECT_TRUE(key.ok());
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    auto server = Server::start(
        options, [&api](Request&& request, Reply reply) { (*api)->handle(std::move(request), std::move(reply)); });
    EXPECT_TRUE(server.ok());
    TestClient client((*server)->port());
    for (const HistoryEvent& event : history) {
        books.set_now(event.at);
        const ShopRequest request = request_of(event.command);
        client.send(rendered(request, *key));
        const TestResponse response = client.read_response();
        accepted.push_back(response.status == 200);
        const bool may_fail = std::holds_alternative<loyalty::RedeemReward>(event.command.body);
        if (response.status == 200 || (may_fail && response.status == 422)) continue;
        ADD_FAILURE() << request.method << " " << request.path << " " << request.body << " answered "
                      << response.status << " " << response.body;
        break;
    }
    EXPECT_TRUE((*server)->drain());
    return accepted;
}

std::string difference(const std::string& expected, const std::string& found) {
    const auto left = from_bytes<loyalty::Record>(expected), right = from_bytes<loyalty::Record>(found);
    if (!left || !right) return "one of them cannot be read";
    return first_difference(*left, *right).value_or("the same fields in other bytes");
}

// The first difference of each customer, in words.
void expect_same(const Journal& expected, const Journal& found) {
    ASSERT_EQ(expected.size(), found.size()) << "customers";
    for (const auto& [customer, records] : expected) {
        const std::string name = to_text(CustomerId{customer});
        const auto other = found.find(customer);
        ASSERT_NE(other, found.end()) << name << " is missing";
        for (size_t i = 0; i < std::min(records.size(), other->second.size()); ++i)
            ASSERT_TRUE(records[i] == other->second[i])
                << name << ", record " << i << ": " << difference(records[i], other->second[i]);
        ASSERT_EQ(records.size(), other->second.size()) << name << ": records";
    }
}

class SameHistory : public ::testing::Test {
  protected:
    SameHistory() : history(whole_history()), end(history.back().at + days(400)), expected(replayed(history, end)) {
        set_log_sink([](std::string_view) {});
        folder = (std::filesystem::temp_directory_path() / "habitue_same_XXXXXX").string();
        EXPECT_NE(mkdtemp(folder.data()), nullptr);
    }
    ~SameHistory() override {
        set_log_sink({});
        std::filesystem::remove_all(folder);
    }
    uint64_t accepted() const {
        return static_cast<uint64_t>(std::count(expected.accepted.begin(), expected.accepted.end(), true));
    }
    void expect_import_is_the_same(const std::string& where) {
        Books books(where, ClockMode::commands);
        EXPECT_EQ(import(books, history), accepted());
        books.finish(end);
        expect_same(expected.journal, books.journal());
        books.expect_verified();
    }
    void expect_requests_are_the_same(ClockMode clock) {
        Books books("", clock);
        EXPECT_EQ(send(books, history), expected.accepted);
        books.finish(end);
        expect_same(expected.journal, books.journal());
        books.expect_verified();
    }

    std::string folder;
    History history;
    Instant end;
    Told expected;
};

TEST_F(SameHistory, has_something_of_everything) {
    std::map<std::string_view, size_t> accepted_by_kind;
    for (size_t i = 0; i < history.size(); ++i) {
        if (expected.accepted[i]) ++accepted_by_kind[name_of(history[i].command)];
        const bool may_fail = std::holds_alternative<loyalty::RedeemReward>(history[i].command.body);
        EXPECT_TRUE(expected.accepted[i] || may_fail) << to_json(history[i].command);
    }
    // all but tick and the four that the engine itself sends
    EXPECT_EQ(accepted_by_kind.size(), 14u) << "kinds of commands";
    EXPECT_GT(history.size(), 300u);
    EXPECT_TRUE(expected.journal.count(0)) << "orders of guests";
}

TEST_F(SameHistory, the_decider_over_memory_writes_what_the_replay_does) { expect_import_is_the_same(""); }
TEST_F(SameHistory, the_decider_over_sqlite_writes_what_the_replay_does) {
    expect_import_is_the_same(folder + "/data");
}
TEST_F(SameHistory, the_requests_of_a_shop_write_what_the_replay_does) {
    expect_requests_are_the_same(ClockMode::commands);
}
TEST_F(SameHistory, a_clock_that_goes_by_meanwhile_changes_nothing) {
    expect_requests_are_the_same(ClockMode::wall);
}

}  // namespace
}  // namespace habitue
