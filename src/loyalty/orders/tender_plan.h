// How much each of the gift cards and cheques that are offered pays. In this order of importance:
//
//   1. they pay as much of the order together as they can;
//   2. what cheques lose is the least (a cheque is used up by its order; what it does not pay is lost);
//   3. the sequence in which they were given: the earlier pays first.
//
// A purse that only pays one seller's goods never stands aside because an open one, given earlier, paid for them:
// the open one pays somebody else. Where the sequence as it is loses the least, it is followed to the letter; else
// the cheques of the best choice pay first. Exact up to kMostTenderSteps, which no fourteen cheques can reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/money.h"

namespace habitue::loyalty {

inline constexpr int kMostTenderSteps = 40'000;

struct Purse {
    static constexpr size_t kAny = SIZE_MAX;
    Money available;     // of it, at most this pays
    Money worth;         // a cheque's, lost but for what it pays; zero: a card, whose rest stays
    size_t owed = kAny;  // index of the only one it pays
};

struct TenderPlan {
    std::vector<Money> pays;  // by purse
    bool proven = true;       // false: the steps ended before the search
};
// `owed` by seller, not negative.
TenderPlan plan_tenders(const std::vector<Money>& owed, const std::vector<Purse>&);

}  // namespace habitue::loyalty
