#include "service/committer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "store/memory/memory.h"

namespace habitue::service {
namespace {

class CommitterTest : public testing::Test {
  protected:
    static store::Batch one_key(uint8_t number) {
        store::Batch batch;
        batch.keys.push_back({Hash128{number}, {}, 0, 200, "answer", Instant{0}});
        return batch;
    }
    bool is_written(uint8_t number) { return store->find_key(Hash128{number}).value().has_value(); }

    std::unique_ptr<store::Store> store = store::open_memory();
};

TEST_F(CommitterTest, answers_are_prepared_and_leave_after_their_own_commit) {
    std::promise<std::string> told;
    std::string said;
    Committer committer(*store, [] {});
    committer.hand_over(one_key(1), {[&] { said = "prepared, "; },
                                     [&](const std::optional<Fault>& fault) {
                                         said += fault ? fault->text() : is_written(1) ? "written" : "not written";
                                         told.set_value(said);
                                     }});
    EXPECT_EQ(told.get_future().get(), "prepared, written");
    EXPECT_TRUE(committer.outcome().written);
}

TEST_F(CommitterTest, an_empty_batch_is_not_written_and_its_answers_leave) {
    std::promise<void> told;
    Committer committer(*store, [] {});
    committer.hand_over({}, {[] {}, [&](const std::optional<Fault>&) { told.set_value(); }});
    told.get_future().get();
    EXPECT_FALSE(committer.outcome().written);
}

// Who reads the answers slowly slows down the decisions, or they would gather without end.
TEST_F(CommitterTest, it_takes_no_more_while_the_answers_of_two_batches_have_not_left) {
    std::promise<void> go_on, first_is_leaving, second_is_free;
    const std::shared_future<void> gone_on = go_on.get_future().share();
    std::atomic<int> left = 0;
    std::atomic<bool> waiting_for_room = false;
    Committer committer(*store, [&] {
        if (waiting_for_room.exchange(false)) second_is_free.set_value();
    });
    committer.hand_over(one_key(1), {[] {},
                                     [&](const std::optional<Fault>&) {
                                         first_is_leaving.set_value();
                                         gone_on.wait();
                                         ++left;
                                     }});
    first_is_leaving.get_future().wait();
    (void)committer.outcome();
    EXPECT_TRUE(committer.free()) << "one batch untold is not in the way";
    committer.hand_over(one_key(2), {[] {}, [&](const std::optional<Fault>&) { ++left; }});
    while (!is_written(2)) std::this_thread::yield();
    EXPECT_FALSE(committer.free());
    EXPECT_EQ(left, 0);
    waiting_for_room = true;
    go_on.set_value();
    second_is_free.get_future().wait();
    EXPECT_GE(left, 1);
    EXPECT_TRUE(committer.outcome().written);
    EXPECT_TRUE(committer.free());
}

TEST_F(CommitterTest, what_it_was_handed_is_written_before_it_ends) {
    std::atomic<bool> told = false;
    {
        Committer committer(*store, [] {});
        committer.hand_over(one_key(1), {[] {}, [&](const std::optional<Fault>&) { told = true; }});
    }
    EXPECT_TRUE(told);
    EXPECT_TRUE(is_written(1));
}

}  // namespace
}  // namespace habitue::service
