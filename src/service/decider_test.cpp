#include "service/decider.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "loyalty/programme/reader.h"
#include "service/documents.h"
#include "service/verify.h"
#include "store/memory/memory.h"

namespace habitue::service {
namespace {

constexpr const char* kDocument = R"(
habitue: 1
id: decider
name: {en: Decider}
currency: EUR
time_zone: Europe/Paris
languages: [en]
wallets: {points: {name: {en: [point, points]}}}
earning: [{id: review, on: activity("review"), points: 20}]
)";

// A store whose commits wait until they are let through, and fail when told.
class HeldStore : public store::Store {
  public:
    Result<std::unique_ptr<store::Reader>> reader() override { return beneath_->reader(); }
    Result<void> commit(const store::Batch& batch) override {
        {
            std::unique_lock lock(mutex_);
            ++begun_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return !held_ || let_through_ > 0; });
            if (held_) --let_through_;
            if (fails_ > 0) {
                --fails_;
                return Fault::of(FaultKind::busy, "the disk is full");
            }
        }
        return beneath_->commit(batch);
    }
    uint64_t last_seq() const override { return beneath_->last_seq(); }
    Result<std::optional<store::Loaded>> load(store::AggregateKey key) override { return beneath_->load(key); }
    Result<std::optional<store::KeyRow>> find_key(const Hash128& key) override { return beneath_->find_key(key); }
    Result<void> tidy() override { return beneath_->tidy(); }
    Result<void> backup(const std::string& path) override { return beneath_->backup(path); }
    Result<void> close() override { return beneath_->close(); }

    void hold() {
        const std::lock_guard lock(mutex_);
        held_ = true;
    }
    void release() {
        const std::lock_guard lock(mutex_);
        held_ = false;
        changed_.notify_all();
    }
    void let_through(int commits) {
        const std::lock_guard lock(mutex_);
        let_through_ += commits;
        changed_.notify_all();
    }
    void fail(int commits) {
        const std::lock_guard lock(mutex_);
        fails_ = commits;
    }
    int begun() {
        const std::lock_guard lock(mutex_);
        return begun_;
    }
    void wait_for_begun(int commits) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return begun_ >= commits; });
    }

  private:
    std::unique_ptr<store::Store> beneath_ = store::open_memory();
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    int let_through_ = 0;
    int fails_ = 0;
    int begun_ = 0;
};

Submission review_of(const std::string& customer, const std::string& id) {
    Submission submission;
    submission.command.body = loyalty::TrackActivity{customer, id, "review", Instant{1'795'255'200'000}, {}};
    submission.render = [](const Told& told) {
        const auto& customer_after = told.handled.after.customer;
        const auto points = customer_after.wallets.empty() ? 0 : customer_after.wallets.front().active().value;
        return Answer{static_cast<uint16_t>(told.handled.decision.refused() ? 422 : 200), std::to_string(points),
                      false};
    };
    return submission;
}

class DeciderTest : public ::testing::Test {
  protected:
    void SetUp() override {
        DeciderOptions options;
        options.clock = ClockMode::commands;
        options.now = [] { return Instant{1'795'255'300'000}; };
        decider = Decider::start(store, std::move(options)).value();
        auto programme = loyalty::read_programme(read_document(kDocument).value()).value();
        ASSERT_TRUE(decider->publish(std::move(programme), kDocument).ok());
    }
    void TearDown() override {
        store.release();
        decider.reset();
        EXPECT_EQ(verify(store)->difference.value_or(""), "");
    }
    std::future<Result<Answer>> submit(Submission submission) {
        auto promise = std::make_shared<std::promise<Result<Answer>>>();
        submission.done = [promise](Result<Answer> answer) { promise->set_value(std::move(answer)); };
        auto answered = promise->get_future();
        decider->submit(std::move(submission));
        return answered;
    }
    static bool is_answered(const std::future<Result<Answer>>& answer) {
        return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }
    void wait_until_decided(uint64_t commands) {
        while (decider->counts().commands < commands) std::this_thread::yield();
    }
    uint64_t records() { return store.reader().value()->statistics().value().records; }

    HeldStore store;
    std::unique_ptr<Decider> decider;
};

TEST_F(DeciderTest, an_answer_leaves_after_its_own_commit_and_not_after_an_earlier_one) {
    store.hold();
    const int before = store.begun();
    auto first = submit(review_of("ada", "r1"));
    store.wait_for_begun(before + 1);
    auto second = submit(review_of("bob", "r2"));
    wait_until_decided(2);
    EXPECT_FALSE(is_answered(first));
    store.let_through(1);
    EXPECT_EQ(first.get()->body, "20");
    store.wait_for_begun(before + 2);
    EXPECT_FALSE(is_answered(second));
    store.let_through(1);
    EXPECT_EQ(second.get()->body, "20");
    EXPECT_EQ(records(), 2u);
}

TEST_F(DeciderTest, what_was_decided_while_a_commit_was_under_way_is_one_batch) {
    store.hold();
    const int before = store.begun();
    auto first = submit(review_of("ada", "r0"));
    store.wait_for_begun(before + 1);
    std::vector<std::future<Result<Answer>>> answers;
    for (int i = 1; i <= 50; ++i) answers.push_back(submit(review_of("ada", "r" + std::to_string(i))));
    wait_until_decided(51);
    store.let_through(2);
    EXPECT_EQ(first.get()->body, "20");
    for (size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].get()->body, std::to_string(20 * (i + 2)));
    EXPECT_EQ(store.begun(), before + 2);
}

TEST_F(DeciderTest, what_was_decided_on_top_of_a_commit_that_failed_fails_with_it) {
    ASSERT_EQ(decider->ask(review_of("ada", "r0"))->body, "20");
    store.hold();
    store.fail(1);
    const int before = store.begun();
    auto first = submit(review_of("ada", "r1"));
    store.wait_for_begun(before + 1);
    auto on_top = submit(review_of("ada", "r2"));
    auto beside = submit(review_of("bob", "r3"));
    wait_until_decided(4);
    store.release();
    EXPECT_FALSE(first.get().ok());
    EXPECT_FALSE(on_top.get().ok());
    EXPECT_FALSE(beside.get().ok());
    EXPECT_EQ(records(), 1u);
    EXPECT_EQ(decider->ask(review_of("ada", "r2"))->body, "40");
    EXPECT_EQ(decider->ask(review_of("bob", "r3"))->body, "20");
}

TEST_F(DeciderTest, a_dry_run_does_not_wait_for_a_commit_and_sees_nothing_of_one_that_failed) {
    ASSERT_EQ(decider->ask(review_of("ada", "r0"))->body, "20");
    store.hold();
    store.fail(1);
    const int before = store.begun();
    auto kept = submit(review_of("ada", "r1"));
    store.wait_for_begun(before + 1);
    Submission dry = review_of("ada", "r2");
    dry.dry_run = true;
    EXPECT_TRUE(decider->ask(dry).ok());
    store.release();
    EXPECT_FALSE(kept.get().ok());
    EXPECT_EQ(decider->ask(review_of("ada", "r3"))->body, "40");
    EXPECT_EQ(decider->ask(dry)->body, "60");
    EXPECT_EQ(decider->ask(dry)->body, "60");
    EXPECT_EQ(records(), 2u);
}

TEST_F(DeciderTest, a_key_is_answered_again_only_when_its_commit_succeeded) {
    const auto keyed = [](const std::string& id) {
        Submission submission = review_of("ada", id);
        submission.key = Key{key_of(id), key_of("fingerprint of " + id)};
        return submission;
    };
    store.fail(1);
    EXPECT_FALSE(decider->ask(keyed("k1")).ok());
    EXPECT_FALSE(decider->ask(keyed("k1"))->repeated);
    const auto again = decider->ask(keyed("k1"));
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->body, "20");
    EXPECT_EQ(records(), 1u);
}

TEST_F(DeciderTest, under_a_failing_disk_exactly_what_was_acknowledged_is_there) {
    std::atomic<int> acknowledged{0};
    std::atomic<bool> done{false};
    std::thread trouble([&] {
        while (!done) {
            store.fail(1);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        store.fail(0);
    });
    std::vector<std::thread> shops;
    for (int shop = 0; shop < 4; ++shop)
        shops.emplace_back([&, shop] {
            for (int i = 0; i < 300; ++i) {
                const std::string id = std::to_string(shop) + "-" + std::to_string(i);
                Submission dry = review_of("c" + std::to_string(i % 7), id + "?");
                dry.dry_run = true;
                (void)decider->ask(std::move(dry));  // may meet a batch that fails
                if (decider->ask(review_of("c" + std::to_string(i % 7), id)).ok()) ++acknowledged;
            }
        });
    for (std::thread& shop : shops) shop.join();
    done = true;
    trouble.join();
    EXPECT_EQ(records(), static_cast<uint64_t>(acknowledged.load()));
    EXPECT_GT(decider->counts().failed_commits, 0u);
    EXPECT_GT(decider->counts().commits, 0u);
}

}  // namespace
}  // namespace habitue::service
