#include "loyalty/offers/telling.h"

#include <algorithm>

namespace habitue::loyalty {

Telling::Telling(const PricingFacts& facts, const PricedCart& cart, const std::vector<uint32_t>& line_numbers,
                 Pricing& pricing)
    : facts_(facts), cart_(cart), line_numbers_(line_numbers), pricing_(pricing) {}

NotApplied* Telling::note(const Offer* offer, const Opener& opener, RefusalCode reason) {
    if (!facts_.explain || (offer == nullptr && !facts_.only.empty())) return nullptr;
    NotApplied& told = pricing_.not_applied.emplace_back();
    told.offer = offer;
    if (opener.code != nullptr) told.code = opener.code->id;
    if (!opener.word.empty()) told.word = opener.word;
    told.reason = reason;
    return &told;
}

void Telling::refuse(const Offer* offer, const Opener& opener, RefusalCode reason, std::string_view detail) {
    if (NotApplied* told = note(offer, opener, reason)) told->detail = detail;
}

void Telling::refuse_short(const Offer& offer, const Opener& opener, const Shortfall& missing) {
    NotApplied* told = note(&offer, opener, RefusalCode::below_minimum);
    if (told == nullptr) return;
    const auto figure = [&](int64_t value) {
        return missing.amount > 0 ? to_text(Amount{value}, facts_.programme->currency) : std::to_string(value);
    };
    const std::string has = figure(missing.has), least = figure(missing.least);
    told->detail.reserve(has.size() + 3 + least.size());
    told->detail.append(has).append(" < ").append(least);
}

// Nearest is what costs least: missing units count at the price of the cheapest of the offer's lines.
void Telling::nudge(const Offer& offer, const Benefit& benefit, const Shortfall& missing, const OwnLines& own) {
    if (!facts_.nudges || (missing.amount > 0 && missing.quantity > 0)) return;
    Nudge told;
    told.offer = &offer;
    told.benefit = &benefit;
    int64_t cost = 0;
    if (missing.amount > 0) {
        if (!offer.nudge_within || missing.amount > offer.nudge_within->millionths) return;
        told.missing = {-round_down(Amount{-missing.amount}, facts_.programme->currency).minor};
        cost = told.missing.minor;
    } else {
        if (!offer.nudge_quantity || missing.quantity > *offer.nudge_quantity) return;
        told.missing_quantity = missing.quantity;
        cost = missing.quantity * cheapest_unit(own);
    }
    if (has_room(offer)) nudges_.emplace_back(cost, std::move(told));
}

void Telling::nudge_next_step(const Offer& offer, const Step& next, const OwnLines& own) {
    Shortfall missing;
    if (offer.by_quantity)
        missing.quantity = next.from - own.quantity;
    else
        missing.amount = next.from - amount_of(Money{own.amount}, facts_.programme->currency).millionths;
    nudge(offer, next.benefit, missing, own);
}

void Telling::offer_products(const Offer& offer, const Benefit& benefit) {
    if (!facts_.nudges) return;
    Nudge told;
    told.offer = &offer;
    told.benefit = &benefit;
    told.products = benefit.products;
    nudges_.emplace_back(0, std::move(told));
}

bool Telling::has_room(const Offer& offer) const {
    if (facts_.rooms == nullptr) return true;
    const OfferRoom room = facts_.rooms->room(offer);
    return room.uses > 0 && room.money > Money{};
}

int64_t Telling::cheapest_unit(const OwnLines& own) const {
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < own.count; ++i) {
        const PricedCart::Line& line = cart_.lines[line_numbers_[own.first + i]];
        least = std::min(least, line.amount.minor / line.quantity);
    }
    return own.count == 0 ? 0 : least;
}

void Telling::finish() {
    std::stable_sort(nudges_.begin(), nudges_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [cost, nudge] : nudges_) pricing_.nudges.push_back(std::move(nudge));
}

}  // namespace habitue::loyalty
