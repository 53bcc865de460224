// A disk that fails when told. After a sync that failed nobody knows what the disk holds, and a second sync may
// report success without having written it (databases lost data to this in 2018), so the store must not go on.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>

#include "store/fixtures.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

using testing::broken_promise;
using testing::Folder;
using testing::Shop;

// Stands in front of the system's files for the tests below: the method tables are copied with two methods
// exchanged.
struct FailingDisk {
    static inline sqlite3_vfs* system = nullptr;
    static inline sqlite3_vfs ours{};
    static inline std::map<const sqlite3_io_methods*, sqlite3_io_methods> methods;
    static inline const sqlite3_io_methods* originals = nullptr;
    static inline int syncs = 0;
    static inline int fail_sync_in = 0;  // 1: the next one
    static inline int fail_write_in = 0;

    static bool falls_due(int& counter) { return counter > 0 && --counter == 0; }
    static int sync(sqlite3_file* file, int flags) {
        ++syncs;
        if (falls_due(fail_sync_in)) return SQLITE_IOERR_FSYNC;
        return originals->xSync(file, flags);
    }
    static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
        if (falls_due(fail_write_in)) return SQLITE_FULL;
        return originals->xWrite(file, bytes, size, offset);
    }
    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
        const int code = system->xOpen(system, name, file, flags, flags_out);
        if (file->pMethods == nullptr) return code;
        originals = file->pMethods;
        sqlite3_io_methods& copy = methods[file->pMethods];
        copy = *file->pMethods;
        copy.xSync = sync;
        copy.xWrite = write;
        file->pMethods = &copy;
        return code;
    }

    FailingDisk() {
        system = sqlite3_vfs_find(nullptr);
        ours = *system;
        ours.zName = "failing";
        ours.xOpen = open;
        sqlite3_vfs_register(&ours, 1);
    }
    ~FailingDisk() {
        fail_sync_in = fail_write_in = 0;
        sqlite3_vfs_unregister(&ours);
        sqlite3_vfs_register(system, 1);
    }
};

class FailingDiskTest : public ::testing::Test {
  protected:
    void SetUp() override {
        open();
        for (uint64_t i = 0; i < 20; ++i) ASSERT_TRUE(store->commit(shop.one_order(i % 7)).ok());
    }
    void open() {
        store.reset();
        auto fresh = open_sqlite(folder.path());
        ASSERT_TRUE(fresh.ok()) << fresh.fault().text();
        store = std::move(*fresh);
        shop.resume(*store->reader().value());
    }

    Folder folder;
    FailingDisk disk;
    std::unique_ptr<Store> store;
    Shop shop;
};

TEST_F(FailingDiskTest, after_a_failed_sync_the_store_takes_nothing_more_until_it_is_opened_anew) {
    FailingDisk::fail_sync_in = 1;
    const auto failed = store->commit(shop.one_order(7));
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.fault().kind, FaultKind::io);
    EXPECT_EQ(store->last_seq(), 20u);
    EXPECT_EQ(store->reader().value()->last_seq().value(), 20u);

    FailingDisk::syncs = 0;
    shop.resume(*store->reader().value());
    const auto refused = store->commit(shop.one_order(7));
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.fault().text().find("takes nothing more until it is opened anew"), std::string::npos);
    EXPECT_FALSE(store->tidy().ok());
    EXPECT_FALSE(store->put_setting("name", "value").ok());
    EXPECT_TRUE(store->close().ok());
    EXPECT_EQ(FailingDisk::syncs, 0) << "a failed sync was tried again";

    open();
    EXPECT_GE(store->last_seq(), 20u);  // what was not acknowledged may be there, but whole
    EXPECT_EQ(broken_promise(*store->reader().value()), "");
    EXPECT_TRUE(store->commit(shop.one_order(7)).ok());
}

TEST_F(FailingDiskTest, a_failed_sync_while_tidying_is_the_end_too) {
    store.reset();
    store = open_sqlite(folder.path(), {.checkpoint_pages = 1}).value();
    ASSERT_TRUE(store->commit(shop.one_order(7)).ok());
    FailingDisk::fail_sync_in = 1;
    EXPECT_FALSE(store->tidy().ok());
    EXPECT_FALSE(store->commit(shop.one_order(7)).ok());
    open();
    EXPECT_EQ(store->last_seq(), 21u);
    EXPECT_EQ(broken_promise(*store->reader().value()), "");
}

TEST_F(FailingDiskTest, a_full_disk_refuses_the_batch_and_a_later_one_may_pass) {
    FailingDisk::fail_write_in = 2;
    const auto full = store->commit(shop.one_order(7));
    ASSERT_FALSE(full.ok());
    EXPECT_EQ(full.fault().kind, FaultKind::busy);
    shop.resume(*store->reader().value());
    EXPECT_TRUE(store->commit(shop.one_order(7)).ok());
    open();
    EXPECT_EQ(store->last_seq(), 21u);
    EXPECT_EQ(broken_promise(*store->reader().value()), "");
}

}  // namespace
}  // namespace habitue::store
