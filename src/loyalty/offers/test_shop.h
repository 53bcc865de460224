// A small shop for the tests of offers: a programme to which offers are added, carts of a few lines.
#pragma once

#include <gtest/gtest.h>

#include "loyalty/offers/offer_index.h"
#include "loyalty/offers/pricing.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {

inline constexpr int64_t kCent = 10'000;  // millionths

struct TestShop {
    Programme programme;
    Order order;
    Standing standing;
    Customer customer;
    std::vector<std::string> words;
    std::vector<const Code*> codes;
    const Rooms* rooms = nullptr;
    Instant at = *parse_instant("2026-11-21T10:00:00Z");  // a Saturday

    TestShop() {
        programme.currency = *parse_currency("EUR");
        programme.zone = *TimeZone::find("Europe/Paris");
        order.id = {"A1"};
        order.known = true;
        order.content.apply_offers = true;
        order.content.channel = "web";
        order.content.delivery = {590 * kCent};
    }

    rules::Expression condition(std::string_view text, ConditionScope scope) const {
        auto compiled = rules::compile(text, condition_schema(scope, programme.currency, programme.zone));
        EXPECT_TRUE(compiled.ok()) << (compiled ? "" : compiled.fault().text());
        return *compiled;
    }
    void who(Offer& offer, std::string_view text) const { offer.who = condition(text, ConditionScope::customer); }
    void when(Offer& offer, std::string_view text) const { offer.when = condition(text, ConditionScope::order); }
    void of(Offer& offer, std::string_view text) const {
        offer.of = condition(text, ConditionScope::line);
        offer.target = Target::lines;
    }

    Offer& add(std::string id, Benefit benefit) {
        Offer& offer = programme.offers.emplace_back();
        offer.name = {{"fr", id, id}};
        offer.id = std::move(id);
        offer.steps = {{0, std::move(benefit)}};
        return offer;
    }
    OrderLine& line(std::string category, int64_t cents, int64_t quantity = 1) {
        OrderLine& line = order.content.lines.emplace_back();
        line.id = std::to_string(order.content.lines.size());
        line.sku = "sku-" + line.id;
        line.category = std::move(category);
        line.unit_price = {cents * kCent};
        line.quantity = quantity;
        return line;
    }

    Pricing price() {
        programme.offer_index = index_offers(programme);
        standing.at = at;
        PricingFacts facts;
        facts.programme = &programme;
        facts.order = &order;
        facts.standing = &standing;
        facts.customer = &customer;
        facts.at = at;
        facts.words.assign(words.begin(), words.end());
        facts.codes = codes;
        facts.rooms = rooms;
        facts.nudges = facts.explain = true;
        return loyalty::price(facts);
    }
};

inline Benefit benefit(Benefit::Kind kind, Rate share = {1, 1}) {
    Benefit made;
    made.kind = kind;
    made.share = share;
    return made;
}
inline Benefit percent(int64_t value) { return benefit(Benefit::Kind::percent, {value, 100}); }
inline Benefit free_delivery() { return benefit(Benefit::Kind::delivery); }
inline Benefit amount_off(int64_t cents) {
    Benefit made = benefit(Benefit::Kind::amount);
    made.money = {cents};
    return made;
}
inline Benefit buy_get(int64_t buy, int64_t get) {
    Benefit made = benefit(Benefit::Kind::buy_get);
    made.buy = buy;
    made.get = get;
    return made;
}
inline Benefit one_free_of(std::vector<std::string> products) {
    Benefit made = benefit(Benefit::Kind::free_product);
    made.get = 1;
    made.products = std::move(products);
    return made;
}

inline Code code_of(uint64_t id, std::string rule, CodeForm form = CodeForm::batch) {
    Code code;
    code.id = {id};
    code.form = form;
    code.rule = std::move(rule);
    return code;
}

// "noel 500, livraison 590": what applies, in minor units.
inline std::string applied_in(const Pricing& pricing) {
    std::string text;
    for (const Applied& applied : pricing.applied) {
        Money sum = applied.delivery;
        for (const LineDiscount& line : applied.lines) sum.minor += line.amount.minor;
        EXPECT_EQ(sum, applied.amount) << applied.offer->id << ": its parts are not its sum";
        text += (text.empty() ? "" : ", ") + applied.offer->id + " " + std::to_string(applied.amount.minor);
    }
    return text;
}

// "noel below_minimum 40.00 < 60.00": what does not, and why.
inline std::string refused_in(const Pricing& pricing) {
    std::string text;
    for (const NotApplied& told : pricing.not_applied) {
        text += (text.empty() ? "" : ", ") + (told.offer ? told.offer->id : "?") + " " +
                std::string(name_of(told.reason));
        if (!told.detail.empty()) text += " " + told.detail;
    }
    return text;
}

}  // namespace habitue::loyalty
