// The domain's "no". A closed list in order of precedence (the first of several reasons decides the HTTP status);
// numbers are stored and never reused. A new refusal earns its place when some caller would act differently because
// of it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace habitue::loyalty {

enum class RefusalCode : uint16_t {
    customer_not_found = 1,
    customer_merged = 2,  // merged into another one: speak to the survivor
    order_not_found = 3,
    wallet_not_found = 4,
    reward_not_found = 5,
    hold_not_found = 6,
    redemption_not_found = 7,
    merge_not_found = 8,
    line_not_found = 9,
    currency_mismatch = 20,
    order_changed = 21,  // the content differs from what was already paid
    order_of_another_customer = 22,
    order_cancelled = 23,
    refund_changed = 24,  // the same refund id with other lines
    refunded_more_than_bought = 25,
    already_refunded = 26,
    hold_closed = 27,
    not_a_member = 40,
    condition_not_met = 41,
    not_available_yet = 42,
    no_longer_available = 43,
    below_minimum = 44,  // minimum order, minimum points
    above_maximum = 45,  // maximum share of the order, of the hold
    not_a_step = 46,
    limit_reached = 47,
    out_of_stock = 48,
    not_enough_points = 49,
    not_allowed = 50,  // the programme does not allow it (transfers, paying with points)
    same_customer = 51,
    merge_no_longer_reversible = 52,
    amount_out_of_range = 60,
    in_the_future = 61,
    invalid = 62,  // a value the kernel cannot accept; the detail says which
    code_not_valid = 70,
    code_used = 71,
    code_exists = 72,
    offer_not_met = 73,   // its conditions
    offer_excluded = 74,  // a chosen offer keeps it out
    budget_exhausted = 75,
    cap_reached = 76,  // of the customer's contribution
    quote_changed = 77,
    card_not_valid = 78,
    card_empty = 79,
    card_frozen = 80,  // its purchase was refunded
    rule_not_found = 81,
    batch_not_found = 82,
    lock_expired = 83,
    hold_of_a_cart = 84,  // a locked cart needs it
};

struct RefusalKind {
    RefusalCode code;
    std::string_view name;
    bool later_could_help;  // the same command may be accepted at another time
    std::string_view en;    // one sentence
    std::string_view fr;
};
const std::vector<RefusalKind>& refusal_kinds();  // every code, in order
const RefusalKind& kind_of(RefusalCode);
std::string_view name_of(RefusalCode);

// One reason. `where` is the field of the command ("/lines/2/quantity") or the part of the programme
// ("rewards/mug/limits/0") that caused it; `detail` has the figures.
struct Refusal {
    RefusalCode code = RefusalCode::invalid;
    std::string where;
    std::string detail;
    bool operator==(const Refusal&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
        visit("where", self.where);
        visit("detail", self.detail);
    }
};

}  // namespace habitue::loyalty
