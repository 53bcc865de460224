// Tiers: qualified for by a measure over a window, upgraded at once (through several levels if need be), downgraded
// only at a review, after a grace, by at most so many levels. docs/explanation/tiers.md tells the rules with
// examples.
#pragma once

#include <optional>

#include "loyalty/draft.h"

namespace habitue::loyalty {

// The customer's measure at `now`: of the window that counts for climbing.
int64_t tier_measure(const Programme&, const Customer&, Instant now);

// What a member is told: what to reach for the next level, and what to keep the present one.
struct TierProjection {
    std::string level;              // empty: none
    int64_t measure = 0;            // millionths of the currency unit, points, or orders
    std::string next_level;         // empty: at the top
    int64_t to_climb = 0;           // missing to next_level
    Instant review_at = kNever;     // when the present level is looked at again
    Instant downgrade_at = kNever;  // when it would be lost, if nothing more counts
    int64_t to_stay = 0;            // missing, until then, to keep it

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("level", self.level);
        visit("measure", self.measure);
        visit("next_level", self.next_level);
        visit("to_climb", self.to_climb);
        visit("review_at", self.review_at);
        visit("downgrade_at", self.downgrade_at);
        visit("to_stay", self.to_stay);
    }
};
std::optional<TierProjection> project_tier(const Programme&, const Customer&, Instant now);

// Internal to the kernel: the review at the end of every decision, and when the clock must look again.
void review_tier(Draft&);
Instant tier_due(const Draft&);

}  // namespace habitue::loyalty
