// The best allowed set where it shows without a long search. Internal to the kernel.
//
// No offer ever takes more than it would alone. So when the offers that are worth most alone, as far as the rules
// let them stand together, take just that one after another, no allowed set gives more. Where a few run into one
// another, the sets are tried from the most worth alone downwards until none that is left could take more than the
// best has taken; line_fill.h tells how much those chosen and those to come could take at most. Whatever is less
// plain (a budget that binds, the merchant's objective, too many to try) is for `choose`, which finds as good a set
// where both can tell, and the same one where nothing runs into anything.
#pragma once

#include <optional>

#include "loyalty/offers/candidates.h"

namespace habitue::loyalty {

struct PlainAnswer {
    std::optional<Choice> choice;  // nothing where it takes a search to tell
    std::vector<size_t> hopeful;   // then: the matches that a better set may have, rising
};
// `alone`: what each match takes of the cart by itself.
PlainAnswer plain_choice(const Programme&, const Matches&, const std::vector<Money>& alone);
// Which of the chosen keep that match out, by the rules of stacking alone.
std::vector<size_t> kept_out_by(const Programme&, const Matches&, const std::vector<size_t>& chosen, size_t match);

}  // namespace habitue::loyalty
