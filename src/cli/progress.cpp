#include "cli/progress.h"

namespace habitue::cli {

void Progress::show(uint64_t done, uint64_t in_all) {
    if (!session_.err_is_terminal || in_all == 0) return;
    const uint64_t percent = done >= in_all ? 100 : done * 100 / in_all;
    if (percent == percent_) return;
    percent_ = percent;
    const std::string bar(percent / 4, '#');
    session_.err << "\r" << label_ << " [" << bar << std::string(25 - bar.size(), ' ') << "] " << percent << " %"
                 << std::flush;
}

void Progress::clear() {
    if (percent_ > 100) return;
    session_.err << "\r" << std::string(label_.size() + 40, ' ') << "\r" << std::flush;
    percent_ = 101;
}

}  // namespace habitue::cli
