#include "service/committer.h"

#include <cassert>
#include <chrono>

namespace habitue::service {
namespace {

bool is_empty(const store::Batch& batch) {
    return batch.records.empty() && batch.writes.empty() && batch.keys.empty();
}

}  // namespace

Committer::Committer(store::Store& store, std::function<void()> on_free)
    : store_(store), on_free_(std::move(on_free)), thread_([this] { run(); }) {}

Committer::~Committer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool Committer::free() const {
    const std::lock_guard lock(mutex_);
    return !busy_;
}

void Committer::hand_over(store::Batch batch) {
    {
        const std::lock_guard lock(mutex_);
        assert(!busy_ && "one batch after another");
        busy_ = handed_ = true;
        failed_ = false;
        batch_ = std::move(batch);
    }
    changed_.notify_all();
}

void Committer::let_leave(LetLeave let_leave) {
    {
        const std::lock_guard lock(mutex_);
        let_leave_ = std::move(let_leave);
    }
    changed_.notify_all();
}

Committer::Outcome Committer::outcome() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !busy_; });
    return outcome_;
}

Committer::Outcome Committer::commit() const {
    if (is_empty(batch_)) return {};
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome;
    outcome.written = true;
    if (auto done = store_.commit(batch_); !done) outcome.fault = done.fault();
    outcome.microseconds = static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
    return outcome;
}

void Committer::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return handed_ || stopping_; });
        if (!handed_) return;
        handed_ = false;
        lock.unlock();
        Outcome outcome = commit();
        failed_ = outcome.fault.has_value();
        lock.lock();
        changed_.wait(lock, [&] { return let_leave_ != nullptr; });
        const LetLeave let_leave = std::exchange(let_leave_, nullptr);
        lock.unlock();
        let_leave(outcome.fault);
        if (outcome.written) (void)store_.tidy();  // the next commit reports what is wrong with the disk
        lock.lock();
        outcome_ = std::move(outcome);
        batch_ = {};
        busy_ = false;
        lock.unlock();
        changed_.notify_all();
        on_free_();
        lock.lock();
    }
}

}  // namespace habitue::service
