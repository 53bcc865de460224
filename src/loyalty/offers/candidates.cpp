#include "loyalty/offers/candidates.h"

#include <algorithm>

#include "loyalty/offers/availability.h"
#include "loyalty/offers/category_table.h"
#include "loyalty/offers/decay.h"
#include "loyalty/offers/priced_cart.h"
#include "loyalty/offers/rank_set.h"
#include "loyalty/offers/telling.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {
namespace {

using Plan = OfferIndex::Plan;

bool allowed(const std::vector<std::string>& only, const std::string& id) {
    return only.empty() || std::binary_search(only.begin(), only.end(), id);
}

// Its memory serves one pricing after another; nothing is carried over.
struct Scratch {
    RankSet found;
    CategoryTable categories;
    std::vector<std::pair<uint32_t, const Code*>> codes;       // by rank
    std::vector<std::pair<uint32_t, std::string_view>> words;  // by rank
};

Scratch& scratch() {
    static thread_local Scratch mine;
    return mine;
}

class Matcher {
  public:
    Matcher(const PricingFacts& facts, const OfferIndex& index, Matches& matches, Pricing& pricing)
        : facts_(facts),
          programme_(*facts.programme),
          order_(*facts.order),
          index_(index),
          matches_(matches),
          cart_(matches.cart),
          telling_(facts, cart_, matches.line_numbers, pricing),
          scratch_(scratch()) {}

    void run() {
        matches_.all.clear();
        matches_.line_numbers.clear();
        matches_.nearest.clear();
        scratch_.codes.clear();
        scratch_.words.clear();
        subtotal_ = price_lines(programme_, order_, cart_);
        quantity_ = 0;
        for (uint32_t i = 0; i < cart_.lines.size(); ++i) {
            matches_.line_numbers.push_back(i);
            quantity_ += cart_.lines[i].quantity;
        }
        goods_ = millionths(cart_.goods.minor);
        set_condition_facts();
        find();
        scratch_.found.each([&](uint32_t rank) { consider(rank); });
        telling_.finish();
    }

  private:
    void set_condition_facts() {
        guest_.at = facts_.at;
        conditions_.programme = &programme_;
        conditions_.standing = facts_.standing != nullptr ? facts_.standing : &guest_;
        conditions_.customer = facts_.customer;
        conditions_.measured = facts_.measured;
        conditions_.order = &order_;
        conditions_.order_subtotal = subtotal_;
    }

    const Standing& standing() const { return *conditions_.standing; }
    bool holds(const rules::Expression& condition) { return loyalty::holds(condition, conditions_); }

    // ---- what the index finds

    void find() {
        scratch_.found.clear(index_.plans.size());
        scratch_.categories.fill(index_, order_, cart_);
        const std::vector<uint32_t>& by_category = scratch_.categories.numbers();
        first_of_categories_ = static_cast<uint32_t>(matches_.line_numbers.size());
        matches_.line_numbers.insert(matches_.line_numbers.end(), by_category.begin(), by_category.end());
        find_codes();
        scratch_.found.insert(index_.always);
        for (const uint32_t category : scratch_.categories.here())
            scratch_.found.insert(index_.by_category[category]);
        if (!index_.by_attribute.empty())
            for (const Attribute& attribute : standing().attributes) find_attribute(attribute);
        if (!index_.by_tier.empty()) {
            if (const auto* ranks = index_.by_tier.find(standing().tier)) scratch_.found.insert(*ranks);
        }
        for (const OfferIndex::BySegment& one : index_.by_segment)
            if (holds(programme_.segments[one.segment].condition)) scratch_.found.insert(one.ranks);
        find_thresholds(index_.by_goods, goods_);
        find_thresholds(index_.by_subtotal, subtotal_.millionths);
    }

    void find_attribute(const Attribute& attribute) {
        const auto* values = index_.by_attribute.find(attribute.name);
        if (values == nullptr) return;
        for (const OfferIndex::ByValue& one : *values)
            if (one.value == attribute.value) scratch_.found.insert(one.ranks);
    }

    void find_thresholds(const std::vector<OfferIndex::Threshold>& thresholds, int64_t reached) {
        auto next = thresholds.begin();
        for (; next != thresholds.end() && next->from <= reached; ++next) scratch_.found.insert(next->rank);
        if (!facts_.nudges && !facts_.explain) return;
        const int64_t near = facts_.nudges ? reached + std::min(index_.widest_nudge, INT64_MAX - reached) : reached;
        size_t told = facts_.explain ? kMostOutOfReach : 0;
        for (; next != thresholds.end() && (next->from <= near || told > 0); ++next) {
            scratch_.found.insert(next->rank);
            if (told > 0) --told;
        }
    }

    void find_codes() {
        for (const std::string_view word : facts_.words) {
            const auto* ranks = index_.by_word.find(word);
            if (ranks == nullptr) {
                telling_.refuse(nullptr, {nullptr, word}, RefusalCode::code_not_valid);
                continue;
            }
            for (const uint32_t rank : *ranks) {
                scratch_.words.emplace_back(rank, word);
                scratch_.found.insert(rank);
            }
        }
        for (const Code* code : facts_.codes) {
            const auto* ranks = index_.by_rule.find(code->rule);
            if (ranks == nullptr) {
                telling_.refuse(nullptr, {code, {}}, RefusalCode::code_not_valid);
                continue;
            }
            for (const uint32_t rank : *ranks) take_code(rank, *code);
        }
    }

    // Of several codes of one offer, the one that this order uses already or is worth most serves.
    void take_code(uint32_t rank, const Code& code) {
        const Offer& offer = offer_at(rank);
        if (!allowed(facts_.only, offer.id)) return;
        if (const auto why = why_not_valid(facts_, offer, code)) return telling_.refuse(&offer, {&code, {}}, *why);
        scratch_.found.insert(rank);
        for (auto& [other_rank, other] : scratch_.codes) {
            if (other_rank != rank) continue;
            const Code* worse = serves_better(facts_, offer, code, *other) ? other : &code;
            if (worse == other) other = &code;
            return telling_.refuse(&offer, {worse, {}}, RefusalCode::offer_excluded);
        }
        scratch_.codes.emplace_back(rank, &code);
    }

    // ---- judging one offer

    const Offer& offer_at(uint32_t rank) const { return programme_.offers[index_.plans[rank].position]; }

    void consider(uint32_t rank) {
        const Plan& plan = index_.plans[rank];
        const Offer& offer = programme_.offers[plan.position];
        if (!facts_.only.empty() && !allowed(facts_.only, offer.id)) return;
        code_ = nullptr;
        word_ = {};
        Closed closed;
        if (!plan.is_open) {
            find_opener(rank, offer);
            closed = why_closed(facts_, offer);
            if (closed && !facts_.explain) return;
        }
        if ((plan.members_only && !standing().member) || (!plan.who_holds && !holds(*offer.who)))
            return hide(offer);
        if (!closed) return judge(offer, plan);
        if (closed.by_dates && is_named()) return hide(offer);
        refuse(offer, closed.reason, closed.detail);
    }

    void find_opener(uint32_t rank, const Offer& offer) {
        if (offer.source == Offer::Source::word) {
            for (const auto& [of, word] : scratch_.words)
                if (of == rank) word_ = word;
        } else if (offer.source != Offer::Source::everybody) {
            for (const auto& [of, code] : scratch_.codes)
                if (of == rank) code_ = code;
        }
    }

    bool is_named() const { return code_ != nullptr || !word_.empty(); }

    // What must not be told: to whoever entered its code it does not exist.
    void hide(const Offer& offer) {
        if (is_named()) refuse(offer, RefusalCode::code_not_valid);
    }

    void judge(const Offer& offer, const Plan& plan) {
        const OwnLines own = own_lines(offer, plan);
        if (own.count == 0 && plan.lines != Plan::Lines::all) {
            if (is_named()) refuse(offer, RefusalCode::offer_not_met, offer.of->source());
            return;
        }
        const Shortfall missing = missing_of(plan, own);
        if (!plan.when_holds && !holds_but_for(*offer.when, plan.least_subtotal))
            return refuse(offer, RefusalCode::offer_not_met, offer.when->source());
        if (missing.amount > 0 || missing.quantity > 0) {
            if (plan.is_nudged && !offer.steps.empty())
                telling_.nudge(offer, offer.steps.front().benefit, missing, own);
            return telling_.refuse_short(offer, {code_, word_}, missing);
        }
        match(offer, plan, own);
    }

    // The condition as it would be with a cart that reached that subtotal.
    bool holds_but_for(const rules::Expression& condition, int64_t least_subtotal) {
        conditions_.order_subtotal.millionths = std::max(subtotal_.millionths, least_subtotal);
        const bool held = holds(condition);
        conditions_.order_subtotal = subtotal_;
        return held;
    }

    Shortfall missing_of(const Plan& plan, const OwnLines& own) const {
        Shortfall missing;
        const auto note_amount = [&](int64_t least, int64_t has) {
            if (has >= least || least - has <= missing.amount) return;
            missing.amount = least - has;
            missing.has = has;
            missing.least = least;
        };
        note_amount(plan.least_subtotal, subtotal_.millionths);
        if (plan.least_amount != INT64_MIN) note_amount(plan.least_amount, millionths(own.amount));
        if (own.quantity < plan.least_quantity) {
            missing.quantity = plan.least_quantity - own.quantity;
            if (missing.amount == 0) {
                missing.has = own.quantity;
                missing.least = plan.least_quantity;
            }
        }
        return missing;
    }

    int64_t millionths(int64_t minor) const { return amount_of(Money{minor}, programme_.currency).millionths; }

    OwnLines own_lines(const Offer& offer, const Plan& plan) {
        if (plan.lines == Plan::Lines::all && !plan.on_some_lines)
            return {0, static_cast<uint32_t>(cart_.lines.size()), cart_.goods.minor, quantity_};
        if (plan.lines == Plan::Lines::of_category && !plan.on_some_lines) {
            const CategoryTable::Part& part = scratch_.categories.part(plan.category);
            return {first_of_categories_ + part.first, part.count, part.amount, part.quantity};
        }
        OwnLines own;
        std::vector<uint32_t>& numbers = matches_.line_numbers;
        own.first = static_cast<uint32_t>(numbers.size());
        if (plan.lines == Plan::Lines::all || plan.lines == Plan::Lines::by_condition) {
            for (uint32_t i = 0; i < cart_.lines.size(); ++i)
                if (is_own(offer, plan, i)) numbers.push_back(i);
        } else {
            for (const uint32_t category :
                 std::span(index_.categories_of_plans).subspan(plan.first_category, plan.category_count)) {
                const CategoryTable::Part& part = scratch_.categories.part(category);
                for (const uint32_t line : scratch_.categories.lines(part))
                    if (is_own(offer, plan, line)) numbers.push_back(line);
            }
            if (plan.category_count > 1) std::sort(numbers.begin() + own.first, numbers.end());
        }
        own.count = static_cast<uint32_t>(numbers.size()) - own.first;
        for (size_t i = own.first; i < numbers.size(); ++i) {
            own.amount += cart_.lines[numbers[i]].amount.minor;
            own.quantity += cart_.lines[numbers[i]].quantity;
        }
        return own;
    }

    bool is_own(const Offer& offer, const Plan& plan, uint32_t line) {
        const OrderLine& told = order_.content.lines[cart_.lines[line].index];
        if (plan.on_some_lines && (told.discount > Amount{}) != (offer.on == Offer::On::reduced_lines))
            return false;
        if (plan.lines != Plan::Lines::by_condition && plan.lines != Plan::Lines::within_categories) return true;
        conditions_.line = &told;
        const bool held = holds(*offer.of);
        conditions_.line = nullptr;
        return held;
    }

    void match(const Offer& offer, const Plan& plan, const OwnLines& own) {
        Match match;
        match.offer = &offer;
        match.plan = &plan;
        match.code = code_;
        match.first_line = own.first;
        match.line_count = own.count;
        match.amount = {own.amount};
        if (plan.with_rest && !match_rest(offer, own, match)) return;
        if (plan.is_bounded && facts_.rooms != nullptr && !find_room(offer, match)) return;
        matches_.all.push_back(match);
        if (facts_.nudges && plan.is_nudged && plan.with_rest && match.step + 1 < offer.steps.size())
            telling_.nudge_next_step(offer, offer.steps[match.step + 1], own);
    }

    bool match_rest(const Offer& offer, const OwnLines& own, Match& match) {
        if (offer.steps.empty()) return false;
        const int64_t counted = offer.by_quantity ? own.quantity : millionths(own.amount);
        match.step = static_cast<uint32_t>(offer.steps.size() - 1);
        while (match.step > 0 && offer.steps[match.step].from > counted) --match.step;
        if (offer.decay && !value_of_day(offer, match)) return false;
        if (benefit_of(match).kind == Benefit::Kind::free_product && !find_product(offer, match)) return false;
        return !offer.cap || within_cap(offer, match);
    }

    bool find_room(const Offer& offer, Match& match) {
        OfferRoom room = facts_.rooms->room(offer);
        match.uses = room.uses;
        match.money = room.money;
        if (room.uses <= 0 || room.money <= Money{}) {
            const bool by_budget = room.nearest.starts_with("budgets/");
            refuse(offer, by_budget ? RefusalCode::budget_exhausted : RefusalCode::limit_reached, room.nearest);
            return false;
        }
        if (room.nearest.empty()) return true;
        match.nearest = static_cast<uint32_t>(matches_.nearest.size());
        matches_.nearest.push_back(std::move(room.nearest));
        return true;
    }

    bool value_of_day(const Offer& offer, Match& match) {
        const ValueOfDay value =
            value_at(*offer.decay, clock_start(offer, code_, programme_.zone), facts_.at, programme_.zone);
        if (value.none) {
            if (is_named())
                hide(offer);
            else
                refuse(offer, RefusalCode::no_longer_available);
            return false;
        }
        match.of_day = value.benefit;
        match.share = value.share;
        match.next_change = value.next_change;
        return true;
    }

    bool within_cap(const Offer& offer, Match& match) {
        const Money cap = contribution_cap(programme_, standing(), *offer.cap, *facts_.order, cart_);
        bool refuses = cap <= Money{};
        if (offer.cap->refuse && !refuses) {
            Remaining left;
            for (const PricedCart::Line& line : cart_.lines) left.lines.push_back(line.amount);
            left.delivery = cart_.delivery;
            refuses = taker_of(matches_, match).worth(left, {INT64_MAX}) > cap;
        }
        match.cap = cap;
        if (refuses)
            refuse(offer, RefusalCode::cap_reached, facts_.explain ? to_text(cap, programme_.currency) : "");
        return !refuses;
    }

    bool find_product(const Offer& offer, Match& match) {
        std::vector<uint32_t>& numbers = matches_.line_numbers;
        const std::vector<std::string>& products = benefit_of(match).products;
        match.first_line = static_cast<uint32_t>(numbers.size());
        match.amount = {};
        for (uint32_t i = 0; i < cart_.lines.size(); ++i) {
            const std::string& sku = order_.content.lines[cart_.lines[i].index].sku;
            if (std::find(products.begin(), products.end(), sku) == products.end()) continue;
            numbers.push_back(i);
            match.amount.minor += cart_.lines[i].amount.minor;
        }
        match.line_count = static_cast<uint32_t>(numbers.size()) - match.first_line;
        if (match.line_count > 0) return true;
        telling_.offer_products(offer, benefit_of(match));
        refuse(offer, RefusalCode::offer_not_met, "product");
        return false;
    }

    void refuse(const Offer& offer, RefusalCode reason, std::string_view detail = {}) {
        telling_.refuse(&offer, {code_, word_}, reason, detail);
    }

    const PricingFacts& facts_;
    const Programme& programme_;
    const Order& order_;
    const OfferIndex& index_;
    Matches& matches_;
    PricedCart& cart_;
    Telling telling_;
    Scratch& scratch_;
    ConditionFacts conditions_;
    Standing guest_;
    Amount subtotal_;
    int64_t goods_ = 0;  // millionths
    int64_t quantity_ = 0;
    uint32_t first_of_categories_ = 0;  // in the line numbers
    const Code* code_ = nullptr;        // that opens the offer which is judged
    std::string_view word_;
};

}  // namespace

void find_matches(const PricingFacts& facts, const OfferIndex& index, Matches& matches, Pricing& pricing) {
    Matcher(facts, index, matches, pricing).run();
}

Taker taker_of(const Matches& matches, const Match& match) {
    const auto with = [&](const Benefit& benefit) {
        return Taker(matches.cart, terms_of(*match.offer, benefit, match.uses, match.money, match.cap),
                     matches.lines_of(match));
    };
    if (match.share == kFullValue) return with(benefit_of(match));
    return with(scaled(benefit_of(match), match.share));
}

Candidate candidate_of(const Programme& programme, const Matches& matches, const Match& match) {
    Candidate candidate;
    candidate.offer = match.offer;
    candidate.position = static_cast<size_t>(match.offer - programme.offers.data());
    if (match.code != nullptr) candidate.code = match.code->id;
    const auto lines = matches.lines_of(match);
    candidate.lines.assign(lines.begin(), lines.end());
    candidate.benefit = scaled(benefit_of(match), match.share);
    candidate.room = {match.uses, match.money, matches.nearest_of(match)};
    candidate.cap = match.cap;
    candidate.next_change = match.next_change;
    return candidate;
}

}  // namespace habitue::loyalty
