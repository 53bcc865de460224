// An offer that applies to this cart, with what it may take, before it is known which offers go together. Internal
// to the kernel.
#pragma once

#include <cstdint>
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
    std::vector<uint32_t> lines;  // the offer's own: indices into PricedCart::lines, rising; of a free product
                                  // those that hold one of its products
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

// Takes the candidate's benefit off `left`, tells what it took of which line, if asked, and returns the sum.
//
// The base of the benefit is the cart as it came, for an offer after others what is left. Which units are the
// cheapest or the dearest is always told by the cart as it came; units that cost nothing do not count. The units of
// a line cost its amount divided by its quantity, the remainder going cent by cent to the last ones, so that they
// sum to the line. A benefit of the whole order is taken off the lines in proportion to what is left of them, and
// where a line may give no more, off the others. Of several free products the one is free that is worth most.
//
// Never takes more than the lines have left above their floors, than the lines together have above the order's,
// than the offer's room, its cap, or `most`. Monotone: with less left, line by line, or a smaller `most`, the sum
// is never larger. What the lines keep is never below zero and the parts sum to what is returned.
struct Taken {
    std::vector<Money> lines;  // of the cart's shape
    Money delivery;
    Money sum;
    const char* shrunk_by = "";  // "cap", "room", "floor", or "": what made it less than the benefit, nearest last
};
Money take(const PricedCart&, const Candidate&, Remaining& left, Taken* taken = nullptr, Money most = {INT64_MAX});

// The best allowed set, in the order of application; indices into the candidates.
struct Choice {
    std::vector<size_t> chosen;
    std::vector<Taken> taken;  // by each chosen one, with what the others left of budgets that they share
    // Left out though the rules would allow them and they would take something: with them the others would take so
    // much less that the sum is no better. Rising; rare.
    std::vector<size_t> no_better;
    Money discount;
    bool proven = true;  // no allowed set has a better discount
    Money bound;         // none passes it: the discount itself if proven
    uint64_t work = 0;   // nodes; those with many candidates count for more
};
// `candidates` are in the order of application. A set is allowed when exclusivity, groups, the most offers of a
// cart and the uses left of shared budgets allow it, and each of its offers, applied in order, takes something.
// Offers that share a budget, and codes of one offer, share what it has left: a later one gets what earlier ones
// leave. Customer: the largest discount. Merchant: the smallest of those allowed sets that leave nobody out without
// a rule: whoever takes something in his place is in, or kept out by exclusivity, groups, the most offers, or uses.
// Ties: more offers, then the earlier in the order of application, as far as some hundreds of nodes tell.
// Rooms are asked once for each shared budget, with an offer that has this budget and nothing else.
Choice choose(const Programme&, const PricedCart&, const std::vector<Candidate>& candidates, const Rooms*);
// Which of the chosen keep this candidate out by the rules, or, for those that would make it no better, which of
// those applied later would lose; rising. Empty when it could have been added: the others leave it nothing to take.
std::vector<size_t> in_the_way(const Programme&, const std::vector<Candidate>&, const Choice&, size_t candidate);
// Sorts into the order of application: those after others last, then higher priority, document order, code.
void put_in_order(std::vector<Candidate>&);

}  // namespace habitue::loyalty
