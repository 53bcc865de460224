#include <algorithm>

#include "loyalty/programme/reading.h"
#include "rules/text.h"

namespace habitue::loyalty {
namespace {

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void add_sorted(std::vector<std::string>& names, std::string_view name) {
    const auto at = std::lower_bound(names.begin(), names.end(), name);
    if (at == names.end() || *at != name) names.insert(at, std::string(name));
}

std::string hint_for(std::string_view name, const std::vector<std::string>& known) {
    rules::NearestName nearest(name);
    for (const std::string& candidate : known) nearest.offer(candidate);
    return nearest.hint();
}

// The texts that a condition compares customer.tier with, as far as its outermost parts show them.
std::vector<std::string_view> compared_levels(const rules::Expression& condition) {
    using Shape = rules::Conjunct::Shape;
    std::vector<std::string_view> levels;
    for (const rules::Conjunct& part : condition.conjuncts())
        if (part.path == "customer.tier" &&
            (part.shape == Shape::equal || part.shape == Shape::not_equal || part.shape == Shape::one_of))
            for (const rules::Value& value : part.values)
                if (value.is(rules::Kind::text) && !value.as_text().empty()) levels.push_back(value.as_text());
    return levels;
}

}  // namespace

void Reading::check_names(const Place& place, const rules::Expression& expression) {
    const auto segments = expression.first_arguments("segment");
    if (in_segments && (segments.others || !segments.literals.empty()))
        return problem(place, "a segment cannot ask for another segment: write its condition out");
    if (segments.others) problem(place, "segment(...) wants the id of a segment in quotes");
    for (const std::string& id : segments.literals)
        if (!has(segment_ids, id)) problem(place, "there is no segment \"" + id + '"' + hint_for(id, segment_ids));
    if (expression.first_arguments("customer.spend").others)
        problem(place, "customer.spend(...) wants a category in quotes; \"\" asks for all");
    if (has(expression.mentions(), "customer.attributes.*") || has(expression.mentions(), "customer.attributes"))
        problem(place, "the names of attributes must be written out: customer.attributes.size");
    for (const std::string_view id : compared_levels(expression))
        if (!has(level_ids, id))
            problem(place, "there is no tier level \"" + std::string(id) + '"' + hint_for(id, level_ids));
}

void Reading::remember_questions(const rules::Expression& expression) {
    constexpr std::string_view kAttributes = "customer.attributes.";
    for (const std::string& category : expression.first_arguments("customer.spend").literals)
        add_sorted(programme.spend_categories, category);
    for (const std::string& path : expression.mentions())
        if (path.starts_with(kAttributes))
            add_sorted(programme.customer_attributes, path.substr(kAttributes.size()));
}

std::optional<rules::Expression> Reading::expression(const Place& place, const std::string& source,
                                                     ConditionScope scope, std::optional<rules::Type> wanted) {
    auto compiled = rules::compile(source, condition_schema(scope, programme.currency, programme.zone), wanted);
    if (!compiled) {
        for (const Problem& wrong : compiled.fault().problems)
            problem(place,
                    "in this condition" + (wrong.where.empty() ? "" : ", " + wrong.where) + ": " + wrong.what);
        return std::nullopt;
    }
    check_names(place, *compiled);
    remember_questions(*compiled);
    return std::move(*compiled);
}

std::optional<rules::Expression> Reading::condition(const Place& place, ConditionScope scope) {
    if (place.node->kind != Node::Kind::text && place.node->kind != Node::Kind::boolean) {
        expected(place, "a condition such as cart.subtotal >= money(\"60 EUR\")");
        return std::nullopt;
    }
    return expression(place, place.node->scalar, scope, rules::Type(rules::Kind::boolean));
}

// The ids as they are written in conditions: "gold", "silver"; empty when there are none.
std::string Reading::any_of(const Place& rule, std::string_view key, const std::vector<std::string>& known,
                            std::string_view noun) {
    std::string condition;
    const auto place = child(rule, key);
    if (!place) return condition;
    if (place->node->is_list() && place->node->elements.empty())
        expected(*place, "the id of a " + std::string(noun));
    for (const Place& one : one_or_more(*place)) {
        const auto id = text(one, "the id of a " + std::string(noun));
        if (!id) continue;
        if (!has(known, *id)) {
            problem(one,
                    "there is no " + std::string(noun) + " \"" + id->substr(0, 60) + '"' + hint_for(*id, known));
            continue;
        }
        const std::string test = key == "segment" ? "segment(\"" + *id + "\")" : "customer.tier == \"" + *id + '"';
        condition += (condition.empty() ? "" : " || ") + test;
    }
    return condition.find("||") == std::string::npos ? condition : "(" + condition + ")";
}

std::string Reading::segment_and_tier(const Place& map) {
    std::string made = any_of(map, "segment", segment_ids, "segment");
    const std::string tiers = any_of(map, "tier", level_ids, "tier level");
    if (!tiers.empty()) made += (made.empty() ? "" : " && ") + tiers;
    return made;
}

std::optional<rules::Expression> Reading::joined(const Place& rule, std::string_view key, std::string made,
                                                 ConditionScope scope) {
    const auto written = child(rule, key);
    std::optional<rules::Expression> condition;
    if (written) condition = this->condition(*written, scope);
    if (made.empty() || (written && !condition)) return condition;
    // the line break ends a comment that the condition may end with
    if (condition) made += " && (" + condition->source() + "\n)";
    return expression(rule, made, scope, rules::Type(rules::Kind::boolean));
}

std::optional<rules::Expression> Reading::joined_condition(const Place& rule, ConditionScope scope) {
    return joined(rule, "when", segment_and_tier(rule), scope);
}

void read_segments(Reading& reading, const Place& document) {
    const auto segments = Reading::child(document, "segments");
    if (!segments) return;
    reading.in_segments = true;
    for (const auto& [key, place] : reading.entries(*segments)) {
        const auto id = reading.key_id(key, place);
        reading.segment_ids.push_back(key);
        const bool spelled_out = place.node->is_map();
        if (spelled_out && !reading.map(place, {"name", "when"})) continue;
        const auto when = spelled_out ? reading.required(place, "when", "the condition of the segment") : place;
        if (!when) continue;
        auto condition = reading.condition(*when, ConditionScope::customer);
        LocalTexts name =
            spelled_out ? reading.name(place, key) : LocalTexts{{reading.programme.languages.front(), key, key}};
        if (id && condition) reading.programme.segments.push_back({*id, std::move(name), std::move(*condition)});
    }
    reading.in_segments = false;
}

}  // namespace habitue::loyalty
