// The best allowed set where it shows without a search. Internal to the kernel.
//
// No offer ever takes more than it would alone. So when the offers that are worth most alone, as far as the rules
// let them stand together, take just that one after another, no allowed set gives more. That is the common case:
// discounts seldom reach the bottom of a line. Whatever is less plain (offers on what others left, floors and
// budgets that bind, the merchant's objective) is for `choose`, which gives the same set where both can tell.
#pragma once

#include <optional>

#include "loyalty/offers/candidates.h"

namespace habitue::loyalty {

// `worth` is what each match takes of the cart by itself. Nothing where it takes a search to tell.
std::optional<Choice> plain_choice(const Programme&, const Matches&, const std::vector<Money>& worth);
// Which of the chosen keep that match out, by the rules of stacking alone.
std::vector<size_t> kept_out_by(const Programme&, const Matches&, const std::vector<size_t>& chosen, size_t match);

}  // namespace habitue::loyalty
