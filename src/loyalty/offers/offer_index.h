// Which offers a cart can match, found by what they need: a word, a code, an attribute, the tier or a segment of
// the customer, a category of some line, an amount. A decision then costs what the cart can match, not what the
// programme holds. Made once for a programme's offers; refers to them by position. Internal to the kernel.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "loyalty/attribute.h"
#include "loyalty/offers/text_table.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

struct OfferIndex {
    // How one offer is judged once it was found: what most carts need to know of it, in one place. The parts of its
    // conditions that finding it proved, and those that stand here as figures, need no evaluation.
    struct Plan {
        enum class Lines : uint8_t {
            all,
            of_category,        // the condition says no more
            of_categories,      // the same of several
            by_condition,       // evaluated over all lines
            within_categories,  // evaluated over the lines of these categories
        };
        uint32_t position = 0;         // in Programme::offers
        uint32_t group = UINT32_MAX;   // of Stacking::groups
        bool is_for_everybody = true;  // opened by no code
        bool is_open = false;          // at every instant, on every channel, without a code
        bool who_holds = false;
        bool when_holds = false;  // once `least_subtotal` is reached
        bool members_only = false;
        bool with_rest = false;  // several steps, a value that falls, a cap, or a product to choose
        bool is_exclusive = false;
        bool on_some_lines = false;  // regular ones, or reduced ones
        bool is_nudged = false;
        bool is_bounded = false;  // by limits, budgets
        bool has_budgets = false;
        Lines lines = Lines::all;
        // Of the first step, as the offer states it.
        Benefit::Kind kind = Benefit::Kind::percent;
        Target target = Target::order;
        uint32_t category = 0;        // the only one
        uint32_t first_category = 0;  // or those: in `categories_of_plans`, rising
        uint32_t category_count = 0;
        int64_t least_amount = INT64_MIN;    // of its own lines, millionths
        int64_t least_quantity = INT64_MIN;  // of its own lines
        int64_t least_subtotal = INT64_MIN;  // of the cart, millionths
        Rate share;
        Money money;
        int64_t bundle = 0;  // units, of which `free_of_bundle` are free
        int64_t free_of_bundle = 0;
    };
    using Ranks = std::vector<uint32_t>;  // indices into `plans`

    struct ByValue {
        AttributeValue value;
        Ranks ranks;
    };
    struct BySegment {
        size_t segment = 0;  // in Programme::segments
        Ranks ranks;
    };
    struct Threshold {
        int64_t from = 0;  // millionths
        uint32_t rank = 0;
    };

    std::vector<Plan> plans;  // in the order of application
    std::vector<uint32_t> categories_of_plans;
    std::vector<uint32_t> rank_of;  // by position
    TextTable<Ranks> by_word;
    TextTable<Ranks> by_rule;        // offers that codes and vouchers open
    TextTable<uint32_t> categories;  // numbered from 0
    std::vector<Ranks> by_category;  // by that number
    TextTable<std::vector<ByValue>> by_attribute;
    TextTable<Ranks> by_tier;
    std::vector<BySegment> by_segment;
    std::vector<Threshold> by_goods;     // rising; the sum of all goods reaches it
    std::vector<Threshold> by_subtotal;  // rising; cart.subtotal reaches it
    Ranks always;
    int64_t widest_nudge = 0;  // millionths: beyond it no unreached threshold is near
};

std::shared_ptr<const OfferIndex> index_offers(const Programme&);

}  // namespace habitue::loyalty
