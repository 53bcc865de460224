#include "loyalty/offers/pricing.h"

#include <algorithm>

#include "base/rate.h"
#include "loyalty/offers/candidates.h"
#include "loyalty/offers/decay.h"
#include "loyalty/offers/plain_choice.h"

namespace habitue::loyalty {
namespace {

struct Scratch {
    Matches matches;
    Remaining left;
    std::vector<Money> alone;  // what each match takes of the cart by itself
    std::vector<size_t> others;
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
std::string name_of_shrinking(const Matches& matches, const Match& match, std::string_view by) {
    if (by != "room") return std::string(by);
    std::string nearest = matches.nearest_of(match);
    return nearest.empty() ? std::string(by) : nearest;
}

void tell(const Matches& matches, const Match& match, const Taken& taken, Pricing& pricing) {
    Applied& applied = pricing.applied.emplace_back();
    applied.offer = match.offer;
    if (match.code != nullptr) applied.code = match.code->id;
    applied.next_change = match.next_change;
    applied.delivery = taken.delivery;
    applied.amount = taken.delivery;
    applied.lines.reserve(match.line_count);
    for (size_t i = 0; i < taken.lines.size(); ++i) {
        if (taken.lines[i] == Money{}) continue;
        applied.lines.push_back({matches.cart.lines[i].index, taken.lines[i]});
        applied.amount.minor += taken.lines[i].minor;
    }
    applied.shrunk_by = name_of_shrinking(matches, match, taken.shrunk_by);
    pricing.discount.minor += applied.amount.minor;
}

// Rounded down; amount and share are not below zero.
int64_t part_of(int64_t amount, const Rate& share) {
    constexpr int64_t kFits = int64_t{1} << 31;
    if (amount < kFits && share.numerator < kFits) return amount * share.numerator / share.denominator;
    return *scale(amount, share, Rounding::down);
}

// The common benefits on a cart of their own, without the share of each line; what `take` gives, for less. Nothing
// where it takes more to say.
std::optional<Money> sum_alone(const Programme& programme, const Matches& matches, const Match& match) {
    const OfferIndex::Plan& plan = *match.plan;
    const bool has_floors = programme.stacking.line_floor || programme.stacking.order_floor;
    if (match.step != 0 || match.of_day != nullptr || match.share != kFullValue || has_floors) return std::nullopt;
    int64_t sum = 0;
    if (plan.kind == Benefit::Kind::percent && plan.target == Target::order) {
        sum = part_of(match.amount.minor, plan.share);
    } else if (plan.kind == Benefit::Kind::amount && plan.target == Target::order) {
        sum = std::min(plan.money, match.amount).minor;
    } else if (plan.kind == Benefit::Kind::percent && plan.target == Target::lines) {
        for (const uint32_t line : matches.lines_of(match))
            sum += part_of(matches.cart.lines[line].amount.minor, plan.share);
    } else if (plan.kind == Benefit::Kind::buy_get && plan.share == Rate{1, 1} && match.line_count == 1) {
        const PricedCart::Line& line = matches.cart.lines[matches.lines_of(match).front()];
        if (line.amount.minor % line.quantity != 0) return std::nullopt;
        sum = line.amount.minor / line.quantity * (line.quantity / plan.bundle * plan.free_of_bundle);
    } else {
        return std::nullopt;
    }
    return std::min({Money{sum}, match.cap, match.money});
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
        if (taker_of(matches, match).take(left, {INT64_MAX}, &taken) > Money{})
            tell(matches, match, taken, pricing);
    }
    pricing.bound = pricing.discount;
}

Money worth_alone(const Programme& programme, const Matches& matches, const Match& match, Remaining& left) {
    if (const auto sum = sum_alone(programme, matches, match)) return *sum;
    refill(left, matches.cart);
    return taker_of(matches, match).worth(left, {INT64_MAX});
}

// The left out that are told: those that were asked about or entered, and of the others those worth most.
std::vector<size_t> left_out(const PricingFacts& facts, Scratch& scratch, const Choice& choice) {
    std::vector<size_t> told;
    std::vector<size_t>& others = scratch.others;
    others.clear();
    auto chosen = choice.chosen.begin();
    for (size_t i = 0; i < scratch.matches.all.size(); ++i) {
        if (chosen != choice.chosen.end() && *chosen == i) {
            ++chosen;
            continue;
        }
        const Match& match = scratch.matches.all[i];
        const bool is_asked =
            !match.plan->is_for_everybody ||
            (!facts.asked.empty() && std::binary_search(facts.asked.begin(), facts.asked.end(), match.offer->id));
        (is_asked ? told : others).push_back(i);
    }
    const auto until = others.begin() + static_cast<ptrdiff_t>(std::min(kMostLeftOut, others.size()));
    const std::vector<Money>& alone = scratch.alone;
    std::nth_element(others.begin(), until, others.end(),
                     [&](size_t a, size_t b) { return alone[a] != alone[b] ? alone[a] > alone[b] : a < b; });
    told.insert(told.end(), others.begin(), until);
    std::sort(told.begin(), told.end());
    return told;
}

// What a search saw: candidates, and the matches that they are.
struct Searched {
    std::vector<Candidate> candidates;
    std::vector<size_t> matches;  // rising
    Choice choice;                // of the candidates
};

Choice search(const PricingFacts& facts, const Matches& matches, std::vector<size_t> hopeful, Searched& searched) {
    searched.candidates.reserve(hopeful.size());
    for (const size_t match : hopeful)
        searched.candidates.push_back(candidate_of(*facts.programme, matches, matches.all[match]));
    searched.choice = choose(*facts.programme, matches.cart, searched.candidates, facts.rooms);
    Choice choice = searched.choice;
    for (size_t& chosen : choice.chosen) chosen = hopeful[chosen];
    searched.matches = std::move(hopeful);
    return choice;
}

// Which of the chosen keep the match out: by the rules, or for what only a search sees (a budget, less for others).
std::vector<size_t> others_in_the_way(const PricingFacts& facts, const Matches& matches, const Choice& choice,
                                      const Searched& searched, size_t match) {
    std::vector<size_t> others = kept_out_by(*facts.programme, matches, choice.chosen, match);
    const auto at = std::lower_bound(searched.matches.begin(), searched.matches.end(), match);
    if (!others.empty() || at == searched.matches.end() || *at != match) return others;
    others = in_the_way(*facts.programme, searched.candidates, searched.choice,
                        static_cast<size_t>(at - searched.matches.begin()));
    for (size_t& other : others) other = searched.matches[other];
    return others;
}

void explain_left_out(const PricingFacts& facts, Scratch& scratch, const Choice& choice, const Searched& searched,
                      Pricing& pricing) {
    const Matches& matches = scratch.matches;
    for (const size_t i : left_out(facts, scratch, choice)) {
        const Match& match = matches.all[i];
        NotApplied& told = pricing.not_applied.emplace_back();
        told.offer = match.offer;
        if (match.code != nullptr) told.code = match.code->id;
        if (!match.plan->is_for_everybody && match.offer->source == Offer::Source::word)
            told.word = match.offer->word;
        told.alone = scratch.alone[i];
        told.reason = told.alone > Money{} ? RefusalCode::offer_excluded : RefusalCode::offer_not_met;
        const std::vector<size_t> others = others_in_the_way(facts, matches, choice, searched, i);
        told.instead.reserve(others.size());
        for (const size_t other : others) {
            told.instead.push_back(matches.all[other].offer);
            const auto at = std::lower_bound(choice.chosen.begin(), choice.chosen.end(), other);
            told.instead_gives.minor +=
                pricing.applied[static_cast<size_t>(at - choice.chosen.begin())].amount.minor;
        }
    }
}

void choose_together(const PricingFacts& facts, Scratch& scratch, Pricing& pricing) {
    const Programme& programme = *facts.programme;
    const Matches& matches = scratch.matches;
    scratch.alone.clear();
    for (const Match& match : matches.all)
        scratch.alone.push_back(worth_alone(programme, matches, match, scratch.left));
    PlainAnswer plain = plain_choice(programme, matches, scratch.alone);
    Searched searched;
    if (!plain.choice) plain.choice = search(facts, matches, std::move(plain.hopeful), searched);
    const std::optional<Choice>& choice = plain.choice;
    for (size_t i = 0; i < choice->chosen.size(); ++i)
        tell(matches, matches.all[choice->chosen[i]], choice->taken[i], pricing);
    pricing.proven = choice->proven;
    pricing.bound = choice->bound;
    pricing.work = choice->work;
    if (facts.explain) explain_left_out(facts, scratch, *choice, searched, pricing);
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

    Scratch& memory = scratch();
    const Matches& matches = memory.matches;
    find_matches(facts, *index, memory.matches, pricing);
    pricing.goods = matches.cart.goods;
    pricing.delivery = matches.cart.delivery;
    if (programme.stacking.each_alone)
        judge_alone(facts, matches, memory.left, pricing);
    else if (!matches.all.empty())
        choose_together(facts, memory, pricing);
    if (facts.words.empty() && facts.codes.empty()) return;
    // first what somebody entered and is waiting for
    std::stable_partition(pricing.not_applied.begin(), pricing.not_applied.end(), [](const NotApplied& told) {
        return told.offer == nullptr || told.code || !told.word.empty();
    });
}

Pricing price(const PricingFacts& facts) {
    Pricing pricing;
    price(facts, pricing);
    return pricing;
}

}  // namespace habitue::loyalty
