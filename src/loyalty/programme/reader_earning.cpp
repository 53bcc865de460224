#include <algorithm>
#include <numeric>
#include <set>

#include "base/decimal.h"
#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostPer = kMostAmount.millionths;
constexpr std::string_view kPointsForms =
    "a number of points such as 20, \"1 per 1 EUR\", \"1 per 10 of activity.distance\", or \"5 %\" in a money "
    "wallet";

// How many points per what. Points below the wallet's smallest unit are kept exact: 1.5 per 10 EUR in whole points
// is 15 per 100 EUR.
struct Ratio {
    Int128 points = 0;  // smallest units
    Int128 per = 1;
};

Result<Ratio> ratio_in(std::string_view left, Int128 per, const WalletRule& wallet, const Currency& currency) {
    if (wallet.money && left.find(' ') != std::string_view::npos) {
        const auto money = money_in(left, currency);
        if (!money) return money.fault();
        return Ratio{money->minor, per};
    }
    const auto millionths = parse_decimal(left, 6);
    if (!millionths) return millionths.fault();
    Ratio ratio{static_cast<Int128>(*millionths) * power_of_ten(wallet.decimals), per};
    int zeros = 6;
    for (; zeros > 0 && ratio.points % 10 == 0; --zeros) ratio.points /= 10;
    ratio.per *= power_of_ten(zeros);
    return ratio;
}

bool set_ratio(Reading& reading, const Place& place, const Result<Ratio>& ratio, Calculation& calculation) {
    if (!ratio) {
        reading.problem(place, ratio.fault().problems.front().what);
        return false;
    }
    if (ratio->points <= 0 || ratio->points > kMostPoints.value || ratio->per <= 0 || ratio->per > kMostPer) {
        reading.problem(place, "the points, and what they are given for, must be above zero and below a billion");
        return false;
    }
    calculation.points = {static_cast<int64_t>(ratio->points)};
    calculation.per = static_cast<int64_t>(ratio->per);
    return true;
}

struct RulePlaces {
    Place rule;
    Place points;
    ConditionScope scope;  // of expressions that see no line
};

void read_per_value(Reading& reading, const RulePlaces& places, const std::string& source, bool per_is_money,
                    Calculation& calculation) {
    calculation.kind = Calculation::Kind::per_value;
    auto value = reading.expression(places.points, source, places.scope, std::nullopt);
    if (!value) return;
    const rules::Type& type = value->type();
    const bool fits =
        per_is_money ? type.is(rules::Kind::money) : type.is(rules::Kind::integer) || type.is(rules::Kind::dyn);
    if (!fits)
        reading.problem(places.points,
                        "\"" + source + "\" gives " + rules::to_text(type) + "; " +
                            (per_is_money ? "money" : "an int, or money with a currency behind \"per\",") +
                            " is expected");
    calculation.value = std::move(*value);
}

void read_ratio(Reading& reading, const RulePlaces& places, std::string_view left, std::string_view right,
                const WalletRule& wallet, Calculation& calculation) {
    const Currency& currency = reading.programme.currency;
    const auto of = split_at_word(right, "of");
    const std::string_view per_text = of ? of->first : right;
    const bool per_is_money = per_text.find(' ') != std::string_view::npos;
    calculation.kind = Calculation::Kind::per_amount;
    int64_t per = 0;
    if (per_is_money) {
        const auto amount = amount_in(per_text, currency);
        if (!amount) return reading.problem(places.points, amount.fault().problems.front().what);
        per = amount->millionths;
    } else {
        if (!of)
            return reading.problem(places.points,
                                   "per what? Points per money (\"1 per 1 " + std::string(currency.text()) +
                                       "\") or per a value (\"1 per 10 of activity.distance\") are expected");
        const auto units = parse_decimal(per_text, 0);
        if (!units) return reading.problem(places.points, units.fault().problems.front().what);
        per = *units;
    }
    if (!set_ratio(reading, places.points, ratio_in(left, per, wallet, currency), calculation)) return;
    if (of) read_per_value(reading, places, std::string(of->second), per_is_money, calculation);
}

void read_percent(Reading& reading, const Place& place, std::string_view percent, const WalletRule& wallet,
                  Calculation& calculation) {
    if (!wallet.money)
        return reading.problem(place, "a percentage is for money wallets; in points write \"1 per 1 EUR\"");
    while (percent.ends_with(' ')) percent.remove_suffix(1);
    calculation.kind = Calculation::Kind::per_amount;
    set_ratio(reading, place, ratio_in(percent, Int128{100} * power_of_ten(6), wallet, reading.programme.currency),
              calculation);
}

void read_points(Reading& reading, const RulePlaces& places, const WalletRule& wallet, Calculation& calculation) {
    const Place& place = places.points;
    const auto text = reading.text(place, kPointsForms);
    if (!text) return;
    if (text->ends_with('%'))
        return read_percent(reading, place, std::string_view(*text).substr(0, text->size() - 1), wallet,
                            calculation);
    if (const auto halves = split_at_word(*text, "per"))
        return read_ratio(reading, places, halves->first, halves->second, wallet, calculation);
    calculation.kind = Calculation::Kind::fixed;
    const bool number = !text->empty() && text->find_first_not_of("+-.0123456789") == std::string::npos;
    if (!number && !wallet.money) return reading.expected(place, kPointsForms);
    calculation.points = reading.points(place, wallet).value_or(Points{1});
}

void read_trigger(Reading& reading, const Place& rule, Trigger& trigger) {
    constexpr std::string_view kForms = "one of: order_placed, order_paid, order_delivered, activity(\"review\")";
    const auto on = reading.required(rule, "on", "order_placed, order_paid, order_delivered or activity(\"...\")");
    if (!on) return;
    const std::string& text = on->node->scalar;
    if (on->node->kind != Node::Kind::text) return reading.expected(*on, kForms);
    if (text == "order_placed")
        trigger.state = OrderState::placed;
    else if (text == "order_paid")
        trigger.state = OrderState::paid;
    else if (text == "order_delivered")
        trigger.state = OrderState::delivered;
    else if (const auto activity = activity_in(text)) {
        trigger.kind = Trigger::Kind::activity;
        trigger.activity = *activity;
    } else {
        reading.expected(*on, kForms);
    }
}

void read_crossing(Reading& reading, const Place& rule, std::optional<Crossing>& crosses) {
    constexpr int64_t kMostOrders = 1'000'000;
    const auto place = Reading::child(rule, "crosses");
    if (!place || !reading.map(*place, {"spend", "orders", "in"})) return;
    const auto spend = Reading::child(*place, "spend"), orders = Reading::child(*place, "orders");
    if (spend.has_value() == orders.has_value())
        return reading.problem(*place, "one of \"spend\" and \"orders\" is expected");
    Crossing crossing;
    if (spend) {
        crossing.at = reading.amount(*spend).value_or(Amount{1}).millionths;
        if (crossing.at == 0) reading.problem(*spend, "a threshold of zero is crossed by nobody");
    } else {
        crossing.measure = CrossedMeasure::orders;
        crossing.at = reading.whole(*orders, 1, kMostOrders).value_or(1);
    }
    if (const auto in = Reading::child(*place, "in"))
        crossing.window = reading
                              .choice<CrossedWindow>(*in, {{"lifetime", CrossedWindow::lifetime},
                                                           {"calendar year", CrossedWindow::calendar_year}})
                              .value_or(CrossedWindow::lifetime);
    crosses = crossing;
}

// Keys that would have no effect are problems, so that nobody waits for it.
void refuse(Reading& reading, const Place& rule, std::initializer_list<std::string_view> keys,
            std::string_view why) {
    for (const std::string_view key : keys)
        if (const auto place = Reading::child(rule, key)) reading.problem(*place, std::string(why));
}

void read_calculation(Reading& reading, const Place& place, EarningRule& rule) {
    const auto points = Reading::child(place, "points"), multiply = Reading::child(place, "multiply");
    if (points.has_value() == multiply.has_value())
        return reading.problem(place, "one of \"points\" and \"multiply\" is expected");
    if (multiply) {
        rule.calculation.kind = Calculation::Kind::multiply;
        rule.calculation.factor = reading.factor(*multiply).value_or(Rate{1, 1});
        refuse(reading, place, {"limit", "crosses", "rounding", "round_to", "priority", "stop"},
               "a rule that multiplies gives nothing by itself: this belongs to the rules that give points");
        return;
    }
    if (rule.wallet >= reading.programme.wallets.size()) return;  // told already
    const WalletRule& wallet = reading.programme.wallets[rule.wallet];
    const bool on_order = rule.trigger.kind == Trigger::Kind::order;
    const ConditionScope scope = on_order ? ConditionScope::order : ConditionScope::activity;
    read_points(reading, {place, *points, scope}, wallet, rule.calculation);
    if (!on_order && rule.calculation.kind == Calculation::Kind::per_amount)
        reading.problem(*points, "an activity has no lines: points per money need a value, such as \"1 per 1 " +
                                     std::string(reading.programme.currency.text()) + " of ...\", or an order");
    rule.limits = read_limits(reading, place, wallet);
    if (const auto rounding = Reading::child(place, "rounding"))
        rule.calculation.rounding =
            reading
                .choice<Rounding>(
                    *rounding, {{"down", Rounding::down}, {"half even", Rounding::half_even}, {"up", Rounding::up}})
                .value_or(Rounding::down);
    if (const auto step = Reading::child(place, "round_to"))
        rule.calculation.step = reading.points(*step, wallet).value_or(Points{});
}

void read_conditions(Reading& reading, const Place& place, EarningRule& rule) {
    const bool on_order = rule.trigger.kind == Trigger::Kind::order;
    if (const auto of = Reading::child(place, "of")) {
        if (!on_order)
            reading.problem(*of, "\"of\" chooses order lines; an activity has none");
        else if (rule.calculation.kind == Calculation::Kind::per_value)
            reading.problem(*of, "points per a value do not look at lines: leave this out");
        else
            rule.of = reading.condition(*of, ConditionScope::line);
    }
    rule.when = reading.joined_condition(place, on_order ? ConditionScope::order : ConditionScope::activity);
    if (!on_order)
        refuse(reading, place, {"crosses"}, "thresholds are crossed by orders only");
    else
        read_crossing(reading, place, rule.crosses);
}

void read_rule(Reading& reading, const Place& place, std::set<std::string>& seen) {
    if (!reading.map(
            place, {"id", "name", "on", "wallet", "points", "multiply", "of", "when", "segment", "tier", "crosses",
                    "from", "until", "limit", "rounding", "round_to", "priority", "stop", "members_only"}))
        return;
    EarningRule rule;
    if (const auto id = reading.required(place, "id", "every rule has an id")) {
        rule.id = reading.id(*id).value_or("");
        if (!rule.id.empty() && !seen.insert(rule.id).second)
            reading.problem(*id, "the rule \"" + rule.id + "\" stands here a second time");
    }
    rule.name = reading.name(place, rule.id);
    rule.wallet = reading.wallet(place).value_or(0);
    read_trigger(reading, place, rule.trigger);
    read_calculation(reading, place, rule);
    read_conditions(reading, place, rule);
    read_dates(reading, place, rule.from, rule.until);
    if (const auto priority = Reading::child(place, "priority"))
        rule.priority = static_cast<int>(reading.whole(*priority, -1000, 1000).value_or(0));
    if (const auto stop = Reading::child(place, "stop")) rule.stop = reading.truth(*stop).value_or(false);
    if (const auto members = Reading::child(place, "members_only"))
        rule.members_only = reading.truth(*members).value_or(true);
    reading.programme.earning.push_back(std::move(rule));
}

}  // namespace

void read_earning(Reading& reading, const Place& document) {
    const auto earning = Reading::child(document, "earning");
    if (!earning) return;
    std::set<std::string> seen;
    for (const Place& rule : reading.elements(*earning)) read_rule(reading, rule, seen);
    auto& rules = reading.programme.earning;
    std::stable_sort(rules.begin(), rules.end(),
                     [](const EarningRule& a, const EarningRule& b) { return a.priority > b.priority; });
}

}  // namespace habitue::loyalty
