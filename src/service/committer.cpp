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
    : store_(store),
      on_free_(std::move(on_free)),
      writer_([this] { write_all(); }),
      teller_([this] { tell_all(); }) {}

Committer::~Committer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    writer_.join();
    teller_.join();
}

bool Committer::free() const {
    const std::lock_guard lock(mutex_);
    return has_room();
}

void Committer::hand_over(store::Batch batch, Answers answers) {
    {
        const std::lock_guard lock(mutex_);
        assert(has_room() && "one batch after another");
        busy_ = handed_ = true;
        failed_ = false;
        batch_ = std::move(batch);
        telling_.push_back({std::move(answers), false, {}});
    }
    changed_.notify_all();
}

Committer::Outcome Committer::outcome() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return has_room(); });
    return outcome_;
}

Committer::Outcome Committer::commit(const store::Batch& batch) const {
    if (is_empty(batch)) return {};
    const auto start = std::chrono::steady_clock::now();
    Outcome outcome;
    outcome.written = true;
    if (auto done = store_.commit(batch); !done) outcome.fault = done.fault();
    outcome.microseconds = static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count());
    return outcome;
}

void Committer::write_all() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return handed_ || stopping_; });
        if (!handed_) return;
        handed_ = false;
        Telling& telling = telling_.back();
        store::Batch batch = std::move(batch_);
        lock.unlock();
        Outcome outcome = commit(batch);
        failed_ = outcome.fault.has_value();
        lock.lock();
        telling.fault = outcome.fault;
        telling.ended = true;
        lock.unlock();
        changed_.notify_all();
        if (outcome.written) (void)store_.tidy();  // the next commit reports what is wrong with the disk
        lock.lock();
        outcome_ = std::move(outcome);
        busy_ = false;
        tell_if_free(lock);
        batch = {};
        lock.lock();
    }
}

void Committer::tell_all() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return !telling_.empty() || stopping_; });
        if (telling_.empty()) return;
        Telling& telling = telling_.front();
        lock.unlock();
        telling.answers.prepare();
        lock.lock();
        changed_.wait(lock, [&] { return telling.ended; });
        lock.unlock();
        telling.answers.leave(telling.fault);
        telling.answers = {};
        lock.lock();
        telling_.pop_front();
        tell_if_free(lock);
        lock.lock();
    }
}

// Lets go of the lock.
void Committer::tell_if_free(std::unique_lock<std::mutex>& lock) {
    const bool free = has_room();
    lock.unlock();
    if (!free) return;
    changed_.notify_all();
    on_free_();
}

}  // namespace habitue::service
