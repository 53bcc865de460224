// What the SQLite store promises beyond the contract: files that last, one writer, clear words about foreign, newer
// and damaged ones.
#include "store/sqlite/sqlite.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/fixtures.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"

namespace habitue::store {
namespace {

using testing::broken_promise;
using testing::everything;
using testing::Folder;
using testing::Shop;

std::unique_ptr<Store> opened(const std::string& folder, const SqliteOptions& options = {}) {
    auto store = open_sqlite(folder, options);
    EXPECT_TRUE(store.ok()) << store.fault().text();
    return store ? std::move(*store) : nullptr;
}

void fill(Store& store, Shop& shop, uint64_t orders) {
    for (uint64_t i = 0; i < orders; i += 10) {
        Batch batch;
        for (uint64_t j = 0; j < 10; ++j) shop.order(batch, (i + j) % 37, std::string(200, 'x'));
        ASSERT_TRUE(store.commit(batch).ok());
    }
}

TEST(SqliteStore, opening_again_finds_everything) {
    const Folder folder;
    Shop shop;
    std::string before;
    {
        const auto store = opened(folder.path());
        fill(*store, shop, 100);
        ASSERT_TRUE(store->put_setting("name", "value").ok());
        before = everything(*store->reader().value());
    }
    const auto store = opened(folder.path());
    EXPECT_EQ(everything(*store->reader().value()), before);
    EXPECT_EQ(store->last_seq(), 100u);
    EXPECT_TRUE(store->commit(shop.one_order(7)).ok());
}

TEST(SqliteStore, a_second_writer_is_refused_until_the_first_has_closed) {
    const Folder folder;
    auto first = opened(folder.path());
    const auto second = open_sqlite(folder.path());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.fault().kind, FaultKind::busy);
    EXPECT_EQ(second.fault().text(), folder.path() + ": another process has this database open for writing");
    ASSERT_TRUE(first->close().ok());
    EXPECT_TRUE(open_sqlite(folder.path()).ok());
}

TEST(SqliteStore, a_writer_in_another_process_is_refused) {
    const Folder folder;
    const auto store = opened(folder.path());
    const pid_t child = fork();
    if (child == 0) _exit(open_sqlite(folder.path()).ok() ? 1 : 0);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SqliteStore, a_read_only_store_reads_beside_the_writer_and_refuses_commits) {
    const Folder folder;
    Shop shop;
    const auto writer = opened(folder.path());
    fill(*writer, shop, 10);
    const auto looking = opened(folder.path(), {.read_only = true});
    const auto reader = looking->reader().value();
    EXPECT_EQ(reader->last_seq().value(), 10u);
    fill(*writer, shop, 10);
    EXPECT_EQ(reader->last_seq().value(), 20u);
    EXPECT_EQ(looking->commit(shop.one_order(7)).fault().kind, FaultKind::invalid);
}

TEST(SqliteStore, a_missing_database_is_not_found_unless_it_may_be_created) {
    const Folder folder;
    EXPECT_EQ(open_sqlite(folder.file("none"), {.create = false}).fault().kind, FaultKind::not_found);
    EXPECT_EQ(open_sqlite(folder.file("none"), {.read_only = true}).fault().kind, FaultKind::not_found);
    EXPECT_FALSE(std::filesystem::exists(folder.file("none")));
    EXPECT_TRUE(open_sqlite(folder.file("some/where")).ok());
    EXPECT_TRUE(open_sqlite(folder.file("some/where"), {.create = false}).ok());
}

TEST(SqliteStore, a_folder_that_cannot_be_made_is_a_fault) {
    const Folder folder;
    std::ofstream(folder.file("in_the_way")) << "x";
    const auto store = open_sqlite(folder.file("in_the_way/data"));
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.fault().kind, FaultKind::io);
}

TEST(SqliteStore, somebody_elses_database_is_refused_and_left_as_it_is) {
    const Folder folder;
    {
        auto other = Connection::open(database_file(folder.path()), Access::create).value();
        ASSERT_TRUE(other.execute("CREATE TABLE recipes(name TEXT)").ok());
    }
    const auto size = std::filesystem::file_size(database_file(folder.path()));
    const auto store = open_sqlite(folder.path());
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.fault().text(), "this SQLite database was not made by Habitué");
    EXPECT_EQ(std::filesystem::file_size(database_file(folder.path())), size);
}

TEST(SqliteStore, readers_do_not_grow_the_log_for_ever) {
    const Folder folder;
    Shop shop;
    const auto store = opened(folder.path(), {.checkpoint_pages = 50});
    const auto reader = store->reader().value();
    const auto log_size = [&] { return std::filesystem::file_size(database_file(folder.path()) + "-wal"); };
    for (int i = 0; i < 20; ++i) {
        fill(*store, shop, 50);
        ASSERT_TRUE(store->tidy().ok());
    }
    const auto usual = log_size();
    EXPECT_LT(usual, 200u * 4096);

    ASSERT_TRUE(reader->hold_snapshot().ok());
    for (int i = 0; i < 20; ++i) fill(*store, shop, 50);
    EXPECT_GT(log_size(), 2 * usual);
    reader->release_snapshot();
    fill(*store, shop, 500);
    ASSERT_TRUE(store->tidy().ok());
    const auto grown = log_size();
    for (int i = 0; i < 20; ++i) fill(*store, shop, 50);
    EXPECT_EQ(log_size(), grown);  // written over from its beginning
    EXPECT_EQ(broken_promise(*reader), "");
}

// Reads all there is and expects nothing but answers or faults; the first fault's kind.
std::optional<FaultKind> walk(const std::string& folder) {
    const auto store = open_sqlite(folder, {.read_only = true});
    if (!store) return store.fault().kind;
    const auto reader = (*store)->reader();
    if (!reader) return reader.fault().kind;
    const auto walked = (*reader)->each_record(0, [&](const JournalRecord& record) {
        (void)(*reader)->history(record.customer, kNewest, 100);
        return true;
    });
    if (!walked) return walked.fault().kind;
    const auto scanned =
        (*reader)->each_aggregate(AggregateKind::customer, 0, [](uint64_t, const Loaded&) { return true; });
    if (!scanned) return scanned.fault().kind;
    const auto checked = (*reader)->check_storage();
    if (!checked) return checked.fault().kind;
    return std::nullopt;
}

class DamagedFile : public ::testing::Test {
  protected:
    // A database's bytes, made once.
    static const std::string& whole() {
        static const std::string bytes = [] {
            const Folder made_in;
            const auto store = opened(made_in.path());
            Shop shop;
            Batch batch;
            for (uint64_t i = 0; i < 1000; ++i) shop.order(batch, i % 37, std::string(200, 'x'));
            EXPECT_TRUE(store->commit(batch).ok());
            EXPECT_TRUE(store->close().ok());
            std::ifstream in(database_file(made_in.path()), std::ios::binary);
            return std::string(std::istreambuf_iterator<char>(in), {});
        }();
        return bytes;
    }
    void put(const std::string& bytes) const {
        std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), std::ssize(bytes));
    }

    Folder folder;
    std::string file = database_file(folder.path());
};

TEST_F(DamagedFile, an_undamaged_one_passes) {
    put(whole());
    EXPECT_EQ(walk(folder.path()), std::nullopt);
}

TEST_F(DamagedFile, a_lost_header_is_corrupt) {
    put(std::string(100, '\7') + whole().substr(100));
    const auto store = open_sqlite(folder.path());
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.fault().kind, FaultKind::corrupt);
    EXPECT_NE(store.fault().text().find("habitue.db"), std::string::npos) << store.fault().text();
}

TEST_F(DamagedFile, a_cut_file_is_corrupt) {
    put(whole().substr(0, whole().size() / 2));
    EXPECT_EQ(walk(folder.path()), FaultKind::corrupt);
}

TEST_F(DamagedFile, overwritten_pages_are_faults_and_never_a_crash) {
    size_t found = 0;
    const size_t pages = whole().size() / 4096;
    ASSERT_GT(pages, 100u);
    for (size_t page = 1; page < pages; page += 5) {
        std::string damaged = whole();
        for (size_t i = 0; i < 64; ++i) damaged[page * 4096 + i] = static_cast<char>(i * 37 + page);
        put(damaged);
        if (const auto kind = walk(folder.path())) {
            EXPECT_EQ(*kind, FaultKind::corrupt) << "page " << page;
            ++found;
        }
    }
    EXPECT_GT(found, 10u);
}

TEST_F(DamagedFile, a_row_of_the_wrong_form_is_corrupt) {
    put(whole());
    {
        auto raw = Connection::open(file, Access::write).value();
        ASSERT_TRUE(raw.execute("UPDATE customers SET chain = x'00' WHERE id = 7").ok());
    }
    const auto store = opened(folder.path());
    EXPECT_EQ(store->load({AggregateKind::customer, 7}).fault().kind, FaultKind::corrupt);
    EXPECT_TRUE(store->load({AggregateKind::customer, 8}).ok());
}

}  // namespace
}  // namespace habitue::store
