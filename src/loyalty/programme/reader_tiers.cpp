#include <set>

#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostOrders = 1'000'000;

void read_measure(Reading& reading, const Place& place, TierRule& tiers) {
    const auto measure =
        reading.required(place, "measure", "spend, orders, points, or points of a wallet, is expected");
    if (!measure) return;
    std::string_view text = measure->node->scalar;
    const bool of_wallet = measure->node->kind == Node::Kind::text && starts_with(text, "points of ");
    if (!of_wallet) {
        tiers.measure = reading
                            .choice<TierMeasure>(*measure, {{"spend", TierMeasure::spend},
                                                            {"orders", TierMeasure::orders},
                                                            {"points", TierMeasure::points}})
                            .value_or(TierMeasure::spend);
        return;
    }
    tiers.measure = TierMeasure::points;
    const auto& wallets = reading.programme.wallets;
    for (size_t i = 0; i < wallets.size(); ++i)
        if (wallets[i].id == text) tiers.wallet = i;
    if (wallets.empty() || wallets[tiers.wallet].id != text)
        reading.problem(*measure, "there is no wallet \"" + std::string(text.substr(0, 60)) + '"');
}

// What the customers' days hold is all that a window can look at.
bool is_kept(Period period) {
    switch (period.unit) {
        case Period::Unit::days: return period.count <= kDaysKept - 2;
        case Period::Unit::weeks: return period.count <= (kDaysKept - 2) / 7;
        case Period::Unit::months: return period.count <= 36;
        case Period::Unit::years: return period.count <= 3;
        default: return false;
    }
}

void read_window(Reading& reading, const Place& place, TierRule& tiers) {
    constexpr std::string_view kForms = "one of: rolling 12 months, calendar year, anniversary, lifetime";
    const auto window =
        reading.required(place, "window", "rolling 12 months, calendar year, anniversary or lifetime");
    if (!window) return;
    std::string_view text = window->node->scalar;
    if (window->node->kind != Node::Kind::text) return reading.expected(*window, kForms);
    if (text == "calendar year")
        tiers.window = TierWindow::calendar_year;
    else if (text == "anniversary")
        tiers.window = TierWindow::anniversary;
    else if (text == "lifetime")
        tiers.window = TierWindow::lifetime;
    else if (starts_with(text, "rolling ")) {
        const auto rolling = calendar_period_in(text);
        if (!rolling) return reading.problem(*window, rolling.fault().problems.front().what);
        if (rolling->count == 0 || !is_kept(*rolling))
            return reading.problem(*window, "a rolling window has at least 1 day and at most 3 years");
        tiers.rolling = *rolling;
    } else {
        reading.expected(*window, kForms);
    }
}

void read_downgrade(Reading& reading, const Place& place, TierRule& tiers) {
    const auto downgrade = Reading::child(place, "downgrade");
    if (!downgrade) return;
    if (downgrade->node->kind == Node::Kind::text && downgrade->node->scalar == "never") {
        tiers.downgrade_at_most = 0;
        return;
    }
    if (!downgrade->node->is_map())
        return reading.expected(*downgrade, "never, or {at_most: 1, grace: 30 days, warn: 30 days}");
    if (!reading.map(*downgrade, {"at_most", "grace", "warn"})) return;
    if (const auto at_most = Reading::child(*downgrade, "at_most"))
        tiers.downgrade_at_most = static_cast<int>(reading.whole(*at_most, 0, 100).value_or(1));
    if (const auto grace = Reading::child(*downgrade, "grace"))
        tiers.grace = reading.period(*grace).value_or(Period{});
    if (const auto warn = Reading::child(*downgrade, "warn")) tiers.warn = reading.period(*warn).value_or(Period{});
}

std::optional<int64_t> read_from(Reading& reading, const Place& from, const TierRule& tiers) {
    switch (tiers.measure) {
        case TierMeasure::spend: {
            const auto amount = reading.amount(from);
            return amount ? std::optional(amount->millionths) : std::nullopt;
        }
        case TierMeasure::orders: return reading.whole(from, 0, kMostOrders);
        case TierMeasure::points: {
            if (from.node->kind == Node::Kind::number && from.node->scalar == "0") return 0;
            if (tiers.wallet >= reading.programme.wallets.size()) return std::nullopt;
            const auto points = reading.points(from, reading.programme.wallets[tiers.wallet]);
            return points ? std::optional(points->value) : std::nullopt;
        }
    }
    return std::nullopt;
}

void read_benefits(Reading& reading, const Place& place, TierLevel& level) {
    const auto benefits = Reading::child(place, "benefits");
    if (!benefits) return;
    for (const Place& benefit : reading.elements(*benefits)) {
        if (!reading.map(benefit, {"earn", "free_delivery"})) continue;
        if (const auto earn = Reading::child(benefit, "earn"))
            level.earn = reading.factor(*earn).value_or(level.earn);
        if (const auto free = Reading::child(benefit, "free_delivery"))
            level.free_delivery = reading.truth(*free).value_or(false);
    }
}

void read_level(Reading& reading, const Place& place, TierRule& tiers, std::set<std::string>& seen) {
    if (!reading.map(place, {"id", "name", "from", "benefits"})) return;
    TierLevel level;
    if (const auto id = reading.required(place, "id", "every level has an id")) {
        level.id = reading.id(*id).value_or("");
        if (!level.id.empty() && !seen.insert(level.id).second)
            reading.problem(*id, "the level \"" + level.id + "\" stands here a second time");
    }
    level.name = reading.name(place, level.id);
    if (const auto from = reading.required(place, "from", "what it takes to reach the level")) {
        if (const auto at = read_from(reading, *from, tiers)) {
            level.from = *at;
            if (!tiers.levels.empty() && *at <= tiers.levels.back().from)
                reading.problem(*from, "levels rise: this one must begin above \"" + tiers.levels.back().id + '"');
        }
    }
    read_benefits(reading, place, level);
    tiers.levels.push_back(std::move(level));
}

}  // namespace

void read_tiers(Reading& reading, const Place& document) {
    const auto place = Reading::child(document, "tiers");
    if (!place || !reading.map(*place, {"measure", "window", "downgrade", "levels"})) return;
    TierRule tiers;
    read_measure(reading, *place, tiers);
    read_window(reading, *place, tiers);
    read_downgrade(reading, *place, tiers);
    if (const auto levels = reading.required(*place, "levels", "at least one level is expected")) {
        std::set<std::string> seen;
        for (const Place& level : reading.elements(*levels)) read_level(reading, level, tiers, seen);
        if (levels->node->is_list() && levels->node->elements.empty())
            reading.problem(*levels, "at least one level is expected");
    }
    reading.programme.tiers = std::move(tiers);
}

}  // namespace habitue::loyalty
