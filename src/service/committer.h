// Makes batches durable, one after another, while the decider goes on. Two threads of its own: one writes; the
// other gets the answers of the batch ready meanwhile and lets them leave after their own commit, or with its
// fault.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "store/store.h"

namespace habitue::service {

class Committer {
  public:
    struct Answers {
        std::function<void()> prepare;
        std::function<void(const std::optional<Fault>&)> leave;  // after prepare
    };
    struct Outcome {
        std::optional<Fault> fault;
        bool written = false;
        uint64_t microseconds = 0;
    };

    // `on_free` is called on a thread of the committer's whenever it could take another batch.
    Committer(store::Store&, std::function<void()> on_free);
    ~Committer();  // finishes what it was handed
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    // The rest is for one thread, the decider's. Each batch: hand_over, and its outcome once.
    bool free() const;
    bool failed() const { return failed_; }  // the batch handed over last did; said before its answers leave
    void hand_over(store::Batch, Answers);   // only when free; an empty batch is not written
    // What became of the batch handed over last. Waits until another one could be taken.
    Outcome outcome();

  private:
    struct Telling {
        Answers answers;
        bool ended = false;  // written, or not to be
        std::optional<Fault> fault;
    };

    void write_all();
    void tell_all();
    void tell_if_free(std::unique_lock<std::mutex>&);
    Outcome commit(const store::Batch&) const;
    bool has_room() const { return !busy_ && telling_.size() < kMostTelling; }

    static constexpr size_t kMostTelling = 2;  // batches whose answers have not left

    store::Store& store_;
    std::function<void()> on_free_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> failed_{false};
    bool busy_ = false;    // from hand_over until the house is tidy
    bool handed_ = false;  // and not begun
    bool stopping_ = false;
    store::Batch batch_;
    Outcome outcome_;
    std::deque<Telling> telling_;  // the last one's batch is the one being written
    std::thread writer_, teller_;
};

}  // namespace habitue::service
