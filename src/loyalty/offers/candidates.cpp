#include "loyalty/offers/candidates.h"

#include <algorithm>
#include <bit>

#include "base/rate.h"
#include "loyalty/offers/decay.h"
#include "loyalty/offers/priced_cart.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {
namespace {

using Plan = OfferIndex::Plan;

constexpr uint32_t kNoCategory = UINT32_MAX;

bool allowed(const std::vector<std::string>& only, const std::string& id) {
    return only.empty() || std::binary_search(only.begin(), only.end(), id);
}

// The ranks that were found, each once, given back rising.
class RankSet {
  public:
    void clear(size_t size) { words_.assign((size + 63) / 64, 0); }
    void insert(uint32_t rank) { words_[rank / 64] |= uint64_t{1} << rank % 64; }
    void insert(const OfferIndex::Ranks& ranks) {
        for (const uint32_t rank : ranks) insert(rank);
    }
    template <class Visit>
    void each(Visit visit) const {
        for (size_t i = 0; i < words_.size(); ++i)
            for (uint64_t word = words_[i]; word != 0; word &= word - 1)
                visit(static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(word))));
    }

  private:
    std::vector<uint64_t> words_;
};

// The priced lines by category, as the index numbers them.
class CategoryTable {
  public:
    struct Part {
        uint32_t first = 0;
        uint32_t count = 0;
        int64_t amount = 0;
        int64_t quantity = 0;
    };

    void fill(const OfferIndex& index, const Order& order, const PricedCart& cart) {
        if (parts_.size() < index.by_category.size()) parts_.resize(index.by_category.size());
        for (const uint32_t one : here_) parts_[one] = {};
        here_.clear();
        const std::vector<OrderLine>& lines = order.content.lines;
        of_line_.assign(lines.size(), kNoCategory);
        if (index.categories.empty()) return;
        for (size_t i = 0; i < lines.size(); ++i) {
            if (order.kept_quantity(lines[i]) <= 0) continue;
            const auto at = index.categories.find(std::string_view(lines[i].category));
            if (at != index.categories.end()) of_line_[i] = at->second;
        }
        // a line that is no goods for offers may still be asked about by a condition
        for (const uint32_t one : of_line_)
            if (one != kNoCategory && std::find(here_.begin(), here_.end(), one) == here_.end())
                here_.push_back(one);
        number(cart);
    }

    const std::vector<uint32_t>& here() const { return here_; }
    const Part& part(uint32_t category) const { return parts_[category]; }
    const uint32_t* numbers() const { return numbers_.data(); }

  private:
    void number(const PricedCart& cart) {
        for (const PricedCart::Line& line : cart.lines)
            if (of_line_[line.index] != kNoCategory) ++parts_[of_line_[line.index]].count;
        uint32_t next = 0;
        for (const uint32_t one : here_) {
            parts_[one].first = next;
            next += parts_[one].count;
            parts_[one].count = 0;
        }
        numbers_.resize(next);
        for (uint32_t i = 0; i < cart.lines.size(); ++i) {
            const PricedCart::Line& line = cart.lines[i];
            if (of_line_[line.index] == kNoCategory) continue;
            Part& part = parts_[of_line_[line.index]];
            numbers_[part.first + part.count++] = i;
            part.amount += line.amount.minor;
            part.quantity += line.quantity;
        }
    }

    std::vector<uint32_t> of_line_;  // by the order's lines
    std::vector<uint32_t> here_;
    std::vector<Part> parts_;  // all empty but those that are here
    std::vector<uint32_t> numbers_;
};

// Its memory serves one pricing after another; nothing is carried over.
struct Scratch {
    RankSet found;
    CategoryTable categories;
    std::vector<std::pair<uint32_t, const Code*>> codes;       // by rank
    std::vector<std::pair<uint32_t, std::string_view>> words;  // by rank
    std::vector<std::pair<int64_t, Nudge>> nudges;             // by nearness
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
          pricing_(pricing),
          scratch_(scratch()) {}

    void run() {
        matches_.all.clear();
        matches_.line_numbers.clear();
        scratch_.codes.clear();
        scratch_.words.clear();
        scratch_.nudges.clear();
        subtotal_ = price_lines(programme_, order_, cart_);
        quantity_ = 0;
        for (uint32_t i = 0; i < cart_.lines.size(); ++i) {
            matches_.line_numbers.push_back(i);
            quantity_ += cart_.lines[i].quantity;
        }
        set_condition_facts();
        find();
        scratch_.found.each([&](uint32_t rank) { consider(rank); });
        tell_nudges();
    }

  private:
    // The lines of one offer, and what they come to.
    struct Own {
        uint32_t first = 0;
        uint32_t count = 0;
        int64_t amount = 0;  // minor
        int64_t quantity = 0;
    };
    // What one offer still misses.
    struct Short {
        int64_t amount = 0;  // millionths
        int64_t quantity = 0;
        int64_t has = 0;  // of the first of the two that is missing
        int64_t least = 0;
    };

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
        find_codes();
        scratch_.found.insert(index_.always);
        for (const uint32_t category : scratch_.categories.here())
            scratch_.found.insert(index_.by_category[category]);
        if (!index_.by_attribute.empty())
            for (const Attribute& attribute : standing().attributes) find_attribute(attribute);
        if (!index_.by_tier.empty()) {
            const auto at = index_.by_tier.find(std::string_view(standing().tier));
            if (at != index_.by_tier.end()) scratch_.found.insert(at->second);
        }
        for (const OfferIndex::BySegment& one : index_.by_segment)
            if (holds(programme_.segments[one.segment].condition)) scratch_.found.insert(one.ranks);
        find_thresholds(index_.by_goods, amount_of(cart_.goods, programme_.currency).millionths);
        find_thresholds(index_.by_subtotal, subtotal_.millionths);
    }

    void find_attribute(const Attribute& attribute) {
        const auto at = index_.by_attribute.find(std::string_view(attribute.name));
        if (at == index_.by_attribute.end()) return;
        for (const OfferIndex::ByValue& one : at->second)
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
            const auto at = index_.by_word.find(word);
            if (at == index_.by_word.end()) {
                refuse_unknown({}, word);
                continue;
            }
            for (const uint32_t rank : at->second) {
                scratch_.words.emplace_back(rank, word);
                scratch_.found.insert(rank);
            }
        }
        for (const Code* code : facts_.codes) {
            const auto at = index_.by_rule.find(std::string_view(code->rule));
            if (at == index_.by_rule.end()) {
                refuse_unknown(code->id, {});
                continue;
            }
            for (const uint32_t rank : at->second) take_code(rank, *code);
        }
    }

    // Of several codes of one offer, the one that this order uses already or is worth most serves.
    void take_code(uint32_t rank, const Code& code) {
        const Offer& offer = offer_at(rank);
        if (!allowed(facts_.only, offer.id)) return;
        if (const auto why = refused(offer, code)) return refuse(offer, &code, {}, *why, {});
        scratch_.found.insert(rank);
        for (auto& [other_rank, other] : scratch_.codes) {
            if (other_rank != rank) continue;
            const Code* worse = serves_better(offer, code, *other) ? other : &code;
            if (worse == other) other = &code;
            return refuse(offer, worse, {}, RefusalCode::offer_excluded, {});
        }
        scratch_.codes.emplace_back(rank, &code);
    }

    bool uses(const Code& code) const {
        return std::any_of(code.uses.begin(), code.uses.end(),
                           [&](const CodeUse& use) { return use.order == order_.id; });
    }

    bool serves_better(const Offer& offer, const Code& a, const Code& b) const {
        if (uses(a) != uses(b)) return uses(a);
        if (offer.decay) {
            const Instant start_of_a = clock_start(offer, &a, programme_.zone);
            const Instant start_of_b = clock_start(offer, &b, programme_.zone);
            if (start_of_a != start_of_b) return start_of_a > start_of_b;
        }
        return a.valid_until != b.valid_until ? a.valid_until < b.valid_until : a.id < b.id;
    }

    std::optional<RefusalCode> refused(const Offer& offer, const Code& code) const {
        const bool of_its_form =
            offer.source == Offer::Source::voucher ? code.form == CodeForm::voucher : code.form == CodeForm::batch;
        const CustomerId customer = facts_.customer != nullptr ? facts_.customer->id : order_.customer;
        const bool of_another = static_cast<bool>(code.customer) && code.customer != customer;
        if (!of_its_form || code.voided || of_another || facts_.at < code.valid_from ||
            facts_.at >= code.valid_until)
            return RefusalCode::code_not_valid;
        if (code.used_up() && !uses(code)) return RefusalCode::code_used;
        return std::nullopt;
    }

    // ---- judging one offer

    const Offer& offer_at(uint32_t rank) const { return programme_.offers[index_.plans[rank].position]; }

    void consider(uint32_t rank) {
        const Plan& plan = index_.plans[rank];
        const Offer& offer = programme_.offers[plan.position];
        if (!allowed(facts_.only, offer.id)) return;
        code_ = nullptr;
        word_ = {};
        if (offer.source == Offer::Source::word) {
            for (const auto& [of, word] : scratch_.words)
                if (of == rank) word_ = word;
        } else if (offer.source != Offer::Source::everybody) {
            for (const auto& [of, code] : scratch_.codes)
                if (of == rank) code_ = code;
        }
        if (!plan.always_open && !is_open(offer)) return;
        if ((plan.members_only && !standing().member) || (!plan.who_holds && offer.who && !holds(*offer.who)))
            return hide(offer);
        judge(offer, plan);
    }

    bool is_named() const { return code_ != nullptr || !word_.empty(); }

    // What must not be told: to whoever entered its code it does not exist.
    void hide(const Offer& offer) {
        if (is_named()) refuse(offer, code_, word_, RefusalCode::code_not_valid, {});
    }

    bool is_open(const Offer& offer) {
        if (facts_.at < offer.from || facts_.at >= offer.until) {
            if (is_named())
                hide(offer);
            else
                refuse(offer,
                       facts_.at < offer.from ? RefusalCode::not_available_yet : RefusalCode::no_longer_available);
            return false;
        }
        if (!offer.channels.empty() && std::find(offer.channels.begin(), offer.channels.end(),
                                                 order_.content.channel) == offer.channels.end()) {
            refuse(offer, RefusalCode::offer_not_met, "channel");
            return false;
        }
        if (offer.weekdays == 0x7f && offer.from_minute == 0 && offer.until_minute == 24 * 60) return true;
        if (!minute_) {
            weekday_ = weekday(programme_.zone.date_of(facts_.at)) - 1;
            minute_ = programme_.zone.time_of_day(facts_.at) / minutes(1).milliseconds;
        }
        const bool on_day = offer.weekdays >> weekday_ & 1;
        if (on_day && *minute_ >= offer.from_minute && *minute_ < offer.until_minute) return true;
        refuse(offer, RefusalCode::not_available_yet, on_day ? "hours" : "days");
        return false;
    }

    void judge(const Offer& offer, const Plan& plan) {
        const Own own = own_lines(offer, plan);
        if (own.count == 0 && offer.of) {
            if (is_named()) refuse(offer, RefusalCode::offer_not_met, offer.of->source());
            return;
        }
        const Short missing = missing_of(plan, own);
        if (!plan.when_holds && offer.when && !holds_but_for(*offer.when, plan.least_subtotal))
            return refuse(offer, RefusalCode::offer_not_met, offer.when->source());
        if (missing.amount > 0 || missing.quantity > 0) {
            nudge(offer, offer.steps.empty() ? nullptr : &offer.steps.front().benefit, missing, own);
            return refuse_short(offer, missing);
        }
        match(offer, own);
    }

    // The condition as it would be with a cart that reached that subtotal.
    bool holds_but_for(const rules::Expression& condition, int64_t least_subtotal) {
        conditions_.order_subtotal.millionths = std::max(subtotal_.millionths, least_subtotal);
        const bool held = holds(condition);
        conditions_.order_subtotal = subtotal_;
        return held;
    }

    Short missing_of(const Plan& plan, const Own& own) const {
        Short missing;
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

    Own own_lines(const Offer& offer, const Plan& plan) {
        if (offer.on == Offer::On::all_lines) {
            if (plan.lines == Plan::Lines::all)
                return {0, static_cast<uint32_t>(cart_.lines.size()), cart_.goods.minor, quantity_};
        }
        Own own;
        std::vector<uint32_t>& numbers = matches_.line_numbers;
        own.first = static_cast<uint32_t>(numbers.size());
        if (plan.lines == Plan::Lines::all || plan.lines == Plan::Lines::by_condition) {
            for (uint32_t i = 0; i < cart_.lines.size(); ++i)
                if (is_own(offer, plan, i)) numbers.push_back(i);
        } else {
            for (const uint32_t category : plan.categories) {
                const CategoryTable::Part& part = scratch_.categories.part(category);
                for (uint32_t i = 0; i < part.count; ++i) {
                    const uint32_t line = scratch_.categories.numbers()[part.first + i];
                    if (is_own(offer, plan, line)) numbers.push_back(line);
                }
            }
            if (plan.categories.size() > 1) std::sort(numbers.begin() + own.first, numbers.end());
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
        if (offer.on != Offer::On::all_lines &&
            (told.discount > Amount{}) != (offer.on == Offer::On::reduced_lines))
            return false;
        if (plan.lines == Plan::Lines::all || plan.lines == Plan::Lines::of_categories) return true;
        conditions_.line = &told;
        const bool held = holds(*offer.of);
        conditions_.line = nullptr;
        return held;
    }

    void match(const Offer& offer, const Own& own) {
        if (offer.steps.empty()) return;
        const int64_t counted = offer.by_quantity ? own.quantity : millionths(own.amount);
        size_t step = offer.steps.size() - 1;
        while (step > 0 && offer.steps[step].from > counted) --step;

        Match match;
        match.offer = &offer;
        match.code = code_;
        match.benefit = &offer.steps[step].benefit;
        match.first_line = own.first;
        match.line_count = own.count;
        match.amount = {own.amount};
        if (offer.decay && !value_of_day(offer, match)) return;
        if (facts_.rooms != nullptr) {
            match.room = facts_.rooms->room(offer);
            if (match.room.uses <= 0 || match.room.money <= Money{})
                return refuse(offer,
                              match.room.nearest.starts_with("budgets/") ? RefusalCode::budget_exhausted
                                                                         : RefusalCode::limit_reached,
                              match.room.nearest);
        }
        if (offer.cap && !set_cap(offer, match)) return;
        if (match.benefit->kind == Benefit::Kind::free_product && !find_product(offer, match)) return;
        matches_.all.push_back(std::move(match));
        if (facts_.nudges && step + 1 < offer.steps.size()) nudge_next_step(offer, offer.steps[step + 1], own);
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
        if (value.benefit != nullptr) match.benefit = value.benefit;
        match.share = value.share;
        match.next_change = value.next_change;
        return true;
    }

    // What the customer has brought until now, times the share.
    bool set_cap(const Offer& offer, Match& match) {
        Amount brought = standing().spend;
        if (offer.cap->of == ContributionCap::Of::margin) {
            const bool is_known = standing().margin.millionths != 0;
            brought = is_known ? standing().margin
                               : Amount{scale(brought.millionths, programme_.margin, Rounding::down).value_or(0)};
        }
        const auto share = scale(std::max<int64_t>(0, brought.millionths), offer.cap->share, Rounding::down);
        const Money cap = round_down(Amount{share.value_or(INT64_MAX)}, programme_.currency);
        bool refuses = cap <= Money{};
        if (offer.cap->refuse && !refuses) {
            Remaining left;
            for (const PricedCart::Line& line : cart_.lines) left.lines.push_back(line.amount);
            left.delivery = cart_.delivery;
            refuses = take(cart_, candidate_of(programme_, matches_, match), left) > cap;
        }
        if (refuses) {
            refuse(offer, RefusalCode::cap_reached, facts_.explain ? to_text(cap, programme_.currency) : "");
            return false;
        }
        match.cap = cap;
        return true;
    }

    bool find_product(const Offer& offer, Match& match) {
        std::vector<uint32_t>& numbers = matches_.line_numbers;
        const std::vector<std::string>& products = match.benefit->products;
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
        if (facts_.nudges) {
            Nudge nudge;
            nudge.offer = &offer;
            nudge.benefit = match.benefit;
            nudge.products = products;
            scratch_.nudges.emplace_back(0, std::move(nudge));
        }
        refuse(offer, RefusalCode::offer_not_met, "product");
        return false;
    }

    // ---- what is told

    void refuse_unknown(CodeId code, std::string_view word) {
        if (!facts_.explain || !facts_.only.empty()) return;
        NotApplied& told = pricing_.not_applied.emplace_back();
        told.code = code;
        told.word = word;
        told.reason = RefusalCode::code_not_valid;
    }

    void refuse(const Offer& offer, const Code* code, std::string_view word, RefusalCode reason,
                std::string_view detail) {
        if (!facts_.explain) return;
        NotApplied& told = pricing_.not_applied.emplace_back();
        told.offer = &offer;
        if (code != nullptr) told.code = code->id;
        told.word = word;
        told.reason = reason;
        told.detail = detail;
    }
    void refuse(const Offer& offer, RefusalCode reason, std::string_view detail = {}) {
        refuse(offer, code_, word_, reason, detail);
    }

    void refuse_short(const Offer& offer, const Short& missing) {
        if (!facts_.explain) return;
        const auto figure = [&](int64_t value) {
            return missing.amount > 0 ? to_text(Amount{value}, programme_.currency) : std::to_string(value);
        };
        refuse(offer, RefusalCode::below_minimum, figure(missing.has) + " < " + figure(missing.least));
    }

    void nudge_next_step(const Offer& offer, const Step& next, const Own& own) {
        Short missing;
        if (offer.by_quantity)
            missing.quantity = next.from - own.quantity;
        else
            missing.amount = next.from - millionths(own.amount);
        nudge(offer, &next.benefit, missing, own);
    }

    // Nearest is what costs least: missing units count at the price of the cheapest of the offer's lines.
    void nudge(const Offer& offer, const Benefit* benefit, const Short& missing, const Own& own) {
        if (!facts_.nudges || benefit == nullptr || (missing.amount > 0 && missing.quantity > 0)) return;
        Nudge told;
        told.offer = &offer;
        told.benefit = benefit;
        int64_t nearness = 0;
        if (missing.amount > 0) {
            if (!offer.nudge_within || missing.amount > offer.nudge_within->millionths) return;
            told.missing = {-round_down(Amount{-missing.amount}, programme_.currency).minor};
            nearness = told.missing.minor;
        } else {
            if (!offer.nudge_quantity || missing.quantity > *offer.nudge_quantity) return;
            told.missing_quantity = missing.quantity;
            nearness = missing.quantity * cheapest_unit(own);
        }
        if (facts_.rooms != nullptr) {
            const OfferRoom room = facts_.rooms->room(offer);
            if (room.uses <= 0 || room.money <= Money{}) return;
        }
        scratch_.nudges.emplace_back(nearness, std::move(told));
    }

    int64_t cheapest_unit(const Own& own) const {
        int64_t least = INT64_MAX;
        for (uint32_t i = 0; i < own.count; ++i) {
            const PricedCart::Line& line = cart_.lines[matches_.line_numbers[own.first + i]];
            least = std::min(least, line.amount.minor / line.quantity);
        }
        return own.count == 0 ? 0 : least;
    }

    void tell_nudges() {
        std::stable_sort(scratch_.nudges.begin(), scratch_.nudges.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [nearness, nudge] : scratch_.nudges) pricing_.nudges.push_back(std::move(nudge));
    }

    const PricingFacts& facts_;
    const Programme& programme_;
    const Order& order_;
    const OfferIndex& index_;
    Matches& matches_;
    PricedCart& cart_;
    Pricing& pricing_;
    Scratch& scratch_;
    ConditionFacts conditions_;
    Standing guest_;
    Amount subtotal_;
    int64_t quantity_ = 0;
    int weekday_ = 0;                // 0: Monday
    std::optional<int64_t> minute_;  // of the local day, once it was asked for
    const Code* code_ = nullptr;     // that opens the offer which is judged
    std::string_view word_;
};

}  // namespace

void find_matches(const PricingFacts& facts, const OfferIndex& index, Matches& matches, Pricing& pricing) {
    Matcher(facts, index, matches, pricing).run();
}

Candidate candidate_of(const Programme& programme, const Matches& matches, const Match& match) {
    Candidate candidate;
    candidate.offer = match.offer;
    candidate.position = static_cast<size_t>(match.offer - programme.offers.data());
    if (match.code != nullptr) candidate.code = match.code->id;
    const auto lines = matches.lines_of(match);
    candidate.lines.assign(lines.begin(), lines.end());
    candidate.benefit = scaled(*match.benefit, match.share);
    candidate.room = match.room;
    candidate.cap = match.cap;
    candidate.next_change = match.next_change;
    return candidate;
}

}  // namespace habitue::loyalty
