#include "loyalty/offers/pricing.h"

#include <algorithm>

#include "base/rate.h"
#include "loyalty/offers/candidates.h"
#include "loyalty/offers/decay.h"

namespace habitue::loyalty {
namespace {

struct Scratch {
    Matches matches;
    Remaining left;
};

Scratch& scratch() {
    static thread_local Scratch mine;
    return mine;
}

void refill(Remaining& left, const PricedCart& cart) {
    left.lines.clear();
    for (const PricedCart::Line& line : cart.lines) left.lines.push_back(line.amount);
    left.delivery = cart.delivery;
}

// "room" becomes the limit or the budget that left so little.
std::string name_of_shrinking(const char* by, const OfferRoom& room) {
    return std::string_view(by) == "room" && !room.nearest.empty() ? room.nearest : by;
}

void tell(const PricedCart& cart, const Match& match, const Taken& taken, Pricing& pricing) {
    Applied& applied = pricing.applied.emplace_back();
    applied.offer = match.offer;
    if (match.code != nullptr) applied.code = match.code->id;
    applied.next_change = match.next_change;
    applied.delivery = taken.delivery;
    applied.amount = taken.delivery;
    for (size_t i = 0; i < taken.lines.size(); ++i) {
        if (taken.lines[i] == Money{}) continue;
        applied.lines.push_back({cart.lines[i].index, taken.lines[i]});
        applied.amount.minor += taken.lines[i].minor;
    }
    applied.shrunk_by = name_of_shrinking(taken.shrunk_by, match.room);
    pricing.discount.minor += applied.amount.minor;
}

// The common benefits on a cart of their own, without the share of each line; what `take` gives, for less. Nothing
// where it takes more to say.
std::optional<Money> sum_alone(const Programme& programme, const Matches& matches, const Match& match) {
    const Offer& offer = *match.offer;
    const Benefit& benefit = *match.benefit;
    if (match.share != kFullValue || programme.stacking.line_floor || programme.stacking.order_floor)
        return std::nullopt;
    int64_t sum = 0;
    const bool of_percent = benefit.kind == Benefit::Kind::percent;
    if (of_percent && offer.target == Target::order) {
        sum = *scale(match.amount.minor, benefit.share, Rounding::down);
    } else if (benefit.kind == Benefit::Kind::amount && offer.target == Target::order) {
        sum = std::min(benefit.money, match.amount).minor;
    } else if (of_percent && offer.target == Target::lines) {
        for (const uint32_t line : matches.lines_of(match))
            sum += *scale(matches.cart.lines[line].amount.minor, benefit.share, Rounding::down);
    } else {
        return std::nullopt;
    }
    return sum > std::min(match.cap, match.room.money).minor ? std::nullopt : std::optional(Money{sum});
}

void judge_alone(const PricingFacts& facts, const Matches& matches, Remaining& left, Pricing& pricing) {
    for (const Match& match : matches.all) {
        if (!facts.line_shares)
            if (const auto sum = sum_alone(*facts.programme, matches, match)) {
                if (*sum <= Money{}) continue;
                Applied& applied = pricing.applied.emplace_back();
                applied.offer = match.offer;
                if (match.code != nullptr) applied.code = match.code->id;
                applied.amount = *sum;
                applied.next_change = match.next_change;
                pricing.discount.minor += sum->minor;
                continue;
            }
        refill(left, matches.cart);
        Taken taken;
        if (take(matches.cart, candidate_of(*facts.programme, matches, match), left, &taken) > Money{})
            tell(matches.cart, match, taken, pricing);
    }
    pricing.bound = pricing.discount;
}

void explain_left_out(const PricingFacts& facts, const Matches& matches, const std::vector<Candidate>& candidates,
                      const Choice& choice, Remaining& left, Pricing& pricing) {
    for (size_t i = 0; i < candidates.size(); ++i) {
        if (std::find(choice.chosen.begin(), choice.chosen.end(), i) != choice.chosen.end()) continue;
        refill(left, matches.cart);
        NotApplied& told = pricing.not_applied.emplace_back();
        told.offer = candidates[i].offer;
        told.code = candidates[i].code;
        told.alone = take(matches.cart, candidates[i], left);
        told.reason = told.alone > Money{} ? RefusalCode::offer_excluded : RefusalCode::offer_not_met;
        for (const size_t other : in_the_way(*facts.programme, candidates, choice, i)) {
            told.instead.push_back(candidates[other].offer);
            for (size_t j = 0; j < choice.chosen.size(); ++j)
                if (choice.chosen[j] == other) told.instead_gives.minor += pricing.applied[j].amount.minor;
        }
    }
}

void choose_together(const PricingFacts& facts, const Matches& matches, Remaining& left, Pricing& pricing) {
    const Programme& programme = *facts.programme;
    std::vector<Candidate> candidates;
    candidates.reserve(matches.all.size());
    for (const Match& match : matches.all) candidates.push_back(candidate_of(programme, matches, match));
    const Choice choice = choose(programme, matches.cart, candidates, facts.rooms);
    for (size_t i = 0; i < choice.chosen.size(); ++i)
        tell(matches.cart, matches.all[choice.chosen[i]], choice.taken[i], pricing);
    pricing.proven = choice.proven;
    pricing.bound = choice.bound;
    pricing.work = choice.work;
    if (facts.explain) explain_left_out(facts, matches, candidates, choice, left, pricing);
}

}  // namespace

void price(const PricingFacts& facts, Pricing& pricing) {
    pricing.applied.clear();
    pricing.not_applied.clear();
    pricing.nudges.clear();
    pricing.goods = pricing.delivery = pricing.discount = pricing.bound = {};
    pricing.proven = true;
    pricing.work = 0;
    const Programme& programme = *facts.programme;
    if (facts.order->content.kind != OrderKind::sale) return;
    std::shared_ptr<const OfferIndex> index = programme.offer_index;
    if (!index || index->plans.size() != programme.offers.size()) index = index_offers(programme);

    auto& [matches, left] = scratch();
    find_matches(facts, *index, matches, pricing);
    pricing.goods = matches.cart.goods;
    pricing.delivery = matches.cart.delivery;
    if (programme.stacking.each_alone)
        judge_alone(facts, matches, left, pricing);
    else if (!matches.all.empty())
        choose_together(facts, matches, left, pricing);
}

Pricing price(const PricingFacts& facts) {
    Pricing pricing;
    price(facts, pricing);
    return pricing;
}

}  // namespace habitue::loyalty
