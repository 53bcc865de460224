// A child process commits and acknowledges each batch; it is killed at some moment. What it acknowledged must be
// there, and nothing may be there by halves.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "store/fixtures.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

using testing::broken_promise;
using testing::Folder;
using testing::Shop;

// Small steps, so that the kill often falls into a checkpoint.
const SqliteOptions kOften{.checkpoint_pages = 20};

[[noreturn]] void commit_until_killed(const std::string& folder, uint64_t seed, int acknowledgements) {
    auto store = open_sqlite(folder, kOften);
    if (!store) _exit(2);
    Shop shop;
    shop.resume(*(*store)->reader().value());
    std::mt19937_64 random(seed);
    while (true) {
        Batch batch;
        for (uint64_t i = random() % 20; i < 20; ++i)
            shop.order(batch, random() % 50, std::string(random() % 900, 'x'));
        if (!(*store)->commit(batch)) _exit(3);
        const uint64_t seq = (*store)->last_seq();
        if (write(acknowledgements, &seq, sizeof seq) != sizeof seq) _exit(4);
        if (!(*store)->tidy()) _exit(5);
    }
}

// Runs a child for a while after its first acknowledgement; its last one.
uint64_t killed_after(const std::string& folder, uint64_t seed, useconds_t microseconds) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        commit_until_killed(folder, seed, ends[1]);
    }
    close(ends[1]);
    uint64_t acknowledged = 0;
    uint64_t seq = 0;
    if (read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) usleep(microseconds);
    kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
    while (read(ends[0], &seq, sizeof seq) == sizeof seq) acknowledged = seq;
    close(ends[0]);
    return acknowledged;
}

TEST(Crash, what_was_acknowledged_before_a_kill_is_there_whole) {
    const Folder folder;
    const uint64_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 10; ++round) {
        const uint64_t acknowledged =
            killed_after(folder.file("data"), random(), static_cast<useconds_t>(random() % 60'000));
        ASSERT_GT(acknowledged, 0u);
        const auto store = open_sqlite(folder.file("data"), kOften);
        ASSERT_TRUE(store.ok()) << store.fault().text();
        EXPECT_GE((*store)->last_seq(), acknowledged) << "round " << round;
        const auto reader = (*store)->reader().value();
        EXPECT_EQ(broken_promise(*reader), "") << "round " << round;
        EXPECT_TRUE(reader->check_storage().ok());
    }
}

}  // namespace
}  // namespace habitue::store
