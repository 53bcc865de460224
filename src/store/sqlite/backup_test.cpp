#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "store/fixtures.h"
#include "store/memory/memory.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

using testing::broken_promise;
using testing::everything;
using testing::Folder;
using testing::Shop;

class Backup : public ::testing::Test {
  protected:
    void commit_orders(int count) {
        for (int i = 0; i < count; ++i) {
            Batch batch;
            for (uint64_t j = 0; j < 5; ++j) shop.order(batch, (static_cast<uint64_t>(i) + j) % 29);
            ASSERT_TRUE(store->commit(batch).ok());
        }
    }

    Folder folder;
    std::string copy = folder.file("copy.db");
    std::unique_ptr<Store> store = open_sqlite(folder.file("data")).value();
    Shop shop;
};

TEST_F(Backup, restored_is_what_was_backed_up) {
    commit_orders(50);
    ASSERT_TRUE(store->put_setting("name", "value").ok());
    const std::string before = everything(*store->reader().value());
    ASSERT_TRUE(store->backup(copy).ok());
    commit_orders(5);

    const auto restored = restore_sqlite(copy, folder.file("restored"));
    ASSERT_TRUE(restored.ok()) << restored.fault().text();
    const auto other = open_sqlite(folder.file("restored"));
    ASSERT_TRUE(other.ok()) << other.fault().text();
    EXPECT_EQ(everything(*(*other)->reader().value()), before);
    Shop there;
    there.resume(*(*other)->reader().value());
    EXPECT_TRUE((*other)->commit(there.one_order(7)).ok());
}

TEST_F(Backup, a_copy_made_while_others_write_is_of_one_commit) {
    commit_orders(200);
    std::atomic<bool> done = false;
    std::thread writing([&] {
        while (!done) commit_orders(1);
    });
    for (int round = 0; round < 3; ++round) {
        const std::string name = std::to_string(round);
        const uint64_t before = store->last_seq();
        ASSERT_TRUE(store->backup(folder.file(name + ".db")).ok());
        const uint64_t after = store->last_seq();
        ASSERT_TRUE(restore_sqlite(folder.file(name + ".db"), folder.file(name)).ok());
        const auto other = open_sqlite(folder.file(name)).value();
        EXPECT_EQ(broken_promise(*other->reader().value()), "");
        EXPECT_GE(other->last_seq(), before);
        EXPECT_LE(other->last_seq(), after);
        EXPECT_EQ(other->last_seq() % 5, 0u);
    }
    done = true;
    writing.join();
}

TEST_F(Backup, a_backup_never_replaces_a_file) {
    std::ofstream(copy) << "precious";
    EXPECT_EQ(store->backup(copy).fault().kind, FaultKind::conflict);
    EXPECT_EQ(std::filesystem::file_size(copy), 8u);
}

TEST_F(Backup, a_backup_that_cannot_be_written_is_a_fault_and_leaves_nothing) {
    EXPECT_FALSE(store->backup(folder.file("missing/copy.db")).ok());
    EXPECT_FALSE(std::filesystem::exists(folder.file("missing")));
}

TEST_F(Backup, restore_refuses_a_folder_that_holds_something) {
    commit_orders(1);
    ASSERT_TRUE(store->backup(copy).ok());
    EXPECT_EQ(restore_sqlite(copy, folder.file("data")).fault().kind, FaultKind::conflict);
    EXPECT_EQ(store->reader().value()->last_seq().value(), 5u);
}

TEST_F(Backup, restore_refuses_what_is_no_backup) {
    std::ofstream(folder.file("text")) << std::string(5000, 'x');
    EXPECT_EQ(restore_sqlite(folder.file("text"), folder.file("a")).fault().kind, FaultKind::corrupt);
    EXPECT_EQ(restore_sqlite(folder.file("none"), folder.file("a")).fault().kind, FaultKind::not_found);
    EXPECT_FALSE(std::filesystem::exists(folder.file("a")));
}

TEST_F(Backup, restore_refuses_a_damaged_backup) {
    commit_orders(200);
    ASSERT_TRUE(store->backup(copy).ok());
    std::filesystem::resize_file(copy, std::filesystem::file_size(copy) / 2);
    EXPECT_EQ(restore_sqlite(copy, folder.file("a")).fault().kind, FaultKind::corrupt);
    EXPECT_FALSE(std::filesystem::exists(folder.file("a")));
}

TEST_F(Backup, a_store_in_memory_has_none) { EXPECT_FALSE(open_memory()->backup(copy).ok()); }

}  // namespace
}  // namespace habitue::store
