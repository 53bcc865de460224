// How long customers wait before they order again, learned from the days on which they ordered. A customer's own
// rhythm is the gaps between their past orders; who has fewer than two gaps, or waits longer by now than ever
// before, is taken to wait as all customers do. Of all customers the waits that have not ended yet count too, as
// being longer than they are now (the product-limit estimate), so that those who never came back are not forgotten.
//
// Chances are whole parts of kCertain, each step rounded down; what is missing to kCertain is "not within the
// longest wait that was seen".
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "loyalty/customer/customer.h"

namespace habitue::insight {

inline constexpr int64_t kCertain = 1'000'000'000'000;

struct ChanceOfDay {
    int64_t days = 0;  // from today, 1 or more
    int64_t parts = 0;
    bool operator==(const ChanceOfDay&) const = default;
};

// The days between the customer's days with orders, as far back as these are kept.
std::vector<int32_t> gaps_of(const loyalty::Customer&);

class Rhythms {
  public:
    // Once for each customer; `today` is the same local day for all of them.
    void learn(const loyalty::Customer&, int32_t today);

    struct NextOrder {
        std::vector<ChanceOfDay> chances;  // by rising day, none of zero parts
        bool own = false;                  // by the customer's own rhythm
    };
    // When the next order comes, given that none came until today. A customer who never ordered, or null, is taken
    // to have ordered on `since`.
    NextOrder next_order(const loyalty::Customer*, int32_t since, int32_t today) const;

  private:
    std::map<int32_t, int64_t> ended_;  // waits by their days
    std::map<int32_t, int64_t> open_;
};

}  // namespace habitue::insight
