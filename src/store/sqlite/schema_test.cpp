#include "store/sqlite/schema.h"

#include <gtest/gtest.h>

#include "base/fields.h"
#include "store/fixtures.h"
#include "store/migrations/migrations.h"
#include "store/sqlite/files.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

using testing::Folder;

Connection created(const Folder& folder) {
    return Connection::open(database_file(folder.path()), Access::create).value();
}

TEST(Schema, a_database_of_version_1_is_brought_up_to_date_with_what_it_holds) {
    const Folder folder;
    {
        Connection first = created(folder);
        ASSERT_TRUE(migrate(first, {sqlite_migrations().front()}).ok());
        ASSERT_TRUE(
            first
                .execute("INSERT INTO journal VALUES (1, 7, 0, 1000, 1001, NULL, x'6f6e65');"
                         "INSERT INTO customers VALUES (7, 3, 5000, 1, NULL, x'616e6e61');"
                         "INSERT INTO orders VALUES (9, 1, NULL, 1, NULL, x'6f');"
                         "INSERT INTO idempotency_keys VALUES (zeroblob(16), zeroblob(16), 1, 201, 1000, x'61');"
                         "UPDATE counts SET customers = 1, orders = 1, idempotency_keys = 1;"
                         "INSERT INTO settings VALUES ('name', x'76616c7565')")
                .ok());
    }
    const auto store = open_sqlite(folder.path());
    ASSERT_TRUE(store.ok()) << store.fault().text();
    const auto reader = (*store)->reader().value();
    const Loaded customer{"anna", 3, 1, {}, {5000}};
    EXPECT_EQ(reader->load({AggregateKind::customer, 7}).value(), customer);
    EXPECT_EQ(reader->record(1).value()->bytes, "one");
    EXPECT_EQ(reader->find_key({}).value()->status, 201);
    EXPECT_EQ(reader->setting("name").value(), "value");
    EXPECT_EQ(reader->statistics().value().orders, 1u);
    EXPECT_EQ(reader->statistics().value().codes, 0u);
    EXPECT_EQ(reader->statistics().value().products, 0u);
}

TEST(Schema, orders_of_version_3_move_to_the_place_of_their_number) {
    const Folder folder;
    const auto& all = sqlite_migrations();
    constexpr uint64_t kHash = 0xfedcba9876543210, kLowerHash = kHash & ((uint64_t{1} << 44) - 1);
    struct Case {
        std::string id;
        uint64_t after;
    };
    const Case cases[]{{"wide-501", kHash + 1},
                       {"a-0999", kHash + 2},
                       {"", kHash + 3},
                       {"1234-fin", kHash + 4},
                       {"#1001", uint64_t{100100} << 44 | (kLowerHash + 5)},
                       {"2026-000012345678", uint64_t{123456} << 44 | (kLowerHash + 6)},
                       {"98765432109876543210987", uint64_t{987654} << 44 | (kLowerHash + 7)},
                       {"é" + std::string(122, 'a') + "7001", uint64_t{700100} << 44 | (kLowerHash + 8)}};
    {
        Connection third = created(folder);
        ASSERT_TRUE(migrate(third, {all.begin(), all.begin() + 3}).ok());
        auto insert = third.prepare("INSERT INTO orders VALUES (?1, ?2, NULL, ?2, NULL, ?3)").value();
        uint64_t number = 0;
        for (const Case& one : cases) {
            const std::string bytes = to_bytes(one.id) + "its content 5678";
            ++number;
            insert.bind(1, kHash + number);
            insert.bind(2, number);
            insert.bind_bytes(3, bytes);
            ASSERT_TRUE(insert.run().ok());
        }
    }
    const auto reader = open_sqlite(folder.path()).value()->reader().value();
    uint64_t number = 0;
    for (const Case& one : cases) {
        ++number;
        const Loaded expected{to_bytes(one.id) + "its content 5678", number, number, {}, kNever};
        EXPECT_EQ(reader->load({AggregateKind::order, one.after}).value(), expected) << one.id;
    }
}

TEST(Schema, each_migration_runs_once_in_its_order) {
    const Folder folder;
    Connection connection = created(folder);
    const std::string_view first = "CREATE TABLE steps(n INTEGER); INSERT INTO steps VALUES (1);";
    const std::string_view second = "INSERT INTO steps VALUES (2);";
    ASSERT_TRUE(migrate(connection, {first}).ok());
    ASSERT_TRUE(migrate(connection, {first, second}).ok());
    ASSERT_TRUE(migrate(connection, {first, second}).ok());
    EXPECT_EQ(connection.integer("SELECT group_concat(n, '') FROM steps").value(), 12);
    EXPECT_TRUE(check_version(connection, 2).ok());
}

TEST(Schema, a_migration_that_fails_changes_nothing) {
    const Folder folder;
    Connection connection = created(folder);
    const std::string_view first = "CREATE TABLE steps(n INTEGER);";
    ASSERT_TRUE(migrate(connection, {first}).ok());
    EXPECT_FALSE(migrate(connection, {first, "INSERT INTO steps VALUES (2);", "nonsense"}).ok());
    EXPECT_EQ(connection.integer("SELECT count(*) FROM steps").value(), 0);
    EXPECT_TRUE(check_version(connection, 1).ok());
}

TEST(Schema, a_database_of_a_newer_program_is_refused) {
    const Folder folder;
    ASSERT_TRUE(open_sqlite(folder.path()).ok());
    ASSERT_TRUE(created(folder).execute("PRAGMA user_version = 999").ok());
    const std::string known = std::to_string(sqlite_migrations().size());
    const auto store = open_sqlite(folder.path());
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.fault().text(),
              "the database has version 999 and this program knows " + known + ": use a newer program");
    EXPECT_FALSE(open_sqlite(folder.path(), {.read_only = true}).ok());
}

TEST(Schema, a_read_only_connection_refuses_an_older_database) {
    const Folder folder;
    Connection connection = created(folder);
    ASSERT_TRUE(migrate(connection, {"CREATE TABLE steps(n INTEGER);"}).ok());
    EXPECT_FALSE(check_version(connection, 2).ok());
}

}  // namespace
}  // namespace habitue::store
