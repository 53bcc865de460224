#include "base/appender.h"

#include <algorithm>

namespace habitue {

void Appender::grow(size_t most) {
    constexpr size_t kFirst = 512;
    const auto used = static_cast<size_t>(at_ - out_.data());
    const size_t needed = used + most;
    out_.resize(needed <= out_.capacity() ? out_.capacity() : std::max({needed, 2 * out_.capacity(), kFirst}));
    at_ = out_.data() + used;
    end_ = out_.data() + out_.size();
}

}  // namespace habitue
