#include "service/aggregate_keys.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/hash.h"
#include "service/verify.h"
#include "service/workspace.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"

namespace habitue::service {
namespace {

uint64_t hash_of(const std::string& id) { return hash64("order\n" + id); }
uint64_t place_of(const std::string& id) { return order_key(OrderId{id}) >> 44; }

TEST(AggregateKeys, orders_lie_by_the_number_at_the_end_of_their_id) {
    EXPECT_EQ(place_of("#1001"), 100100u);
    EXPECT_EQ(place_of("1002"), 100200u);
    EXPECT_EQ(place_of("web-2026-000012345678"), 123456u);
    EXPECT_EQ(place_of("98765432109876543210987"), 987654u);
    EXPECT_EQ(order_key(OrderId{"#1001"}) & 0xfffffffffff, hash_of("#1001") & 0xfffffffffff);
    EXPECT_NE(order_key(OrderId{"a-1001"}), order_key(OrderId{"b-1001"}));
}

TEST(AggregateKeys, orders_without_such_a_number_lie_by_their_hash) {
    for (const std::string id : {"", "XKBKNABJK", "a-0999", "0000", "1234-fin", "wide-501"})
        EXPECT_EQ(order_key(OrderId{id}), hash_of(id)) << id;
}

constexpr const char* kDocument = R"(
habitue: 1
id: keys
name: {en: Keys}
currency: EUR
time_zone: Europe/Paris
languages: [en]
wallets: {points: {name: {en: [point, points]}}}
earning: [{id: base, on: order_paid, points: 1 per 1 EUR}]
)";

Submission paid_order(const std::string& id) {
    loyalty::PutOrder put;
    put.order = OrderId{id};
    put.customer = "anna";
    put.currency = "EUR";
    put.placed_at = Instant{1'767'225'600'000};
    put.paid_at = put.placed_at;
    loyalty::OrderLine& line = put.content.lines.emplace_back();
    line.id = "1";
    line.quantity = 1;
    line.unit_price = Amount{10'000'000};
    Submission submission;
    submission.command.body = std::move(put);
    submission.render = [](const Told&) { return Answer{}; };
    return submission;
}

TEST(AggregateKeys, a_folder_whose_orders_lay_by_their_hash_alone_is_taken_over) {
    std::string folder = (std::filesystem::temp_directory_path() / "habitue-keys-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    const std::string ids[]{"#1001", "#1002", "web-000012345678", "XKBKNABJK"};
    {
        auto workspace = open_workspace(folder, {});
        ASSERT_TRUE(workspace.ok()) << workspace.fault().text();
        ASSERT_TRUE(publish_document(*workspace->decider, kDocument).ok());
        for (const std::string& id : ids) ASSERT_TRUE(workspace->decider->ask(paid_order(id)).ok());
    }
    {
        auto connection = store::Connection::open(store::database_file(folder), store::Access::write).value();
        for (const std::string& id : ids) {
            auto move = connection.prepare("UPDATE orders SET id = ?1 WHERE id = ?2").value();
            move.bind(1, hash_of(id));
            move.bind(2, order_key(OrderId{id}));
            ASSERT_TRUE(move.run().ok());
            ASSERT_EQ(connection.changes(), 1);
        }
        ASSERT_TRUE(connection.execute("PRAGMA user_version = 3").ok());
    }
    auto workspace = open_workspace(folder, {});
    ASSERT_TRUE(workspace.ok()) << workspace.fault().text();
    const auto reader = workspace->store->reader().value();
    for (const std::string& id : ids) EXPECT_TRUE(reader->load(key_of_order(OrderId{id})).value()) << id;
    const auto verified = verify(*workspace->store);
    ASSERT_TRUE(verified.ok()) << verified.fault().text();
    EXPECT_EQ(verified->difference.value_or(""), "");
    EXPECT_EQ(verified->orders, 4u);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace habitue::service
