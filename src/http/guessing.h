// Slows those who guess codes: wrong ones are counted by who sent them (an API key, an address, a customer) and by
// the campaign they claim to be of (the prefix of a batch); whoever had too many waits until the minute is over.
// What is right costs nothing, so a customer who mistypes twice never notices. Any thread; a fixed number of names,
// the stalest giving way.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "http/request.h"

namespace habitue {

// "key:...", "address:...", "customer:...", "campaign:ATELIER"
struct Suspect {
    std::string who;
    int most_a_minute = 10;
};

class GuessGuard {
  public:
    explicit GuessGuard(size_t names = 16'384);

    // How many seconds to wait before the next try; 0: go on.
    int wait_seconds(const std::vector<Suspect>&, Instant now);
    void note(const std::vector<Suspect>&, int wrong, Instant now);

  private:
    struct Slot {
        uint64_t name = 0;
        Instant window_start = kEarliest;
        int64_t wrong = 0;
    };
    Slot& slot_of(std::string_view name, Instant now);

    std::string seed_;
    std::mutex mutex_;
    std::vector<Slot> slots_;
};

Response guess_refusal(int wait_seconds, std::string_view request_id);  // 429 with Retry-After

}  // namespace habitue
