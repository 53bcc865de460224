#include "loyalty/offers/offer_index.h"

#include <algorithm>
#include <numeric>

namespace habitue::loyalty {
namespace {

using rules::Conjunct;
using rules::Kind;
using rules::Value;
using Plan = OfferIndex::Plan;
using Shape = Conjunct::Shape;

constexpr std::string_view kAttributes = "customer.attributes.";

bool is_one_of(const std::string& path, std::string_view first, std::string_view second) {
    return path == first || path == second;
}

// The texts that a conjunct allows for its path; empty when it is no such conjunct.
std::vector<std::string_view> texts_of(const Conjunct& conjunct) {
    std::vector<std::string_view> texts;
    if (conjunct.shape != Shape::equal && conjunct.shape != Shape::one_of) return texts;
    for (const Value& value : conjunct.values) {
        if (!value.is(Kind::text)) return {};
        texts.push_back(value.as_text());
    }
    return texts;
}

std::vector<AttributeValue> attribute_values_of(const Conjunct& conjunct) {
    std::vector<AttributeValue> values;
    if (conjunct.shape == Shape::holds) return {true};
    if (conjunct.shape != Shape::equal && conjunct.shape != Shape::one_of) return {};
    for (const Value& value : conjunct.values) {
        if (value.is(Kind::boolean))
            values.emplace_back(value.as_boolean());
        else if (value.is(Kind::integer))
            values.emplace_back(value.as_integer());
        else if (value.is(Kind::text))
            values.emplace_back(std::string(value.as_text()));
        else
            return {};
    }
    return values;
}

// One way to find an offer: a conjunct that it needs, and where that leads.
struct Key {
    enum class Kind : uint8_t { none, attribute, tier, segment, category, subtotal, goods };
    Kind kind = Kind::none;
    const Conjunct* proven = nullptr;
    std::string name;
    std::vector<AttributeValue> values;
    std::vector<std::string_view> texts;
    size_t segment = 0;
};

class Indexer {
  public:
    explicit Indexer(const Programme& programme) : programme_(programme) {}

    OfferIndex run() {
        put_in_application_order();
        for (uint32_t rank = 0; rank < index_.plans.size(); ++rank) add(rank);
        const auto by_amount = [](const OfferIndex::Threshold& a, const OfferIndex::Threshold& b) {
            return a.from != b.from ? a.from < b.from : a.rank < b.rank;
        };
        std::sort(index_.by_goods.begin(), index_.by_goods.end(), by_amount);
        std::sort(index_.by_subtotal.begin(), index_.by_subtotal.end(), by_amount);
        return std::move(index_);
    }

  private:
    void put_in_application_order() {
        const std::vector<Offer>& offers = programme_.offers;
        std::vector<uint32_t> order(offers.size());
        std::iota(order.begin(), order.end(), 0u);
        std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
            if (offers[a].after_others != offers[b].after_others) return offers[b].after_others;
            return offers[a].priority != offers[b].priority ? offers[a].priority > offers[b].priority : a < b;
        });
        index_.plans.resize(offers.size());
        index_.rank_of.resize(offers.size());
        for (uint32_t rank = 0; rank < order.size(); ++rank) {
            index_.plans[rank].position = order[rank];
            index_.rank_of[order[rank]] = rank;
        }
    }

    void add(uint32_t rank) {
        Plan& plan = index_.plans[rank];
        const Offer& offer = programme_.offers[plan.position];
        plan.group = static_cast<uint32_t>(std::min<size_t>(offer.group, UINT32_MAX));
        plan.is_exclusive = offer.exclusive;
        plan.has_budgets = !offer.budgets.empty();
        plan.is_for_everybody = offer.source == Offer::Source::everybody;
        plan.is_open = plan.is_for_everybody && offer.from == kEarliest && offer.until == kNever &&
                       (offer.weekdays & 0x7f) == 0x7f && offer.from_minute == 0 && offer.until_minute == 24 * 60 &&
                       offer.channels.empty();
        set_benefit(offer, plan);
        set_least(offer, plan);
        const Conjunct* of = category_of_lines(offer);
        set_lines(offer, of, plan);
        const Key key = offer.source == Offer::Source::everybody ? best_key(offer, plan, of) : Key{};
        plan.who_holds = !offer.who || proven(*offer.who, key, plan);
        plan.when_holds = !offer.when || proven(*offer.when, key, plan);
        if (offer.nudge_within) index_.widest_nudge = std::max(index_.widest_nudge, offer.nudge_within->millionths);
        file(offer, plan, key, rank);
    }

    static void set_benefit(const Offer& offer, Plan& plan) {
        plan.target = offer.target;
        plan.is_nudged = offer.nudge_within || offer.nudge_quantity;
        plan.is_bounded = !offer.limits.empty() || !offer.budgets.empty();
        plan.on_some_lines = offer.on != Offer::On::all_lines;
        plan.with_rest = offer.steps.size() != 1 || offer.decay || offer.cap;
        if (offer.steps.empty()) return;
        const Benefit& benefit = offer.steps.front().benefit;
        plan.kind = benefit.kind;
        plan.share = benefit.share;
        plan.money = benefit.money;
        plan.bundle = benefit.buy + benefit.get;
        plan.free_of_bundle = benefit.get;
        plan.with_rest = plan.with_rest || benefit.kind == Benefit::Kind::free_product;
    }

    static void set_least(const Offer& offer, Plan& plan) {
        if (offer.minimum) plan.least_amount = offer.minimum->millionths;
        if (offer.minimum_quantity) plan.least_quantity = *offer.minimum_quantity;
        if (offer.steps.empty()) return;
        const Step& first = offer.steps.front();
        if (first.from > 0) {
            int64_t& least = offer.by_quantity ? plan.least_quantity : plan.least_amount;
            least = std::max(least, first.from);
        }
        if (offer.steps.size() == 1 && first.benefit.kind == Benefit::Kind::buy_get)
            plan.least_quantity = std::max(plan.least_quantity, first.benefit.buy + first.benefit.get);
    }

    static const Conjunct* category_of_lines(const Offer& offer) {
        if (offer.of)
            for (const Conjunct& conjunct : offer.of->conjuncts())
                if (conjunct.path == "line.category" && !conjunct.of_some_element && !texts_of(conjunct).empty())
                    return &conjunct;
        return nullptr;
    }

    uint32_t category(std::string_view name) {
        if (const uint32_t* known = index_.categories.find(name)) return *known;
        const auto number = static_cast<uint32_t>(index_.by_category.size());
        index_.by_category.emplace_back();
        return index_.categories[name] = number;
    }

    void set_lines(const Offer& offer, const Conjunct* of, Plan& plan) {
        if (!offer.of) return;
        plan.lines = Plan::Lines::by_condition;
        if (of == nullptr) return;
        const bool says_no_more = offer.of->conjuncts().size() == 1;
        std::vector<uint32_t> categories;
        for (const std::string_view name : texts_of(*of)) categories.push_back(category(name));
        std::sort(categories.begin(), categories.end());
        categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
        plan.category = categories.front();
        plan.first_category = static_cast<uint32_t>(index_.categories_of_plans.size());
        plan.category_count = static_cast<uint32_t>(categories.size());
        index_.categories_of_plans.insert(index_.categories_of_plans.end(), categories.begin(), categories.end());
        plan.lines = !says_no_more            ? Plan::Lines::within_categories
                     : categories.size() == 1 ? Plan::Lines::of_category
                                              : Plan::Lines::of_categories;
    }

    // Figures and flags of a conjunct that are checked without evaluating it; true when that is all it says.
    static bool note(const Conjunct& conjunct, Plan& plan) {
        if (conjunct.of_some_element) return false;
        if (conjunct.path == "customer.member" && conjunct.shape == Shape::holds) {
            plan.members_only = true;
            return true;
        }
        const bool at_least = conjunct.shape == Shape::greater_equal || conjunct.shape == Shape::greater;
        if (!at_least || !is_one_of(conjunct.path, "cart.subtotal", "order.subtotal")) return false;
        if (!conjunct.values[0].is(Kind::money)) return false;
        const int64_t from = conjunct.values[0].as_money().millionths + (conjunct.shape == Shape::greater ? 1 : 0);
        plan.least_subtotal = std::max(plan.least_subtotal, from);
        return true;
    }

    static bool proven(const rules::Expression& condition, const Key& key, Plan& plan) {
        bool all = true;
        for (const Conjunct& conjunct : condition.conjuncts())
            if (!note(conjunct, plan) && &conjunct != key.proven) all = false;
        return all;
    }

    Key best_key(const Offer& offer, const Plan& plan, const Conjunct* of) {
        Key best;
        const auto offered = [&](Key key) {
            if (key.kind != Key::Kind::none && (best.kind == Key::Kind::none || key.kind < best.kind))
                best = std::move(key);
        };
        if (offer.who)
            for (const Conjunct& conjunct : offer.who->conjuncts()) offered(key_of(conjunct));
        if (offer.when)
            for (const Conjunct& conjunct : offer.when->conjuncts()) offered(key_of(conjunct));
        if (of != nullptr) {
            Key key;
            key.kind = Key::Kind::category;
            key.texts = texts_of(*of);
            offered(std::move(key));
        }
        if (best.kind != Key::Kind::none) return best;
        Key amount;
        Plan copy = plan;
        if (offer.when)
            for (const Conjunct& conjunct : offer.when->conjuncts()) note(conjunct, copy);
        if (copy.least_subtotal != INT64_MIN)
            amount.kind = Key::Kind::subtotal;
        else if (plan.lines == Plan::Lines::all && offer.on == Offer::On::all_lines &&
                 plan.least_amount != INT64_MIN)
            amount.kind = Key::Kind::goods;
        return amount;
    }

    Key key_of(const Conjunct& conjunct) const {
        Key key;
        key.proven = &conjunct;
        if (conjunct.of_some_element) {
            if (is_one_of(conjunct.path, "cart.lines.category", "order.lines.category"))
                key.texts = texts_of(conjunct);
            key.kind = key.texts.empty() ? Key::Kind::none : Key::Kind::category;
        } else if (conjunct.path.starts_with(kAttributes)) {
            key.name = conjunct.path.substr(kAttributes.size());
            if (key.name.find('.') == std::string::npos && key.name != "*")
                key.values = attribute_values_of(conjunct);
            key.kind = key.values.empty() ? Key::Kind::none : Key::Kind::attribute;
        } else if (conjunct.path == "customer.tier") {
            key.texts = texts_of(conjunct);
            key.kind = key.texts.empty() ? Key::Kind::none : Key::Kind::tier;
        } else if (conjunct.shape == Shape::other) {
            for (size_t i = 0; i < programme_.segments.size(); ++i)
                if (conjunct.text == "segment(\"" + programme_.segments[i].id + "\")") {
                    key.kind = Key::Kind::segment;
                    key.segment = i;
                }
        }
        return key;
    }

    void file(const Offer& offer, const Plan& plan, const Key& key, uint32_t rank) {
        if (offer.source == Offer::Source::word) return index_.by_word[offer.word].push_back(rank);
        if (offer.source != Offer::Source::everybody) return index_.by_rule[offer.id].push_back(rank);
        switch (key.kind) {
            case Key::Kind::none: index_.always.push_back(rank); break;
            case Key::Kind::attribute:
                for (const AttributeValue& value : key.values) file_attribute(key.name, value, rank);
                break;
            case Key::Kind::tier:
                for (const std::string_view tier : key.texts) index_.by_tier[tier].push_back(rank);
                break;
            case Key::Kind::segment: file_segment(key.segment, rank); break;
            case Key::Kind::category:
                for (const std::string_view name : key.texts) index_.by_category[category(name)].push_back(rank);
                break;
            case Key::Kind::subtotal: index_.by_subtotal.push_back({plan.least_subtotal, rank}); break;
            case Key::Kind::goods: index_.by_goods.push_back({plan.least_amount, rank}); break;
        }
    }

    void file_attribute(const std::string& name, const AttributeValue& value, uint32_t rank) {
        std::vector<OfferIndex::ByValue>& values = index_.by_attribute[name];
        const auto at =
            std::find_if(values.begin(), values.end(), [&](const auto& one) { return one.value == value; });
        if (at != values.end()) return at->ranks.push_back(rank);
        values.push_back({value, {rank}});
    }

    void file_segment(size_t segment, uint32_t rank) {
        for (OfferIndex::BySegment& one : index_.by_segment)
            if (one.segment == segment) return one.ranks.push_back(rank);
        index_.by_segment.push_back({segment, {rank}});
    }

    const Programme& programme_;
    OfferIndex index_;
};

}  // namespace

std::shared_ptr<const OfferIndex> index_offers(const Programme& programme) {
    return std::make_shared<const OfferIndex>(Indexer(programme).run());
}

}  // namespace habitue::loyalty
