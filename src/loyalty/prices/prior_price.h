// The price to show beside a reduced one (Directive 98/6/EC, article 6a): the lowest that everybody could buy the
// product at in the 30 days before the reduction began.
//
//   - A product that is on sale for less than 30 days: the lowest since then. On sale from its first day at this
//   price:
//     there is none.
//   - Falls that follow each other within 30 days, without a rise in between, are one reduction: the reference
//   stays
//     that of the days before the first of them, however long the last price holds.
//   - Prices for some only (members, a code sent to one customer) neither count nor need a reference.
//
// 30 days are days of the shop's zone, back from the instant at which the reduction began; that instant is not one
// of them. Pure.
#pragma once

#include <optional>

#include "base/calendar.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/remark.h"
#include "loyalty/offers/offer.h"
#include "loyalty/prices/product.h"

namespace habitue::loyalty {

inline constexpr Period kPriorPriceDays{30, Period::Unit::days};

// Drops what no reference at `now` or later can need: prices that ended more than 60 days ago, but never those of
// the 30 days before a reduction that still holds. `reduced_since`: the earliest start of our own reductions that
// run.
void forget(PriceHistory&, Instant now, const TimeZone&, std::optional<Instant> reduced_since = {});

struct PriorPrice {
    enum class Reason : uint8_t {
        lowest,         // of the 30 days before the reduction
        since_on_sale,  // ... of fewer days: it is not on sale for longer
        progressive,    // of the 30 days before the first of several falls
        no_price,       // nothing is known before the reduction
    };
    Reason reason = Reason::no_price;
    std::optional<Money> price;  // nothing: no_price
    Instant began = kNever;      // of the reduction
    Instant price_at = kNever;   // when that price began
};
std::string_view name_of(PriorPrice::Reason);

// The reference at `at`, for the price that holds then: its reduction began with the first of the falls that led to
// it. Where an offer of ours takes off more, `reduced_since` is when that began: its start is one of the falls.
// Where neither is so, the reference is that of a reduction which begins at `at`.
PriorPrice prior_price(const PriceHistory&, Instant at, const TimeZone&, std::optional<Instant> reduced_since = {});
// In words: "The lowest price of the 30 days before the reduction of 1 December 2026: 100.00 EUR."
Remark sentence(const PriorPrice&, const Currency&, const TimeZone&);

// Is a price of `reduced` with this reference an announced reduction at all? A shop that shows one which is not is
// misleading.
bool is_reduced(const PriorPrice&, Money reduced);

// Does the offer lower the price for everybody? Then it needs the reference; a public word is for everybody.
bool is_public_reduction(const Offer&);

}  // namespace habitue::loyalty
