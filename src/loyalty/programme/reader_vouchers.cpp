// What vouchers have beyond offers: who issues them, and a value that falls with time.
#include "loyalty/programme/reading_offers.h"

namespace habitue::loyalty {
namespace {

using Clock = Decay::Clock;

constexpr std::string_view kIssueForms =
    "one of: by hand, order_placed, order_paid, order_delivered, activity(\"review\")";

void read_occasion(Reading& reading, const Place& place, Issue& issue) {
    const std::string& text = place.node->scalar;
    if (place.node->kind != Node::Kind::text) return reading.expected(place, kIssueForms);
    if (text == "by hand") return;
    issue.kind = Issue::Kind::order;
    if (text == "order_placed")
        issue.state = OrderState::placed;
    else if (text == "order_paid")
        issue.state = OrderState::paid;
    else if (text == "order_delivered")
        issue.state = OrderState::delivered;
    else if (const auto activity = activity_in(text)) {
        issue.kind = Issue::Kind::activity;
        issue.activity = *activity;
    } else {
        reading.expected(place, kIssueForms);
    }
}

// Whole days of a period that has always as many.
std::optional<int32_t> days_in(std::string_view text) {
    const auto period = parse_period(text);
    if (!period) return std::nullopt;
    if (period->unit == Period::Unit::days) return period->count;
    if (period->unit == Period::Unit::weeks) return period->count * 7;
    return std::nullopt;
}

bool is_none(const Place& place) { return place.node->kind == Node::Kind::text && place.node->scalar == "none"; }

void read_step(Reading& reading, const std::string& key, const Place& place, Decay& decay) {
    const auto day = days_in(key);
    if (!day)
        return reading.problem(
            place, "\"" + key.substr(0, 60) + "\": days or weeks such as 7 days are expected as the key");
    Decay::Point point{*day, {}, is_none(place)};
    if (!point.none) {
        const auto benefit = read_benefit(reading, place);
        if (!benefit) return;
        point.benefit = *benefit;
    }
    if (decay.steps.empty() && *day != 0)
        reading.problem(place, "the first step begins at 0 days: what the voucher is worth when its clock starts");
    if (decay.steps.empty() && point.none) reading.problem(place, "a voucher that is worth nothing from the start");
    if (!decay.steps.empty() && *day <= decay.steps.back().day)
        reading.problem(place, "steps go on in time: \"" + key + "\" must be later than the one before it");
    if (!decay.steps.empty() && decay.steps.back().none) reading.problem(place, "nothing comes after none");
    decay.steps.push_back(std::move(point));
}

void read_decay_steps(Reading& reading, const Place& voucher, const Place& steps, Decay& decay, Offer& offer) {
    decay.kind = Decay::Kind::steps;
    if (const auto give = Reading::child(voucher, "give"))
        reading.problem(*give, "the steps say what the voucher gives: leave this out");
    for (const auto& [key, place] : reading.entries(steps)) read_step(reading, key, place, decay);
    if (steps.node->is_map() && steps.node->keys.empty())
        reading.expected(steps, "at least one step, such as {0 days: 15 %}");
    if (decay.steps.empty()) return;
    offer.by_quantity = false;
    offer.steps = {{0, decay.steps.front().benefit}};
    read_target(reading, voucher, offer);
    for (const Decay::Point& point : decay.steps)
        if (!point.none && point.benefit.kind != decay.steps.front().benefit.kind)
            return reading.problem(steps, "the steps of one voucher give the same kind of advantage");
}

std::optional<Period> some_time(Reading& reading, const Place& place) {
    auto period = reading.period(place);
    if (period && period->count == 0) reading.expected(place, "a period of at least one day");
    return period;
}

void read_curve(Reading& reading, const Place& voucher, const Place& value, Decay& decay, const Offer& offer) {
    const auto linear = Reading::child(value, "linear"), exponential = Reading::child(value, "exponential"),
               until = Reading::child(value, "until");
    decay.kind = linear ? Decay::Kind::linear : Decay::Kind::exponential;
    decay.over = some_time(reading, linear ? *linear : *exponential).value_or(Period{1, Period::Unit::days});
    decay.ends = decay.over;
    if (exponential)
        if (const auto ends =
                reading.required(value, "until", "after what time the voucher is worth nothing, such as 60 days"))
            decay.ends = some_time(reading, *ends).value_or(decay.over);
    if (linear && until) reading.problem(*until, "\"until\" goes with \"exponential\": linear ends by itself");
    const auto give = reading.required(voucher, "give", "what the voucher is worth at first, such as 15 %");
    if (!give || offer.steps.empty()) return;
    using Kind = Benefit::Kind;
    const Kind kind = offer.steps.front().benefit.kind;
    if (kind != Kind::percent && kind != Kind::amount && kind != Kind::delivery)
        reading.problem(*give,
                        "only a percentage, an amount or a part of the delivery can fall day by day; write steps");
}

void read_clock(Reading& reading, const Place& value, Decay& decay, const Offer& offer) {
    const bool by_order = offer.issue && offer.issue->kind == Issue::Kind::order;
    decay.clock = by_order ? Clock::delivered : Clock::issued;
    if (const auto at = Reading::child(value, "at")) {
        decay.clock = reading
                          .choice<Clock>(*at, {{"issued", Clock::issued},
                                               {"placed", Clock::placed},
                                               {"paid", Clock::paid},
                                               {"delivered", Clock::delivered}})
                          .value_or(decay.clock);
        if (!by_order && decay.clock != Clock::issued)
            reading.problem(*at, "no order issues this voucher: its clock starts when it is issued");
    }
    const auto wait = Reading::child(value, "wait");
    if (wait) decay.wait = reading.period(*wait).value_or(decay.wait);
    if (wait && decay.clock == Clock::issued)
        reading.problem(*wait, "there is no parcel to wait for: the clock starts when the voucher is issued");
}

}  // namespace

void read_issue(Reading& reading, const Place& voucher, Offer& offer) {
    Issue issue;
    if (const auto place = Reading::child(voucher, "issue")) read_occasion(reading, *place, issue);
    if (const auto valid = Reading::child(voucher, "valid"))
        issue.validity = some_time(reading, *valid).value_or(issue.validity);
    const auto when = Reading::child(voucher, "issue_when");
    if (when && issue.kind == Issue::Kind::by_hand)
        reading.problem(*when, "this voucher is issued by hand: \"issue_when\" goes with an order or an activity");
    else if (when)
        issue.when = reading.condition(
            *when, issue.kind == Issue::Kind::order ? ConditionScope::order : ConditionScope::activity);
    const auto insert = Reading::child(voucher, "insert");
    if (insert) issue.insert = reading.truth(*insert).value_or(false);
    if (issue.insert && issue.kind != Issue::Kind::order)
        reading.problem(
            *insert,
            "an insert goes into the parcel of an order: issue it by order_placed, order_paid or order_delivered");
    offer.issue = std::move(issue);
}

void read_value(Reading& reading, const Place& voucher, const Place& value, Offer& offer) {
    if (!value.node->is_map())
        return reading.expected(
            value,
            "{steps: {0 days: 15 %, 7 days: 10 %}}, {linear: 60 days} or {exponential: 10 days, until: 60 days}");
    if (!reading.map(value, {"at", "steps", "linear", "exponential", "until", "wait"})) return;
    const auto steps = Reading::child(value, "steps"), until = Reading::child(value, "until");
    if (int{steps.has_value()} + int{Reading::child(value, "linear").has_value()} +
            int{Reading::child(value, "exponential").has_value()} !=
        1)
        return reading.problem(value, "one of \"steps\", \"linear\" and \"exponential\" is expected");
    Decay decay;
    if (steps && until) reading.problem(*until, "\"until\" goes with \"exponential\": the last step may be none");
    if (steps)
        read_decay_steps(reading, voucher, *steps, decay, offer);
    else
        read_curve(reading, voucher, value, decay, offer);
    read_clock(reading, value, decay, offer);
    offer.decay = std::move(decay);
}

}  // namespace habitue::loyalty
