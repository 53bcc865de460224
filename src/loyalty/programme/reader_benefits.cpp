// What an offer takes off, and of what.
#include <algorithm>
#include <charconv>

#include "loyalty/programme/reading_offers.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostUnits = 10'000;
constexpr std::string_view kForms =
    "one of: \"10 %\", \"5 EUR\", \"price 9.90 EUR\", \"buy 2 get 1\", \"buy 2 get 1 at 50 %\", free delivery, "
    "\"50 % of delivery\", {free: SKU}";
constexpr std::string_view kShareForm = "a share such as 10 %, above 0 and at most 100 %, is expected; found ";

using Kind = Benefit::Kind;

std::optional<int64_t> units_in(std::string_view text) {
    int64_t units = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), units);
    if (error != std::errc() || stopped != text.data() + text.size() || units < 1 || units > kMostUnits)
        return std::nullopt;
    return units;
}

Fault no_share(std::string_view text) {
    return Fault::invalid("", std::string(kShareForm) + '"' + std::string(text) + '"');
}

Result<Benefit> part_of(std::string_view share, Kind kind) {
    const auto rate = share_in(share);
    if (!rate) return no_share(share);
    Benefit benefit;
    benefit.kind = kind;
    benefit.share = *rate;
    return benefit;
}

// "2 get 1", "2 get 1 at 50 %": the units that one gets are off by so much
Result<Benefit> buy_get_in(std::string_view text) {
    const auto halves = split_at_word(text, "get");
    const auto at = halves ? split_at_word(halves->second, "at") : std::nullopt;
    const auto buy = halves ? units_in(halves->first) : std::nullopt;
    const auto get = halves ? units_in(at ? at->first : halves->second) : std::nullopt;
    if (!buy || !get)
        return Fault::invalid("", "expected \"buy 2 get 1\" or \"buy 2 get 1 at 50 %\", with 1 to 10000 units");
    Benefit benefit;
    benefit.kind = Kind::buy_get;
    benefit.buy = *buy;
    benefit.get = *get;
    if (!at) return benefit;
    std::string_view share = at->second;
    if (share.ends_with(" off")) share.remove_suffix(4);
    const auto rate = share_in(share);
    if (!rate) return no_share(share);
    benefit.share = *rate;
    return benefit;
}

Result<Benefit> money_benefit_in(std::string_view text, Kind kind, const Currency& currency) {
    const auto money = money_in(text, currency);
    if (!money) return money.fault();
    Benefit benefit;
    benefit.kind = kind;
    benefit.money = *money;
    return benefit;
}

std::optional<Benefit> read_free_product(Reading& reading, const Place& place) {
    if (!reading.map(place, {"free", "quantity"})) return std::nullopt;
    Benefit benefit;
    benefit.kind = Kind::free_product;
    benefit.get = 1;
    const Place free = *Reading::child(place, "free");
    for (const Place& one : reading.one_or_more(free)) {
        const auto sku = reading.text(one, "a SKU");
        if (!sku) continue;
        if (sku->empty() || sku->size() > kLongestText)
            reading.expected(one, "a SKU of 1 to 256 bytes");
        else if (std::find(benefit.products.begin(), benefit.products.end(), *sku) != benefit.products.end())
            reading.problem(one, "the product \"" + *sku + "\" stands here a second time");
        else
            benefit.products.push_back(*sku);
    }
    if (free.node->is_list() && free.node->elements.empty())
        reading.problem(free, "at least one product is expected: the customer chooses one of them");
    if (const auto quantity = Reading::child(place, "quantity"))
        benefit.get = reading.whole(*quantity, 1, kMostUnits).value_or(1);
    return benefit;
}

// "50 EUR" in millionths, or "3" units
std::optional<int64_t> step_from(Reading& reading, const std::string& key, const Place& place, bool by_quantity) {
    if (by_quantity) {
        const auto units = units_in(key);
        if (!units)
            reading.problem(place, "\"" + key.substr(0, 60) + "\": a quantity such as 3 is expected as the key");
        return units;
    }
    const auto amount = amount_in(key, reading.programme.currency);
    if (amount) return amount->millionths;
    reading.problem(place, amount.fault().problems.front().what);
    return std::nullopt;
}

void read_steps(Reading& reading, const Place& map, Offer& offer) {
    for (const auto& [key, place] : reading.entries(map)) {
        const auto from = step_from(reading, key, place, offer.by_quantity);
        auto benefit = read_benefit(reading, place);
        if (!from || !benefit) continue;
        if (!offer.steps.empty() && *from <= offer.steps.back().from)
            reading.problem(place, "steps rise: \"" + key + "\" must be above the one before it");
        if (!offer.steps.empty() && benefit->kind != offer.steps.back().benefit.kind)
            reading.problem(place, "the steps of one offer give the same kind of advantage");
        offer.steps.push_back({*from, std::move(*benefit)});
    }
    if (map.node->is_map() && map.node->keys.empty())
        reading.expected(map, "at least one step, such as {50 EUR: 5 %}");
}

}  // namespace

Result<Benefit> benefit_in(std::string_view text, const Currency& currency) {
    if (text == "free delivery") return part_of("100 %", Kind::delivery);
    if (const auto halves = split_at_word(text, "of"); halves && halves->second == "delivery")
        return part_of(halves->first, Kind::delivery);
    if (starts_with(text, "price ")) return money_benefit_in(text, Kind::price, currency);
    if (starts_with(text, "buy ")) return buy_get_in(text);
    if (text.ends_with('%')) return part_of(text, Kind::percent);
    if (!parse_currency_amount(text))
        return Fault::invalid("", "expected " + std::string(kForms) + "; found \"" + std::string(text) + '"');
    auto amount = money_benefit_in(text, Kind::amount, currency);
    if (amount && amount->money.minor == 0)
        return Fault::invalid("", "\"" + std::string(text) + "\" takes nothing off");
    return amount;
}

std::optional<Benefit> read_benefit(Reading& reading, const Place& place) {
    if (place.node->is_map() && Reading::child(place, "free")) return read_free_product(reading, place);
    if (place.node->kind != Node::Kind::text) {
        reading.expected(place, kForms);
        return std::nullopt;
    }
    auto benefit = benefit_in(place.node->scalar, reading.programme.currency);
    if (benefit) return std::move(*benefit);
    reading.problem(place, benefit.fault().problems.front().what);
    return std::nullopt;
}

void read_give(Reading& reading, const Place& rule, const Place& give, Offer& offer) {
    if (give.node->is_map() && !Reading::child(give, "free")) {
        const auto by_quantity = Reading::child(give, "by quantity");
        if (by_quantity && !reading.map(give, {"by quantity"})) return;
        offer.by_quantity = by_quantity.has_value();
        read_steps(reading, by_quantity ? *by_quantity : give, offer);
    } else if (auto benefit = read_benefit(reading, give)) {
        offer.steps.push_back({0, std::move(*benefit)});
    }
    read_target(reading, rule, offer);
}

void read_target(Reading& reading, const Place& rule, Offer& offer) {
    const Kind kind = offer.steps.empty() ? Kind::percent : offer.steps.front().benefit.kind;
    const bool of_units = kind == Kind::price || kind == Kind::buy_get || kind == Kind::free_product;
    offer.target = of_units || (offer.of && kind != Kind::delivery) ? Target::lines : Target::order;
    const auto on = Reading::child(rule, "on");
    if (!on) return;
    if (kind == Kind::delivery || kind == Kind::buy_get || kind == Kind::free_product)
        return reading.problem(
            *on, kind == Kind::delivery  ? "what is taken off the delivery is not taken off lines: leave this out"
                 : kind == Kind::buy_get ? "buy and get choose the cheapest units by themselves: leave this out"
                                         : "a free product chooses its line by itself: leave this out");
    offer.target = reading
                       .choice<Target>(*on, {{"order", Target::order},
                                             {"lines", Target::lines},
                                             {"cheapest", Target::cheapest},
                                             {"dearest", Target::dearest}})
                       .value_or(offer.target);
    if (kind == Kind::price && offer.target == Target::order)
        reading.problem(*on, "a new price is each unit's: lines, cheapest or dearest is expected");
}

}  // namespace habitue::loyalty
