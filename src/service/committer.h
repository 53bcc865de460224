// The thread that makes batches durable, one after another, while the decider goes on. The answers of a batch leave
// from here: after their own commit, or with its fault. Housekeeping follows them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "store/store.h"

namespace habitue::service {

class Committer {
  public:
    using LetLeave = std::function<void(const std::optional<Fault>&)>;
    struct Outcome {
        std::optional<Fault> fault;
        bool written = false;
        uint64_t microseconds = 0;
    };

    // `on_free` is called on the committer's thread whenever it could take another batch.
    Committer(store::Store&, std::function<void()> on_free);
    ~Committer();  // finishes what it was handed
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    // The rest is for one thread, the decider's. Each batch: hand_over, let_leave, and its outcome once.
    bool free() const;
    bool failed() const { return failed_; }  // the batch handed over last did; said before its answers leave
    void hand_over(store::Batch);            // only when free; an empty batch is not written
    void let_leave(LetLeave);                // the answers of the batch handed over, ready by now
    // What became of the batch handed over last. Waits for it, and for its answers to have left.
    Outcome outcome();

  private:
    void run();
    Outcome commit() const;

    store::Store& store_;
    std::function<void()> on_free_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> failed_{false};
    bool busy_ = false;    // from hand_over until the answers have left and the house is tidy
    bool handed_ = false;  // and not begun
    bool stopping_ = false;
    store::Batch batch_;
    LetLeave let_leave_;
    Outcome outcome_;
    std::thread thread_;
};

}  // namespace habitue::service
