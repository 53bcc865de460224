// An offer that applies to this cart, with what it may take, before it is known which offers go together. Internal
// to the kernel.
#pragma once

#include <vector>

#include "loyalty/offers/pricing.h"

namespace habitue::loyalty {

// The cart in minor units, as the shop sent it.
struct PricedCart {
    struct Line {
        uint32_t index = 0;  // in the order's lines
        int64_t quantity = 0;
        Money amount;  // of the kept units, after the shop's own discount, rounded half to even
        Money floor;   // discounts leave at least this (zero, or the margin floor)
    };
    std::vector<Line> lines;  // kept sale lines, gift cards and lines below zero left out
    Money delivery;
    Money goods;        // the sum of the lines
    Money order_floor;  // what the lines together keep at least
};

struct Candidate {
    const Offer* offer = nullptr;
    size_t position = 0;  // in the programme's offers
    CodeId code;
    std::vector<uint32_t> lines;  // the offer's own: indices into PricedCart::lines, rising
    Benefit benefit;              // the step reached, the value of the day
    OfferRoom room;
    Money cap{INT64_MAX};  // by the customer's contribution
    Instant next_change = kNever;
};

// What is left to discount while offers are applied one after another.
struct Remaining {
    std::vector<Money> lines;
    Money delivery;
};

// Takes the candidate's benefit off `left` and adds what it took to `taken` (same shape as the cart's lines), if
// given. Returns the sum. Monotone: with less left (line by line) it never takes more.
struct Taken {
    std::vector<Money> lines;
    Money delivery;
    const char* shrunk_by = "";  // "cap", "room", "floor", or ""
};
Money take(const PricedCart&, const Candidate&, Remaining& left, Taken* taken = nullptr);

// The best allowed set, in the order of application; indices into the candidates.
struct Choice {
    std::vector<size_t> chosen;
    Money discount;
    bool proven = true;
    Money bound;
    uint64_t work = 0;
};
// `candidates` are in the order of application.
Choice choose(const Programme&, const PricedCart&, const std::vector<Candidate>& candidates, const Rooms*);
// Which of the chosen keep this candidate out; empty when it could have been added (it takes nothing).
std::vector<size_t> in_the_way(const Programme&, const std::vector<Candidate>&, const Choice&, size_t candidate);
// Sorts into the order of application.
void put_in_order(std::vector<Candidate>&);

}  // namespace habitue::loyalty
