// What every store promises. A new store joins by one line at the end.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "store/fixtures.h"
#include "store/memory/memory.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

using testing::everything;
using testing::Folder;
using testing::key_of;
using testing::Shop;

struct Kind {
    std::string name;
    std::function<std::unique_ptr<Store>(const Folder&)> open;
};
std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

class StoreContract : public ::testing::TestWithParam<Kind> {
  protected:
    void SetUp() override {
        store = GetParam().open(folder);
        ASSERT_NE(store, nullptr);
        reader = store->reader().value();
    }
    // The fault of a commit that must be refused and leave everything as it was.
    Fault refused(const Batch& batch) {
        const std::string before = everything(*reader);
        const uint64_t seq = store->last_seq();
        const auto answer = store->commit(batch);
        EXPECT_FALSE(answer.ok());
        EXPECT_EQ(everything(*reader), before);
        EXPECT_EQ(store->last_seq(), seq);
        return answer.ok() ? Fault{} : answer.fault();
    }
    void commit(const Batch& batch) {
        const auto done = store->commit(batch);
        ASSERT_TRUE(done.ok()) << done.fault().text();
    }

    Folder folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Reader> reader;
    Shop shop;
};

TEST_P(StoreContract, a_new_store_is_empty) {
    EXPECT_EQ(store->last_seq(), 0u);
    EXPECT_EQ(everything(*reader), "");
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value(), std::nullopt);
    EXPECT_EQ(reader->record(1).value(), std::nullopt);
    EXPECT_EQ(reader->find_key(key_of(1)).value(), std::nullopt);
    EXPECT_EQ(reader->statistics().value().records, 0u);
    EXPECT_TRUE(reader->history(7, kNewest, 10).value().empty());
}

TEST_P(StoreContract, what_was_committed_is_loaded) {
    const Batch batch = shop.one_order(7, "first");
    commit(batch);

    const Write& write = batch.writes[0];
    const Loaded expected{write.bytes, 1, write.last_seq, write.chain, write.due_at};
    EXPECT_EQ(reader->load(write.key).value(), expected);
    EXPECT_EQ(store->load(write.key).value(), expected);
    EXPECT_EQ(reader->load({AggregateKind::order, 7}).value(), std::nullopt);
    EXPECT_EQ(reader->load({AggregateKind::order, 1}).value()->bytes, "order 1 first");
    EXPECT_EQ(reader->record(1).value(), batch.records[0]);
    EXPECT_EQ(reader->find_key(key_of(1)).value(), batch.keys[0]);
    EXPECT_EQ(store->find_key(key_of(1)).value(), batch.keys[0]);
    EXPECT_EQ(store->last_seq(), 1u);
    EXPECT_EQ(reader->last_seq().value(), 1u);
}

TEST_P(StoreContract, bytes_with_zeros_and_nothing_at_all_come_back_as_they_were) {
    Batch batch;
    batch.writes.push_back({.key = {AggregateKind::tally, 1}, .bytes = std::string("a\0b\xff", 4)});
    batch.writes.push_back({.key = {AggregateKind::tally, 2}, .bytes = ""});
    batch.records.push_back({.seq = 1, .bytes = ""});
    batch.keys.push_back({.key = key_of(1)});
    commit(batch);
    EXPECT_EQ(reader->load({AggregateKind::tally, 1}).value()->bytes, std::string("a\0b\xff", 4));
    EXPECT_EQ(reader->load({AggregateKind::tally, 2}).value()->bytes, "");
    EXPECT_EQ(reader->record(1).value(), batch.records[0]);
    EXPECT_EQ(reader->find_key(key_of(1)).value(), batch.keys[0]);
}

TEST_P(StoreContract, numbers_at_their_ends_come_back_as_they_were) {
    const uint64_t most = UINT64_MAX;
    Batch batch;
    batch.records.push_back({.seq = 1, .customer = most, .at = kEarliest, .received_at = kLatest, .bytes = "x"});
    batch.writes.push_back(
        {.key = {AggregateKind::customer, most}, .bytes = "x", .due_at = kEarliest, .last_seq = 1});
    batch.keys.push_back({.key = {}, .fingerprint = key_of(3), .seq = most, .status = UINT16_MAX, .at = kEarliest});
    commit(batch);
    EXPECT_EQ(reader->record(1).value(), batch.records[0]);
    EXPECT_EQ(reader->load({AggregateKind::customer, most}).value()->due_at, kEarliest);
    EXPECT_EQ(reader->find_key({}).value(), batch.keys[0]);
}

TEST_P(StoreContract, a_version_that_moved_on_is_a_conflict_and_nothing_is_written) {
    commit(shop.one_order(7));
    Batch late = shop.one_order(8);
    late.writes.push_back({.key = {AggregateKind::tally, 1}, .bytes = "fine"});
    late.writes.push_back({.key = {AggregateKind::customer, 7}, .version_before = 2, .bytes = "from the future"});
    const Fault fault = refused(late);
    EXPECT_EQ(fault.kind, FaultKind::conflict);
    EXPECT_EQ(fault.text(), "/writes/3: customer 7 is at version 1, not 2");
}

TEST_P(StoreContract, creating_what_exists_is_a_conflict) {
    commit(shop.one_order(7));
    Batch again;
    again.writes.push_back({.key = {AggregateKind::customer, 7}, .bytes = "anew"});
    EXPECT_EQ(refused(again).text(), "/writes/0: customer 7 is at version 1, not 0");
}

TEST_P(StoreContract, changing_what_does_not_exist_is_a_conflict) {
    Batch batch;
    batch.writes.push_back({.key = {AggregateKind::order, 7}, .version_before = 1, .bytes = "x"});
    EXPECT_EQ(refused(batch).text(), "/writes/0: order 7 is at version 0, not 1");
}

TEST_P(StoreContract, a_key_that_exists_is_a_conflict_and_nothing_is_written) {
    commit(shop.one_order(7));
    Batch again = shop.one_order(8);
    again.keys[0].key = key_of(1);
    const Fault fault = refused(again);
    EXPECT_EQ(fault.kind, FaultKind::conflict);
    EXPECT_EQ(fault.problems.front().where, "/keys/0");
}

TEST_P(StoreContract, a_key_twice_in_one_batch_is_a_conflict) {
    Batch batch;
    batch.writes.push_back({.key = {AggregateKind::tally, 1}, .bytes = "x"});
    batch.keys.push_back({.key = key_of(1)});
    batch.keys.push_back({.key = key_of(1)});
    EXPECT_EQ(refused(batch).problems.front().where, "/keys/1");
}

TEST_P(StoreContract, a_record_out_of_sequence_is_a_conflict) {
    commit(shop.one_order(7));
    Batch batch = shop.one_order(7);
    batch.records[0].seq = 3;
    const Fault fault = refused(batch);
    EXPECT_EQ(fault.kind, FaultKind::conflict);
    EXPECT_EQ(fault.text(), "/records/0: the journal goes on at 2, not at 3");
}

TEST_P(StoreContract, a_batch_may_write_one_aggregate_twice_each_on_the_version_before) {
    Batch batch;
    shop.order(batch, 7);
    shop.order(batch, 7);
    commit(batch);
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value()->version, 2u);

    Batch refused_one;
    refused_one.writes.push_back({.key = {AggregateKind::customer, 7}, .version_before = 2, .bytes = "third"});
    refused_one.writes.push_back({.key = {AggregateKind::customer, 7}, .version_before = 2, .bytes = "fourth"});
    EXPECT_EQ(refused(refused_one).text(), "/writes/1: customer 7 is at version 3, not 2");
}

TEST_P(StoreContract, an_erased_aggregate_is_gone_and_may_begin_again) {
    commit(shop.one_order(7));
    Batch erase;
    erase.writes.push_back({.key = {AggregateKind::order, 1}, .version_before = 1, .erased = true});
    commit(erase);
    EXPECT_EQ(reader->load({AggregateKind::order, 1}).value(), std::nullopt);
    EXPECT_EQ(reader->statistics().value().orders, 0u);

    Batch again;
    again.writes.push_back({.key = {AggregateKind::order, 1}, .bytes = "again"});
    commit(again);
    EXPECT_EQ(reader->load({AggregateKind::order, 1}).value()->version, 1u);
}

TEST_P(StoreContract, erasing_another_version_is_a_conflict) {
    commit(shop.one_order(7));
    Batch erase;
    erase.writes.push_back({.key = {AggregateKind::order, 1}, .version_before = 4, .erased = true});
    EXPECT_EQ(refused(erase).text(), "/writes/0: order 1 is at version 1, not 4");
}

TEST_P(StoreContract, history_walks_one_customer_newest_first_and_pages) {
    for (const uint64_t customer : {7, 8, 7, 9, 7, 8, 7}) commit(shop.one_order(customer));

    const auto newest = reader->history(7, kNewest, 3).value();
    ASSERT_EQ(newest.size(), 3u);
    EXPECT_EQ(newest[0].seq, 7u);
    EXPECT_EQ(newest[1].seq, 5u);
    EXPECT_EQ(newest[2].seq, 3u);
    const auto older = reader->history(7, newest.back().seq, 3).value();
    ASSERT_EQ(older.size(), 1u);
    EXPECT_EQ(older[0].seq, 1u);
    EXPECT_TRUE(reader->history(7, 1, 3).value().empty());
}

TEST_P(StoreContract, history_before_a_record_of_another_customer_is_invalid) {
    commit(shop.one_order(7));
    commit(shop.one_order(8));
    EXPECT_EQ(reader->history(7, 2, 10).fault().kind, FaultKind::invalid);
    EXPECT_EQ(reader->history(7, 99, 10).fault().kind, FaultKind::invalid);
}

TEST_P(StoreContract, a_history_that_points_astray_is_corrupt) {
    commit(shop.one_order(7));
    Batch astray = shop.one_order(8);
    astray.records[0].previous_seq = 1;  // customer 7's
    commit(astray);
    EXPECT_EQ(reader->history(8, kNewest, 10).fault().kind, FaultKind::corrupt);
}

TEST_P(StoreContract, records_come_in_sequence_from_where_one_asks_and_stop_when_told) {
    for (uint64_t i = 0; i < 20; ++i) commit(shop.one_order(i % 3 + 1));
    std::vector<uint64_t> seen;
    const auto walked = reader->each_record(5, [&](const JournalRecord& record) {
        seen.push_back(record.seq);
        return record.seq < 8;
    });
    ASSERT_TRUE(walked.ok());
    EXPECT_EQ(seen, (std::vector<uint64_t>{5, 6, 7, 8}));
}

TEST_P(StoreContract, aggregates_come_in_the_order_of_their_unsigned_ids) {
    const uint64_t high = uint64_t{1} << 63;
    for (const uint64_t id : {high + 5, uint64_t{3}, UINT64_MAX, high, uint64_t{1}, high - 1})
        commit(shop.one_order(id));
    const auto ids_from = [&](uint64_t from) {
        std::vector<uint64_t> ids;
        const auto scanned = reader->each_aggregate(AggregateKind::customer, from, [&](uint64_t id, const Loaded&) {
            ids.push_back(id);
            return true;
        });
        EXPECT_TRUE(scanned.ok());
        return ids;
    };
    EXPECT_EQ(ids_from(0), (std::vector<uint64_t>{1, 3, high - 1, high, high + 5, UINT64_MAX}));
    EXPECT_EQ(ids_from(3), (std::vector<uint64_t>{3, high - 1, high, high + 5, UINT64_MAX}));
    EXPECT_EQ(ids_from(high + 1), (std::vector<uint64_t>{high + 5, UINT64_MAX}));
}

TEST_P(StoreContract, a_scan_of_aggregates_stops_when_told) {
    const uint64_t high = uint64_t{1} << 63;
    for (const uint64_t id : {uint64_t{1}, uint64_t{2}, high}) commit(shop.one_order(id));
    size_t seen = 0;
    ASSERT_TRUE(reader
                    ->each_aggregate(AggregateKind::customer, 0,
                                     [&](uint64_t, const Loaded&) {
                                         ++seen;
                                         return false;
                                     })
                    .ok());
    EXPECT_EQ(seen, 1u);
}

TEST_P(StoreContract, due_customers_are_those_with_an_instant) {
    Batch batch;
    batch.writes.push_back({.key = {AggregateKind::customer, UINT64_MAX}, .bytes = "c", .due_at = {300}});
    batch.writes.push_back({.key = {AggregateKind::customer, 1}, .bytes = "a", .due_at = {500}});
    batch.writes.push_back({.key = {AggregateKind::customer, 2}, .bytes = "b"});
    commit(batch);
    std::vector<std::pair<uint64_t, int64_t>> due;
    ASSERT_TRUE(reader
                    ->each_due([&](uint64_t customer, Instant at) {
                        due.emplace_back(customer, at.milliseconds);
                        return true;
                    })
                    .ok());
    EXPECT_EQ(due, (std::vector<std::pair<uint64_t, int64_t>>{{1, 500}, {UINT64_MAX, 300}}));
}

TEST_P(StoreContract, a_callback_may_use_the_reader_it_was_called_from) {
    for (uint64_t i = 1; i <= 3; ++i) commit(shop.one_order(i));
    size_t pairs = 0;
    ASSERT_TRUE(
        reader
            ->each_record(
                0,
                [&](const JournalRecord& outer) {
                    EXPECT_TRUE(reader->load({AggregateKind::customer, outer.customer}).value().has_value());
                    EXPECT_TRUE(reader->each_record(0, [&](const JournalRecord&) { return ++pairs > 0; }).ok());
                    return true;
                })
            .ok());
    EXPECT_EQ(pairs, 9u);
}

TEST_P(StoreContract, statistics_count_what_is_there) {
    for (uint64_t i = 0; i < 10; ++i) commit(shop.one_order(i % 4 + 1));
    Batch tally;
    tally.writes.push_back({.key = {AggregateKind::tally, 1}, .bytes = "t"});
    commit(tally);
    Batch codes;
    for (const uint64_t id : {uint64_t{7}, UINT64_MAX})
        codes.writes.push_back({.key = {AggregateKind::code, id}, .bytes = "c"});
    commit(codes);
    Batch product;
    product.writes.push_back({.key = {AggregateKind::product, 7}, .bytes = "p"});
    commit(product);
    EXPECT_EQ(reader->load({AggregateKind::product, 7}).value()->bytes, "p");
    const Statistics statistics = reader->statistics().value();
    EXPECT_EQ(statistics.records, 10u);
    EXPECT_EQ(statistics.customers, 4u);
    EXPECT_EQ(statistics.orders, 10u);
    EXPECT_EQ(statistics.tallies, 1u);
    EXPECT_EQ(statistics.codes, 2u);
    EXPECT_EQ(statistics.products, 1u);
    EXPECT_EQ(statistics.keys, 10u);
}

TEST_P(StoreContract, codes_are_aggregates_of_their_own) {
    commit(shop.one_order(7));
    Batch issued;
    for (const uint64_t id : {UINT64_MAX, uint64_t{7}})
        issued.writes.push_back({.key = {AggregateKind::code, id}, .bytes = "new", .last_seq = 1});
    commit(issued);
    Batch used;
    used.writes.push_back({.key = {AggregateKind::code, 7}, .version_before = 1, .bytes = "used", .last_seq = 1});
    commit(used);
    std::string found;
    ASSERT_TRUE(reader
                    ->each_aggregate(AggregateKind::code, 0,
                                     [&](uint64_t id, const Loaded& loaded) {
                                         found += std::to_string(id) + " " + loaded.bytes + "\n";
                                         return true;
                                     })
                    .ok());
    EXPECT_EQ(found, "7 used\n18446744073709551615 new\n");
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value()->version, 1u);
}

TEST_P(StoreContract, codes_that_wait_come_the_earliest_first) {
    Batch batch;
    batch.writes.push_back({.key = {AggregateKind::code, 5}, .bytes = "a", .due_at = {500}});
    batch.writes.push_back({.key = {AggregateKind::code, 9}, .bytes = "b", .due_at = {300}});
    batch.writes.push_back({.key = {AggregateKind::code, 6}, .bytes = "c"});
    commit(batch);
    std::vector<uint64_t> waiting;
    ASSERT_TRUE(reader
                    ->each_due_code([&](uint64_t id, Instant) {
                        waiting.push_back(id);
                        return true;
                    })
                    .ok());
    EXPECT_EQ(waiting, (std::vector<uint64_t>{9, 5}));
}

TEST_P(StoreContract, a_held_snapshot_does_not_move_and_does_not_stop_the_writer) {
    commit(shop.one_order(7));
    ASSERT_TRUE(reader->hold_snapshot().ok());
    commit(shop.one_order(7));
    EXPECT_EQ(reader->last_seq().value(), 1u);
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value()->version, 1u);
    EXPECT_EQ(reader->statistics().value().records, 1u);
    EXPECT_FALSE(reader->hold_snapshot().ok());
    reader->release_snapshot();
    EXPECT_EQ(reader->last_seq().value(), 2u);
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value()->version, 2u);
}

TEST_P(StoreContract, a_scan_sees_one_commit_though_others_follow) {
    for (uint64_t i = 1; i <= 5; ++i) commit(shop.one_order(i));
    size_t seen = 0;
    ASSERT_TRUE(reader
                    ->each_record(0,
                                  [&](const JournalRecord&) {
                                      ++seen;
                                      commit(shop.one_order(99));
                                      EXPECT_EQ(reader->load({AggregateKind::customer, 99}).value(), std::nullopt);
                                      return true;
                                  })
                    .ok());
    EXPECT_EQ(seen, 5u);
    EXPECT_EQ(reader->load({AggregateKind::customer, 99}).value()->version, 5u);
}

TEST_P(StoreContract, programmes_are_published_once) {
    const ProgrammeVersion first{"cercle", 1, {5}, "{\"a\":1}", "a: 1", hash256("{\"a\":1}")};
    const ProgrammeVersion second{"cercle", 2, {6}, "{\"a\":2}", "a: 2", hash256("{\"a\":2}")};
    ASSERT_TRUE(store->publish_programme(second).ok());
    ASSERT_TRUE(store->publish_programme(first).ok());
    EXPECT_EQ(reader->programme("cercle", 2).value(), second);
    EXPECT_EQ(reader->programme("cercle", 3).value(), std::nullopt);
    const auto listed = reader->programmes().value();
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].version, 1u);
    EXPECT_EQ(listed[1].hash, second.hash);
    EXPECT_EQ(listed[1].document, "");

    Batch again = shop.one_order(7);
    again.programmes.push_back(first);
    EXPECT_EQ(refused(again).problems.front().where, "/programmes/0");
}

TEST_P(StoreContract, an_api_key_is_listed_and_revoked_once) {
    const ApiKey key{"key_1", "till", ApiKeyKind::publishable, hash256("pk_secret"), "cret", {10}, kNever};
    ASSERT_TRUE(store->put_api_key(key).ok());
    EXPECT_EQ(reader->api_keys().value(), std::vector<ApiKey>{key});
    ASSERT_TRUE(store->revoke_api_key("key_1", {20}).ok());
    ASSERT_TRUE(store->revoke_api_key("key_1", {30}).ok());
    EXPECT_EQ(reader->api_keys().value().front().revoked_at, Instant{20});
    EXPECT_EQ(store->revoke_api_key("key_2", {20}).fault().kind, FaultKind::not_found);
}

TEST_P(StoreContract, settings_are_put_found_by_prefix_and_removed) {
    ASSERT_TRUE(store->put_setting("draft/b", "2").ok());
    ASSERT_TRUE(store->put_setting("draft/a", "1").ok());
    ASSERT_TRUE(store->put_setting("drafu", "3").ok());
    ASSERT_TRUE(store->put_setting("draft/a", "one").ok());
    EXPECT_EQ(reader->setting("draft/a").value(), "one");
    EXPECT_EQ(reader->settings("draft/").value(), (std::vector<Setting>{{"draft/a", "one"}, {"draft/b", "2"}}));
    ASSERT_TRUE(store->put_setting("draft/a", std::nullopt).ok());
    EXPECT_EQ(reader->setting("draft/a").value(), std::nullopt);
    EXPECT_EQ(reader->settings("").value().size(), 2u);
}

TEST_P(StoreContract, readers_see_whole_batches_while_the_writer_commits) {
    std::atomic<bool> done = false;
    std::atomic<size_t> looks = 0;
    std::string broken;
    std::thread looking([&] {
        const auto own = store->reader().value();
        while (!done && broken.empty()) {
            broken = testing::broken_promise(*own);
            ++looks;
        }
    });
    for (uint64_t i = 0; i < 200 || looks < 3; ++i) {
        Batch batch;
        for (uint64_t j = 0; j < 5; ++j) shop.order(batch, (i + j) % 17 + 1);
        commit(batch);
        ASSERT_TRUE(store->tidy().ok());
        if (i > 20'000) break;
    }
    done = true;
    looking.join();
    EXPECT_EQ(broken, "");
    EXPECT_EQ(testing::broken_promise(*reader), "");
}

TEST_P(StoreContract, a_closed_store_takes_nothing_more_and_its_readers_go_on) {
    commit(shop.one_order(7));
    ASSERT_TRUE(store->close().ok());
    EXPECT_FALSE(store->commit(shop.one_order(7)).ok());
    EXPECT_EQ(reader->last_seq().value(), 1u);
    store.reset();
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value()->version, 1u);
}

TEST_P(StoreContract, storage_in_order_passes_its_check) {
    for (uint64_t i = 0; i < 50; ++i) commit(shop.one_order(i));
    EXPECT_TRUE(reader->check_storage().ok());
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(Kind{"memory", [](const Folder&) { return open_memory(); }},
                                           Kind{"sqlite",
                                                [](const Folder& folder) {
                                                    auto store = open_sqlite(folder.file("data"));
                                                    return store ? std::move(*store) : nullptr;
                                                }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace habitue::store
