#include "http/routes/readers.h"

namespace habitue {
namespace {
constexpr size_t kMostIdle = 16;
}

Result<Readers::Lease> Readers::lease() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return Lease(*this, std::move(reader));
        }
    }
    auto opened = store_.reader();
    if (!opened) return opened.fault();
    return Lease(*this, std::move(*opened));
}

void Readers::give_back(std::unique_ptr<store::Reader> reader) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMostIdle) idle_.push_back(std::move(reader));
}

}  // namespace habitue
