// Offers that bring nothing because another one, which excludes them, holds whenever they do and gives at least as
// much. What is told is certain; what is not seen here may still be so.
#include <algorithm>

#include "loyalty/programme/checks.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

using Kind = Benefit::Kind;

// Whatever meets `narrow` meets `wide`: every part of `wide` stands in `narrow` too.
bool covers(const std::optional<rules::Expression>& wide, const std::optional<rules::Expression>& narrow) {
    if (!wide) return true;
    if (!narrow) return false;
    if (wide->source() == narrow->source()) return true;
    const auto& parts = narrow->conjuncts();
    return std::all_of(wide->conjuncts().begin(), wide->conjuncts().end(), [&](const rules::Conjunct& part) {
        return std::any_of(parts.begin(), parts.end(), [&](const auto& one) { return one.text == part.text; });
    });
}

bool same_lines(const Offer& a, const Offer& b) {
    return a.on == b.on && a.of.has_value() == b.of.has_value() && (!a.of || a.of->source() == b.of->source());
}

bool is_open_whenever(const Offer& wide, const Offer& narrow) {
    const bool channels =
        wide.channels.empty() ||
        (!narrow.channels.empty() &&
         std::all_of(narrow.channels.begin(), narrow.channels.end(), [&](const std::string& one) {
             return std::find(wide.channels.begin(), wide.channels.end(), one) != wide.channels.end();
         }));
    return channels && wide.from <= narrow.from && wide.until >= narrow.until &&
           (wide.weekdays & narrow.weekdays) == narrow.weekdays && wide.from_minute <= narrow.from_minute &&
           wide.until_minute >= narrow.until_minute;
}

bool is_opened_by_the_same(const Offer& wide, const Offer& narrow) {
    return wide.source == Offer::Source::everybody ||
           (wide.source == Offer::Source::word && narrow.source == Offer::Source::word && wide.word == narrow.word);
}

// The two never stand on one cart, and whatever may stand beside `beaten` may stand beside `better`.
bool takes_the_place_of(const Stacking& stacking, const Offer& better, const Offer& beaten) {
    if (beaten.exclusive || stacking.at_most == 1) return true;
    const bool one_of_group =
        better.group != SIZE_MAX && better.group == beaten.group && stacking.groups[better.group].at_most == 1;
    return one_of_group && !better.exclusive;
}

bool at_least(const Rate& a, const Rate& b) {
    return static_cast<Int128>(a.numerator) * b.denominator >= static_cast<Int128>(b.numerator) * a.denominator;
}

// On the same or more lines `a` never takes less than `b`.
bool gives_at_least(const Offer& of_a, const Benefit& a, const Offer& of_b, const Benefit& b) {
    if (a.kind != b.kind) return false;
    const bool same = of_a.target == of_b.target && same_lines(of_a, of_b);
    const bool on_all = of_a.target == Target::order;  // on the sum, of as many lines or more
    switch (a.kind) {
        case Kind::percent: return (same || on_all) && at_least(a.share, b.share);
        case Kind::amount: return a.money >= b.money && (same || (on_all && of_b.target == Target::order));
        case Kind::price: return same && a.money <= b.money;
        case Kind::buy_get: return same && a.buy == b.buy && a.get == b.get && at_least(a.share, b.share);
        case Kind::free_product:
            return a.get >= b.get && std::all_of(b.products.begin(), b.products.end(), [&](const std::string& sku) {
                       return std::find(a.products.begin(), a.products.end(), sku) != a.products.end();
                   });
        case Kind::delivery: return at_least(a.share, b.share);
    }
    return false;
}

int64_t first_reached(const Offer& offer) {
    int64_t from = offer.steps.empty() ? 0 : offer.steps.front().from;
    if (!offer.by_quantity && offer.minimum) from = std::max(from, offer.minimum->millionths);
    if (offer.by_quantity && offer.minimum_quantity) from = std::max(from, *offer.minimum_quantity);
    return from;
}

const Step* reached(const Offer& offer, int64_t from) {
    const Step* found = nullptr;
    for (const Step& step : offer.steps)
        if (step.from <= from) found = &step;
    return found;
}

// At every amount or quantity at which `b` gives something, `a` gives as much.
bool gives_at_least(const Offer& a, const Offer& b) {
    if (a.decay || a.steps.empty() || b.steps.empty()) return false;
    if (a.steps.size() > 1 || a.steps.front().from > 0)
        if (a.by_quantity != b.by_quantity) return false;
    for (size_t i = 1; i < a.steps.size(); ++i)
        if (!gives_at_least(a, a.steps[i].benefit, a, a.steps[i - 1].benefit)) return false;
    return std::all_of(b.steps.begin(), b.steps.end(), [&](const Step& step) {
        const Step* other = reached(a, std::max(step.from, first_reached(b)));
        return other && gives_at_least(a, other->benefit, b, step.benefit);
    });
}

bool asks_for_no_more(const Offer& a, const Offer& b) {
    const bool amount = !a.minimum || (b.minimum && *a.minimum <= *b.minimum);
    const bool quantity = !a.minimum_quantity || (b.minimum_quantity && *a.minimum_quantity <= *b.minimum_quantity);
    const bool lines = (a.on == Offer::On::all_lines || a.on == b.on) && covers(a.of, b.of);
    return amount && quantity && lines && covers(a.who, b.who) && covers(a.when, b.when);
}

bool overshadows(const Stacking& stacking, const Offer& a, const Offer& b) {
    return a.limits.empty() && a.budgets.empty() && !a.cap && (!a.after_others || b.after_others) &&
           takes_the_place_of(stacking, a, b) && is_opened_by_the_same(a, b) && is_open_whenever(a, b) &&
           asks_for_no_more(a, b) && gives_at_least(a, b);
}

}  // namespace

void check_overshadowed(Checks& checks) {
    const Stacking& stacking = checks.programme.stacking;
    if (stacking.each_alone || stacking.objective == Stacking::Objective::merchant) return;
    const std::vector<Offer>& offers = checks.programme.offers;
    for (size_t beaten = 0; beaten < offers.size(); ++beaten) {
        for (size_t better = 0; better < offers.size(); ++better) {
            if (better == beaten || !overshadows(stacking, offers[better], offers[beaten])) continue;
            // of two that are alike, the later one is told
            if (better > beaten && overshadows(stacking, offers[beaten], offers[better])) continue;
            const Offer &told = offers[beaten], &other = offers[better];
            checks.warn(Checks::place_of(told),
                        noun_of(checks.en, told) +
                            " never brings anything: " + checks.en.quoted(checks.en.name(other.name)) +
                            " excludes it, holds whenever it does, and gives at least as much.",
                        noun_of(checks.fr, told) +
                            " n'apporte jamais rien\u00A0: " + checks.fr.quoted(checks.fr.name(other.name)) +
                            " l'exclut, s'applique chaque fois et donne au moins autant.");
            break;
        }
    }
}

}  // namespace habitue::loyalty
