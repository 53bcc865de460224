// A lock for many who look and one who changes: whoever waits to change is not overtaken by those who come to look.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace habitue::service {

class FairLock {
  public:
    void lock() {
        const std::lock_guard first(gate_);
        mutex_.lock();
    }
    void unlock() { mutex_.unlock(); }
    void lock_shared() {
        const std::lock_guard first(gate_);
        mutex_.lock_shared();
    }
    void unlock_shared() { mutex_.unlock_shared(); }

  private:
    std::mutex gate_;
    std::shared_mutex mutex_;
};

}  // namespace habitue::service
