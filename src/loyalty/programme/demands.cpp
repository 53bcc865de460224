#include "loyalty/programme/demands.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

using rules::Conjunct;
using rules::Kind;
using Shape = Conjunct::Shape;

std::optional<int64_t> number_of(const rules::Value& value) {
    if (value.is(Kind::integer)) return value.as_integer();
    if (value.is(Kind::money)) return value.as_money().millionths;
    if (value.is(Kind::timestamp)) return value.as_timestamp().milliseconds;
    if (value.is(Kind::boolean)) return value.as_boolean() ? 1 : 0;
    return std::nullopt;
}

// Every order is a cart first.
std::string as_cart(const std::string& path) {
    return path.starts_with("order.") ? "cart." + path.substr(6) : path;
}

std::vector<std::string> texts_of(const Conjunct& part) {
    std::vector<std::string> texts;
    for (const rules::Value& value : part.values)
        if (value.is(Kind::text)) texts.emplace_back(value.as_text());
    std::sort(texts.begin(), texts.end());
    return texts;
}

}  // namespace

Demand& Demands::demand(const std::string& path) {
    const auto at = std::find_if(demands_.begin(), demands_.end(), [&](const Demand& d) { return d.path == path; });
    if (at != demands_.end()) return *at;
    demands_.push_back({});
    demands_.back().path = path;
    return demands_.back();
}

const Demand* Demands::find(std::string_view path) const {
    const auto at = std::find_if(demands_.begin(), demands_.end(), [&](const Demand& d) { return d.path == path; });
    return at == demands_.end() ? nullptr : &*at;
}

void Demands::compare(Demand& demand) {
    if (contradiction_) return;
    if (demand.least > demand.most) contradiction_ = std::pair(demand.least_text, demand.most_text);
}

void Demands::at_least(const std::string& path, int64_t least, const std::string& text) {
    Demand& there = demand(path);
    if (least <= there.least) return;
    there.least = least;
    there.least_text = text;
    compare(there);
}

void Demands::at_most(const std::string& path, int64_t most, const std::string& text) {
    Demand& there = demand(path);
    if (most >= there.most) return;
    there.most = most;
    there.most_text = text;
    compare(there);
}

void Demands::one_of(const std::string& path, std::vector<std::string> texts, const std::string& text) {
    Demand& there = demand(path);
    std::sort(texts.begin(), texts.end());
    std::vector<std::string> both;
    for (const std::string& one : texts) {
        const bool known = !there.allowed || std::binary_search(there.allowed->begin(), there.allowed->end(), one);
        const bool barred = std::find(there.forbidden.begin(), there.forbidden.end(), one) != there.forbidden.end();
        if (known && !barred) both.push_back(one);
    }
    if (both.empty() && !contradiction_) contradiction_ = std::pair(there.texts_text, text);
    there.allowed = std::move(both);
    there.texts_text = text;
}

void Demands::forbid(const std::string& path, const std::string& value, const std::string& text) {
    Demand& there = demand(path);
    there.forbidden.push_back(value);
    if (!there.allowed) {
        there.texts_text = text;
        return;
    }
    std::erase(*there.allowed, value);
    if (there.allowed->empty() && !contradiction_) contradiction_ = std::pair(there.texts_text, text);
}

void Demands::add_texts(const std::string& path, const Conjunct& part) {
    const std::vector<std::string> texts = texts_of(part);
    const bool told = part.shape == Shape::equal || part.shape == Shape::one_of || part.shape == Shape::not_equal;
    if (texts.empty() || !told) return;
    if (part.shape == Shape::not_equal) return part.of_some_element ? void() : forbid(path, texts[0], part.text);
    if (part.of_some_element)
        demand(path).allowed = texts;
    else
        one_of(path, texts, part.text);
}

void Demands::add(const Conjunct& part) {
    const std::string path = (part.of_some_element ? "some " : "") + as_cart(part.path);
    const auto number = part.values.empty() ? std::nullopt : number_of(part.values[0]);
    if (part.shape == Shape::holds) return at_least(path, 1, part.text);
    if (part.shape == Shape::fails) return at_most(path, 0, part.text);
    if (!number) return add_texts(path, part);
    const bool least =
        part.shape == Shape::greater_equal || part.shape == Shape::greater || part.shape == Shape::equal;
    const bool most = part.shape == Shape::less_equal || part.shape == Shape::less || part.shape == Shape::equal;
    if (least) at_least(path, *number + (part.shape == Shape::greater && *number < INT64_MAX), part.text);
    if (most) at_most(path, *number - (part.shape == Shape::less && *number > INT64_MIN), part.text);
}

void Demands::add(const rules::Expression& condition) {
    for (const Conjunct& part : condition.conjuncts()) {
        if (part.shape != Shape::other) {
            // several elements may meet several demands
            if (!part.of_some_element || !find("some " + as_cart(part.path))) add(part);
            continue;
        }
        for (const Segment& segment : programme_.segments)
            if (part.text == "segment(\"" + segment.id + "\")") add(segment.condition);
    }
}

void Demands::add(const Offer& offer) {
    if (offer.who) add(*offer.who);
    if (offer.when) add(*offer.when);
    if (offer.of) add(*offer.of);
    // what its own lines need, the cart needs
    if (offer.minimum) at_least("cart.subtotal", offer.minimum->millionths, "minimum");
    if (offer.minimum_quantity) at_least("cart.quantity", *offer.minimum_quantity, "minimum_quantity");
    if (!offer.steps.empty() && offer.steps.front().from > 0)
        at_least(offer.by_quantity ? "cart.quantity" : "cart.subtotal", offer.steps.front().from, "give");
    if (!offer.channels.empty()) one_of("cart.channel", offer.channels, "channels");
    if (offer.from > kEarliest) at_least("now", offer.from.milliseconds, "from");
    if (offer.until < kNever) at_most("now", offer.until.milliseconds - 1, "until");
}

}  // namespace habitue::loyalty
