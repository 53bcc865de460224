#include <algorithm>

#include "base/digits.h"
#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int kMostDecimals = 4;

constexpr std::string_view kPendingForms =
    "one of: immediate, \"14 days after delivered\" (or placed, or paid), \"until activity review\"";

void read_kind(Reading& reading, const Place& place, WalletRule& wallet) {
    if (const auto kind = Reading::child(place, "kind"))
        wallet.money = reading.choice<bool>(*kind, {{"points", false}, {"money", true}}).value_or(false);
    const auto decimals = Reading::child(place, "decimals");
    if (wallet.money) {
        wallet.decimals = reading.programme.currency.decimals;
        if (decimals) reading.problem(*decimals, "a money wallet has the decimals of the currency: leave this out");
    } else if (decimals) {
        wallet.decimals = static_cast<uint8_t>(reading.whole(*decimals, 0, kMostDecimals).value_or(0));
    }
}

void read_worth(Reading& reading, const Place& place, WalletRule& wallet) {
    const auto worth = Reading::child(place, "worth");
    if (!worth) return;
    if (wallet.money) {
        reading.problem(*worth, "a money wallet is worth what it says: leave this out");
        return;
    }
    const auto written = reading.text(*worth, "what points are worth, such as 5 EUR per 100");
    if (!written) return;
    const auto halves = split_at_word(*written, "per");
    if (!halves) {
        reading.expected(*worth, "what points are worth, such as 5 EUR per 100");
        return;
    }
    const auto money = money_in(halves->first, reading.programme.currency);
    const auto points = points_in(halves->second, wallet, reading.programme.currency);
    if (!money || !points) {
        reading.problem(*worth, (money ? points.fault() : money.fault()).problems.front().what);
    } else if (money->minor == 0) {
        reading.problem(*worth, "points that are worth nothing: leave this out");
    } else {
        wallet.worth = *money;
        wallet.worth_points = *points;
    }
}

void read_pending(Reading& reading, const Place& wallet, PendingRule& pending) {
    const auto place = Reading::child(wallet, "pending");
    if (!place) return;
    const auto written = reading.text(*place, kPendingForms);
    if (!written || *written == "immediate") return;
    std::string_view text = *written;
    if (starts_with(text, "until ")) {
        const auto activity = activity_in(text);
        if (!activity) return reading.expected(*place, kPendingForms);
        pending.kind = PendingRule::Kind::until_activity;
        pending.activity = *activity;
        return;
    }
    const auto halves = split_at_word(text, "after");
    if (!halves) return reading.expected(*place, kPendingForms);
    if (halves->second == "placed")
        pending.state = OrderState::placed;
    else if (halves->second == "paid")
        pending.state = OrderState::paid;
    else if (halves->second == "delivered")
        pending.state = OrderState::delivered;
    else
        return reading.expected(*place, kPendingForms);
    const auto wait = calendar_period_in(halves->first);
    if (!wait) return reading.problem(*place, wait.fault().problems.front().what);
    pending.kind = PendingRule::Kind::after_state;
    pending.wait = *wait;
}

void read_expiry_dates(Reading& reading, const Place& on, ExpiryRule& expiry) {
    expiry.kind = ExpiryRule::Kind::on_dates;
    for (const Place& date : reading.one_or_more(on)) {
        const std::string& text = date.node->scalar;
        const int month = digits_at(text, 0, 2), day = digits_at(text, 3, 2);
        constexpr int kCommonYear = 2025;
        const bool good = date.node->kind == Node::Kind::text && text.size() == 5 && text[2] == '-' && month >= 1 &&
                          month <= 12 && day >= 1 && day <= days_in_month(kCommonYear, month);
        if (good)
            expiry.dates.push_back({static_cast<uint8_t>(month), static_cast<uint8_t>(day)});
        else
            reading.expected(date, "a month and a day that every year has, such as \"12-31\"");
    }
    if (on.node->is_list() && on.node->elements.empty()) reading.expected(on, "at least one date");
    std::sort(expiry.dates.begin(), expiry.dates.end(), [](ExpiryRule::MonthDay a, ExpiryRule::MonthDay b) {
        return std::pair(a.month, a.day) < std::pair(b.month, b.day);
    });
}

// "at" belongs to "after", "at_least" to "on"; they must not be read past in silence.
void refuse_beside(Reading& reading, const Place& place, std::string_view key, std::string_view only_with) {
    if (const auto stray = Reading::child(place, key))
        reading.problem(*stray, "\"" + std::string(key) + "\" goes with \"" + std::string(only_with) + "\"");
}

void read_expiry(Reading& reading, const Place& wallet, ExpiryRule& expiry) {
    const auto place = Reading::child(wallet, "expiry");
    if (!place) return;
    if (place->node->kind == Node::Kind::text && place->node->scalar == "never") return;
    if (!place->node->is_map())
        return reading.expected(*place, "never, {after: 12 months}, {inactivity: 18 months} or {on: [\"12-31\"]}");
    if (!reading.map(*place, {"after", "at", "inactivity", "on", "at_least"})) return;
    const auto after = Reading::child(*place, "after"), inactivity = Reading::child(*place, "inactivity"),
               on = Reading::child(*place, "on");
    if (int{after.has_value()} + int{inactivity.has_value()} + int{on.has_value()} != 1)
        return reading.problem(*place, "one of \"after\", \"inactivity\" and \"on\" is expected");
    if (!after) refuse_beside(reading, *place, "at", "after");
    if (!on) refuse_beside(reading, *place, "at_least", "on");
    if (on) {
        read_expiry_dates(reading, *on, expiry);
        if (const auto least = Reading::child(*place, "at_least"))
            expiry.after = reading.period(*least).value_or(Period{});
        return;
    }
    expiry.kind = after ? ExpiryRule::Kind::after : ExpiryRule::Kind::inactivity;
    const Place& length = after ? *after : *inactivity;
    expiry.after = reading.period(length).value_or(Period{1, Period::Unit::days});
    if (expiry.after.count == 0) reading.expected(length, "a period of at least one day");
    const auto at = Reading::child(*place, "at");
    if (after && at)
        expiry.anchor = reading
                            .choice<Anchor>(*at, {{"end of day", Anchor::end_of_day},
                                                  {"end of month", Anchor::end_of_month},
                                                  {"end of quarter", Anchor::end_of_quarter},
                                                  {"end of year", Anchor::end_of_year}})
                            .value_or(Anchor::end_of_day);
}

void read_pay(Reading& reading, const Place& place, WalletRule& wallet) {
    const auto pay = Reading::child(place, "pay");
    if (!pay) return;
    PayRule rule;
    if (pay->node->kind == Node::Kind::boolean) {
        if (pay->node->scalar == "false") return;
    } else if (reading.map(*pay, {"minimum", "step", "maximum_share"})) {
        if (const auto minimum = Reading::child(*pay, "minimum"))
            rule.minimum = reading.points(*minimum, wallet).value_or(rule.minimum);
        if (const auto step = Reading::child(*pay, "step"))
            rule.step = reading.points(*step, wallet).value_or(rule.step);
        if (const auto share = Reading::child(*pay, "maximum_share"))
            rule.maximum_share = reading.share(*share).value_or(rule.maximum_share);
    }
    if (!wallet.money && !Reading::child(place, "worth"))
        reading.problem(*pay, "points that pay need a value: add \"worth\", such as 5 EUR per 100");
    wallet.pay = rule;
}

void read_transfer(Reading& reading, const Place& place, WalletRule& wallet) {
    const auto transfer = Reading::child(place, "transfer");
    if (!transfer) return;
    if (!transfer->node->is_map()) {
        wallet.transferable = reading.truth(*transfer).value_or(false);
        return;
    }
    reading.map(*transfer, {"most"});
    wallet.transferable = true;
    if (const auto most = Reading::child(*transfer, "most"))
        wallet.most_per_transfer = reading.points(*most, wallet).value_or(kMostPoints);
}

WalletRule read_wallet(Reading& reading, const std::string& id, const Place& place) {
    WalletRule wallet;
    wallet.id = reading.key_id(id, place).value_or("?");
    const bool all_defaults = place.node->kind == Node::Kind::null;  // a wallet of which only the id is written
    if (!all_defaults && !reading.map(place, {"name", "kind", "decimals", "worth", "pending", "expiry", "overdraw",
                                              "pay", "transfer"}))
        return wallet;
    wallet.name = reading.name(place, id);
    read_kind(reading, place, wallet);
    read_worth(reading, place, wallet);
    read_pending(reading, place, wallet.pending);
    read_expiry(reading, place, wallet.expiry);
    if (const auto overdraw = Reading::child(place, "overdraw"))
        wallet.overdraw = reading
                              .choice<Overdraw>(*overdraw, {{"repay", Overdraw::repay},
                                                            {"forgive", Overdraw::forgive},
                                                            {"pending only", Overdraw::pending_only}})
                              .value_or(Overdraw::repay);
    read_pay(reading, place, wallet);
    read_transfer(reading, place, wallet);
    return wallet;
}

}  // namespace

void read_wallets(Reading& reading, const Place& document) {
    const auto wallets =
        reading.required(document, "wallets", "at least one wallet is expected, such as points: {}");
    if (!wallets) return;
    for (const auto& [id, place] : reading.entries(*wallets))
        reading.programme.wallets.push_back(read_wallet(reading, id, place));
    if (wallets->node->is_map() && wallets->node->keys.empty())
        reading.problem(*wallets, "at least one wallet is expected, such as points: {}");
}

}  // namespace habitue::loyalty
