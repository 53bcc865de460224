#include <algorithm>
#include <array>

#include "base/digits.h"
#include "loyalty/codes/code_text.h"
#include "loyalty/programme/reading_offers.h"
#include "rules/text.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostUnits = 1'000'000;
constexpr int64_t kMinutesOfDay = 24 * 60;
constexpr uint8_t kEveryDay = 0x7f;
constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};

// "for": everybody, members, or a map of segment, tier and order (the how-manieth), as the text of a condition.
std::string audience(Reading& reading, const Place& rule) {
    const auto place = Reading::child(rule, "for");
    if (!place) return "";
    if (!place->node->is_map()) {
        reading.choice<bool>(*place, {{"everybody", false}, {"members", true}});
        return place->node->scalar == "members" ? "customer.member" : "";
    }
    if (!reading.map(*place, {"segment", "tier", "order"})) return "";
    std::string made = reading.segment_and_tier(*place);
    if (const auto order = Reading::child(*place, "order")) {
        const int64_t before = reading.whole(*order, 1, kMostUnits).value_or(1) - 1;
        made += (made.empty() ? "" : " && ") + ("customer.orders == " + std::to_string(before));
    }
    if (place->node->keys.empty())
        reading.expected(*place, "everybody, members, {tier: ...}, {segment: ...} or {order: 1}");
    return made;
}

void read_days(Reading& reading, const Place& rule, Offer& offer) {
    const auto days = Reading::child(rule, "days");
    if (!days) return;
    offer.weekdays = 0;
    std::string words;
    for (const std::string_view day : kDays) words += (words.empty() ? "" : ", ") + std::string(day);
    for (const Place& one : reading.one_or_more(*days)) {
        const auto at = std::find(kDays.begin(), kDays.end(), one.node->scalar);
        if (at == kDays.end())
            reading.expected(one, "one of: " + words);
        else
            offer.weekdays = static_cast<uint8_t>(offer.weekdays | 1u << (at - kDays.begin()));
    }
    if (days->node->is_list() && days->node->elements.empty())
        reading.expected(*days, "at least one day of the week");
    if (offer.weekdays == 0) offer.weekdays = kEveryDay;
}

// "10:00"; the end of the day is 24:00
std::optional<int16_t> minute_in(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hour = digits_at(text, 0, 2), minute = digits_at(text, 3, 2);
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > kMinutesOfDay) return std::nullopt;
    return static_cast<int16_t>(hour * 60 + minute);
}

void read_hours(Reading& reading, const Place& rule, Offer& offer) {
    const auto place = Reading::child(rule, "hours");
    if (!place) return;
    const std::string& text = place->node->scalar;
    const size_t dash = text.find('-');
    const bool written = place->node->kind == Node::Kind::text && dash != std::string::npos;
    const auto from = written ? minute_in(text.substr(0, dash)) : std::nullopt;
    const auto until = written ? minute_in(text.substr(dash + 1)) : std::nullopt;
    if (!from || !until) return reading.expected(*place, "hours of the day such as 10:00-18:00");
    if (*until <= *from)
        return reading.problem(
            *place, "these hours end before they begin; for a night write two offers, up to 24:00 and from 00:00");
    offer.from_minute = *from;
    offer.until_minute = *until;
}

void read_channels(Reading& reading, const Place& rule, Offer& offer) {
    const auto channels = Reading::child(rule, "channels");
    if (!channels) return;
    for (const Place& one : reading.one_or_more(*channels)) {
        const auto channel = reading.text(one, "a channel such as web");
        if (channel && (channel->empty() || channel->size() > kLongestText))
            reading.expected(one, "a channel such as web");
        else if (channel)
            offer.channels.push_back(*channel);
    }
    if (channels->node->is_list() && channels->node->elements.empty())
        reading.expected(*channels, "at least one channel such as web");
}

void read_source(Reading& reading, const Place& rule, Offer& offer) {
    const auto word = Reading::child(rule, "code"), codes = Reading::child(rule, "codes"),
               community = Reading::child(rule, "community");
    if (word && codes)
        reading.problem(*codes, "one of \"code\" and \"codes\" is expected: a public word, or codes of batches");
    if (word) {
        offer.source = Offer::Source::word;
        const auto written = reading.text(*word, "a public word such as NOEL10");
        const auto plain = written ? plain_word(*written) : std::nullopt;
        if (written && !plain) reading.expected(*word, "a public word such as NOEL10: letters, digits, - and _");
        offer.word = plain.value_or("");
    } else if (codes && reading.truth(*codes).value_or(false)) {
        offer.source = Offer::Source::codes;
    }
    if (!community) return;
    offer.community = reading.id(*community).value_or("");
    if (offer.source == Offer::Source::everybody)
        reading.problem(*community, "a community is given a code: \"community\" goes with \"code\" or \"codes\"");
}

void read_conditions(Reading& reading, const Place& rule, Offer& offer) {
    offer.who = reading.joined(rule, "who", audience(reading, rule), ConditionScope::customer);
    if (const auto when = Reading::child(rule, "when"))
        offer.when = reading.condition(*when, ConditionScope::order);
    if (const auto of = Reading::child(rule, "of")) offer.of = reading.condition(*of, ConditionScope::line);
    if (const auto minimum = Reading::child(rule, "minimum")) offer.minimum = reading.amount(*minimum);
    if (const auto quantity = Reading::child(rule, "minimum_quantity"))
        offer.minimum_quantity = reading.whole(*quantity, 1, kMostUnits);
    read_dates(reading, rule, offer.from, offer.until);
    read_days(reading, rule, offer);
    read_hours(reading, rule, offer);
    read_channels(reading, rule, offer);
    if (const auto lines = Reading::child(rule, "lines"))
        offer.on = reading
                       .choice<Offer::On>(*lines, {{"all", Offer::On::all_lines},
                                                   {"regular", Offer::On::regular_lines},
                                                   {"reduced", Offer::On::reduced_lines}})
                       .value_or(Offer::On::all_lines);
}

// The index of the one with this id.
template <class T>
std::optional<size_t> index_of(Reading& reading, const Place& place, const std::vector<T>& all,
                               std::string_view noun) {
    const auto id = reading.text(place, "the id of a " + std::string(noun));
    if (!id) return std::nullopt;
    rules::NearestName nearest(*id);
    for (size_t i = 0; i < all.size(); ++i) {
        if (all[i].id == *id) return i;
        nearest.offer(all[i].id);
    }
    reading.problem(place, "there is no " + std::string(noun) + " \"" + id->substr(0, 60) + '"' + nearest.hint());
    return std::nullopt;
}

void read_cap(Reading& reading, const Place& rule, Offer& offer) {
    const auto place = Reading::child(rule, "cap");
    if (!place) return;
    if (!reading.map(*place, {"of_margin", "of_revenue", "refuse", "first_cart"})) return;
    const auto margin = Reading::child(*place, "of_margin"), revenue = Reading::child(*place, "of_revenue");
    if (margin.has_value() == revenue.has_value())
        return reading.problem(*place,
                               "one of \"of_margin\" and \"of_revenue\" is expected, such as {of_margin: 30 %}");
    ContributionCap cap;
    cap.of = margin ? ContributionCap::Of::margin : ContributionCap::Of::revenue;
    cap.share = reading.share(margin ? *margin : *revenue).value_or(cap.share);
    if (const auto refuse = Reading::child(*place, "refuse")) cap.refuse = reading.truth(*refuse).value_or(false);
    if (const auto first = Reading::child(*place, "first_cart"))
        cap.first_cart = reading.truth(*first).value_or(false);
    offer.cap = cap;
}

void read_bounds(Reading& reading, const Place& rule, Offer& offer) {
    offer.limits = read_money_limits(reading, rule);
    if (const auto budgets = Reading::child(rule, "budget"))
        for (const Place& one : reading.one_or_more(*budgets))
            if (const auto budget = index_of(reading, one, reading.programme.budgets, "budget")) {
                if (std::find(offer.budgets.begin(), offer.budgets.end(), *budget) != offer.budgets.end())
                    reading.problem(one, "this budget stands here a second time");
                offer.budgets.push_back(*budget);
            }
    read_cap(reading, rule, offer);
}

void read_combining(Reading& reading, const Place& rule, Offer& offer) {
    const bool alone = reading.programme.stacking.each_alone;
    for (const std::string_view key : {"group", "exclusive", "priority", "after_others"})
        if (const auto stray = Reading::child(rule, key); stray && alone)
            reading.problem(*stray, "stacking says that each offer is judged alone: leave this out");
    if (const auto group = Reading::child(rule, "group"))
        offer.group =
            index_of(reading, *group, reading.programme.stacking.groups, "stacking group").value_or(SIZE_MAX);
    if (const auto exclusive = Reading::child(rule, "exclusive"))
        offer.exclusive = reading.truth(*exclusive).value_or(false);
    if (const auto priority = Reading::child(rule, "priority"))
        offer.priority = static_cast<int>(reading.whole(*priority, -1000, 1000).value_or(0));
    if (const auto after = Reading::child(rule, "after_others"))
        offer.after_others = reading.truth(*after).value_or(false);
}

// Does `when` ask for so much of something, at least?
bool asks_for(const Offer& offer, std::initializer_list<std::string_view> paths) {
    using Shape = rules::Conjunct::Shape;
    if (!offer.when) return false;
    const auto& parts = offer.when->conjuncts();
    return std::any_of(parts.begin(), parts.end(), [&](const rules::Conjunct& part) {
        return (part.shape == Shape::greater || part.shape == Shape::greater_equal) &&
               std::find(paths.begin(), paths.end(), part.path) != paths.end();
    });
}

// "within 15 EUR", "within 2"
void read_nudge(Reading& reading, const Place& rule, Offer& offer) {
    const auto place = Reading::child(rule, "nudge");
    if (!place) return;
    constexpr std::string_view kNudgeForms = "how near, such as \"within 15 EUR\" or \"within 2\"";
    std::string_view text = place->node->scalar;
    if (place->node->kind != Node::Kind::text || !starts_with(text, "within "))
        return reading.expected(*place, kNudgeForms);
    const bool tiered = offer.steps.size() > 1 || (!offer.steps.empty() && offer.steps.front().from > 0);
    if (text.find(' ') == std::string_view::npos) {
        int64_t units = 0;
        for (const char c : text)
            units = c >= '0' && c <= '9' && units < kMostUnits ? units * 10 + (c - '0') : INT32_MAX;
        if (units < 1 || units > kMostUnits) return reading.expected(*place, kNudgeForms);
        offer.nudge_quantity = units;
        const bool bundles = !offer.steps.empty() && offer.steps.front().benefit.kind == Benefit::Kind::buy_get;
        if (!offer.minimum_quantity && !(tiered && offer.by_quantity) && !bundles &&
            !asks_for(offer, {"cart.quantity", "order.quantity"}))
            reading.problem(*place,
                            "no quantity has to be reached here: add minimum_quantity, or steps by quantity");
        return;
    }
    const auto amount = amount_in(text, reading.programme.currency);
    if (!amount) return reading.problem(*place, amount.fault().problems.front().what);
    if (*amount == Amount{}) return reading.expected(*place, kNudgeForms);
    offer.nudge_within = *amount;
    if (!offer.minimum && !(tiered && !offer.by_quantity) &&
        !asks_for(offer, {"cart.subtotal", "order.subtotal", "cart.total", "order.total"}))
        reading.problem(*place, "no amount has to be reached here: add minimum, or a condition on cart.subtotal");
}

void read_common(Reading& reading, const Place& place, Offer& offer, std::vector<std::string>& seen) {
    offer.id = read_id(reading, place, "offer", seen);
    offer.name = reading.name(place, offer.id);
    read_conditions(reading, place, offer);
    read_bounds(reading, place, offer);
    read_combining(reading, place, offer);
}

void read_publicity(Reading& reading, const Place& place, Offer& offer) {
    offer.is_public =
        !offer.who && (offer.source == Offer::Source::everybody || offer.source == Offer::Source::word);
    if (const auto personal = Reading::child(place, "personal"))
        offer.is_public = !reading.truth(*personal).value_or(!offer.is_public);
}

void read_offer(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    if (!reading.map(
            place,
            {"id",       "name",         "for",       "who",     "when",   "of",   "minimum", "minimum_quantity",
             "give",     "on",           "lines",     "from",    "until",  "days", "hours",   "channels",
             "code",     "codes",        "community", "limit",   "budget", "cap",  "group",   "exclusive",
             "priority", "after_others", "nudge",     "personal"}))
        return;
    Offer offer;
    read_source(reading, place, offer);
    read_common(reading, place, offer, seen);
    if (const auto give = reading.required(place, "give", "what the offer gives, such as 10 % or free delivery"))
        read_give(reading, place, *give, offer);
    read_nudge(reading, place, offer);
    read_publicity(reading, place, offer);
    reading.programme.offers.push_back(std::move(offer));
}

void read_voucher(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    if (!reading.map(place, {"id",    "name",    "issue", "issue_when", "valid",     "insert",   "value",
                             "give",  "for",     "who",   "when",       "of",        "minimum",  "minimum_quantity",
                             "on",    "lines",   "from",  "until",      "days",      "hours",    "channels",
                             "limit", "budget",  "cap",   "group",      "exclusive", "priority", "after_others",
                             "nudge", "personal"}))
        return;
    Offer offer;
    offer.source = Offer::Source::voucher;
    read_common(reading, place, offer, seen);
    read_issue(reading, place, offer);
    const auto give = Reading::child(place, "give"), value = Reading::child(place, "value");
    if (give) read_give(reading, place, *give, offer);
    if (value) read_value(reading, place, *value, offer);
    if (!give && !value)
        reading.problem(
            place, "a voucher gives something: \"give\" (such as 10 %), or \"value\" for one that falls with time");
    read_nudge(reading, place, offer);
    read_publicity(reading, place, offer);
    reading.programme.offers.push_back(std::move(offer));
}

}  // namespace

void read_offers(Reading& reading, const Place& document) {
    std::vector<std::string> seen;
    if (const auto offers = Reading::child(document, "offers"))
        for (const Place& offer : reading.elements(*offers)) read_offer(reading, offer, seen);
    if (const auto vouchers = Reading::child(document, "vouchers"))
        for (const Place& voucher : reading.elements(*vouchers)) read_voucher(reading, voucher, seen);
    auto& offers = reading.programme.offers;
    std::stable_sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
        return std::pair(a.after_others, -a.priority) < std::pair(b.after_others, -b.priority);
    });
}

}  // namespace habitue::loyalty
