// Offers that can never apply, and what of an offer can never happen.
#include <algorithm>

#include "loyalty/programme/checks.h"
#include "loyalty/programme/demands.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

constexpr Duration kDay = days(1);

// A day of the week on which the offer holds comes between its dates.
bool has_a_day(const Programme& programme, const Offer& offer) {
    if (offer.weekdays == 0x7f || offer.from == kEarliest || offer.until == kNever) return true;
    if (offer.until - offer.from > days(7)) return true;
    for (Instant at = offer.from; at < offer.until; at = at + kDay)
        if (offer.weekdays >> (weekday(programme.zone.date_of(at)) - 1) & 1) return true;
    const LocalDate last = programme.zone.date_of(Instant{offer.until.milliseconds - 1});
    return offer.weekdays >> (weekday(last) - 1) & 1;
}

void check_dates(Checks& checks, const Offer& offer) {
    const std::string where = Checks::place_of(offer), fr = noun_of(checks.fr, offer),
                      en = noun_of(checks.en, offer);
    if (offer.until <= checks.now)
        checks.warn(
            where + "/until", en + " applies no more: its last day was " + checks.en.last_date(offer.until) + ".",
            fr + " ne s'applique plus\u00A0: son dernier jour était le " + checks.fr.last_date(offer.until) + ".");
    else if (!has_a_day(checks.programme, offer))
        checks.warn(where + "/days",
                    en + " can never apply: between its dates there is no " + days_text(checks.en, offer) + ".",
                    fr + " ne s'applique jamais\u00A0: aucun jour voulu (" + days_text(checks.fr, offer) +
                        ") ne tombe entre ses dates.");
}

void check_conditions(Checks& checks, const Offer& offer) {
    const std::string where = Checks::place_of(offer), fr = noun_of(checks.fr, offer),
                      en = noun_of(checks.en, offer);
    Demands demands(checks.programme);
    demands.add(offer);
    if (const auto& two = demands.contradiction()) {
        checks.warn(where,
                    en + " can never apply: " + checks.en.quoted(two->first) + " and " +
                        checks.en.quoted(two->second) + " never hold together.",
                    fr + " ne s'applique jamais\u00A0: " + checks.fr.quoted(two->first) + " et " +
                        checks.fr.quoted(two->second) + " ne sont jamais vrais ensemble.");
        return;
    }
    const Demand* gift_card = demands.find("line.gift_card");
    if (gift_card && gift_card->least == 1)
        checks.warn(where + "/of", en + " can never apply: gift cards are never reduced.",
                    fr + " ne s'applique jamais\u00A0: une carte cadeau n'est jamais remisée.");
}

// A step that comes after the voucher has ended.
void check_steps(Checks& checks, const Offer& offer) {
    if (!offer.decay || !offer.issue || offer.issue->validity.count == 0) return;
    const Instant start = checks.now, end = add(start, offer.issue->validity, checks.programme.zone);
    for (const Decay::Point& point : offer.decay->steps) {
        const Period wait{point.day, Period::Unit::days};
        if (point.none || add(start, wait, checks.programme.zone) <= end) continue;
        checks.warn(Checks::place_of(offer) + "/value",
                    noun_of(checks.en, offer) + " is valid for " + checks.en.period(offer.issue->validity) +
                        ": what it is worth after " + checks.en.period(wait) + " never counts.",
                    noun_of(checks.fr, offer) + " est valable " + checks.fr.period(offer.issue->validity) +
                        "\u00A0: sa valeur après " + checks.fr.period(wait) + " ne sert jamais.");
        return;
    }
}

void check_insert(Checks& checks, const Offer& offer) {
    if (!offer.issue || !offer.issue->insert || offer.issue->state != OrderState::delivered) return;
    checks.warn(Checks::place_of(offer) + "/insert",
                noun_of(checks.en, offer) +
                    " is printed when the parcel has already arrived: issue it when the order "
                    "is placed or paid.",
                noun_of(checks.fr, offer) +
                    " s'imprime quand le colis est déjà arrivé\u00A0: émettez-le à la commande ou "
                    "au paiement.");
}

void check_cards_by_name(Checks& checks, const Offer& offer) {
    if (!offer.of) return;
    Demands demands(checks.programme);
    demands.add(*offer.of);
    for (const char* path : {"line.category", "line.sku"}) {
        const Demand* demand = demands.find(path);
        if (!demand || !demand->allowed) continue;
        for (const std::string& text : *demand->allowed) {
            if (text.find("gift") == std::string::npos && text.find("cadeau") == std::string::npos) continue;
            checks.warn(Checks::place_of(offer) + "/of",
                        noun_of(checks.en, offer) + " seems to reduce gift cards (" + checks.en.quoted(text) +
                            "): they would pay more than they cost. Mark their lines as gift_card.",
                        noun_of(checks.fr, offer) + " semble remiser des cartes cadeaux (" +
                            checks.fr.quoted(text) +
                            ")\u00A0: elles paieraient plus qu'elles ne coûtent. Marquez leurs lignes gift_card.");
        }
    }
}

}  // namespace

void check_offers(Checks& checks) {
    for (const Offer& offer : checks.programme.offers) {
        check_dates(checks, offer);
        check_conditions(checks, offer);
        check_steps(checks, offer);
        check_insert(checks, offer);
        check_cards_by_name(checks, offer);
    }
}

}  // namespace habitue::loyalty
