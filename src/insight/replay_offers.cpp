// What a replay says of offers, in words.
#include "insight/replay_report.h"
#include "insight/table.h"

namespace habitue::insight {

using loyalty::LimitPer;
using loyalty::Programme;

namespace {

bool has_vouchers(const Programme& programme) {
    for (const loyalty::Offer& offer : programme.offers)
        if (offer.source == loyalty::Offer::Source::voucher) return true;
    return false;
}

std::string rate_text(Rate rate, Language language) {
    return share_text(rate.numerator, rate.denominator, language);
}

std::string dates_of(const LimitFigures& limit, const TimeZone& zone) {
    constexpr size_t kTold = 3;
    std::string text;
    for (size_t i = 0; i < limit.exhausted.size() && i < kTold; ++i)
        text += (text.empty() ? "" : ", ") + to_text(zone.date_of(limit.exhausted[i].at));
    return text + (limit.exhausted.size() > kTold ? " ..." : "");
}

}  // namespace

std::vector<Remark> remarks_of(const ReplayAssumptions& assumptions, const Programme& programme) {
    std::vector<Remark> remarks;
    if (programme.offers.empty()) return remarks;
    if (!assumptions.apply_offers) {
        remarks.push_back(
            {"no_offers", "The programme's offers are not taken off: prices stand as they were paid.",
             "Les offres du programme ne sont pas déduites : les prix restent ceux qui ont été payés."});
        return remarks;
    }
    remarks.push_back(
        {"offers_taken_off",
         "The programme's offers are taken off the prices that were paid; customers buy as they did.",
         "Les offres du programme sont déduites des prix payés ; les clients achètent comme ils l’ont "
         "fait."});
    if (!has_vouchers(programme)) return remarks;
    remarks.push_back(
        {"next_order_rhythm",
         "What open vouchers are expected to cost: each holder orders next after a wait like those between their "
         "own past orders (with fewer than three order days, or a longer wait than ever: those of all customers, "
         "of "
         "whom not all come back), an order like their average one, and uses the voucher for what it is worth that "
         "day" +
             std::string(assumptions.voucher_use ? ", as many of them as assumed." : "."),
         "Ce que les bons en cours devraient coûter : chaque porteur commande à nouveau après une attente comme "
         "celles entre ses propres commandes (avec moins de trois jours de commande, ou une attente plus longue "
         "que "
         "jamais : celles de tous les clients, dont certains ne reviennent pas), une commande comme sa commande "
         "moyenne, et utilise le bon pour ce qu’il vaut ce jour-là" +
             std::string(assumptions.voucher_use ? ", dans la proportion supposée." : ".")});
    if (assumptions.voucher_use)
        remarks.push_back({"voucher_use",
                           "Of the vouchers whose holder orders again in time, " +
                               rate_text(*assumptions.voucher_use, Language::en) +
                               " are used, with the first order that they hold for.",
                           "Parmi les bons dont le porteur commande à nouveau à temps, " +
                               rate_text(*assumptions.voucher_use, Language::fr) +
                               " sont utilisés, à la première commande qu’ils permettent."});
    else
        remarks.push_back(
            {"vouchers_as_recorded",
             "Vouchers are used where an order names them; --assume-voucher-use says how many others are.",
             "Les bons sont utilisés là où une commande les nomme ; --assume-voucher-use dit combien "
             "d’autres le sont."});
    return remarks;
}

std::vector<loyalty::Warning> exhausted_limits(const ReplayFigures& figures) {
    std::vector<loyalty::Warning> warnings;
    for (const LimitFigures& limit : figures.limits) {
        if (limit.exhausted.empty()) continue;
        const std::string dates = dates_of(limit, figures.programme->zone);
        const std::string times = std::to_string(limit.exhausted.size());
        const bool in_total = limit.limit.per == LimitPer::total;
        warnings.push_back(
            {limit.where,
             "these orders would have used it up on " + dates + (in_total ? "" : " (" + times + " period(s))"),
             "ces commandes l’auraient épuisé le " + dates + (in_total ? "" : " (" + times + " période(s))")});
    }
    return warnings;
}

std::string offers_text(const ReplayFigures& figures, const std::string& label, Language language) {
    const auto say = [language](const char* en, const char* fr) { return language == Language::fr ? fr : en; };
    const Currency& currency = figures.programme->currency;
    const auto count = [language](uint64_t value) { return number_text(value, language); };
    const auto money = [&](Money value) { return money_text(value, currency, language); };
    std::string out;
    if (!figures.offers.empty()) {
        Table offers, vouchers;
        offers.row({say("offer", "offre"), say("uses", "utilisations"), say("given", "accordé"),
                    say("of which assumed", "dont supposé"), say("assumed, given", "supposé, accordé")});
        vouchers.row({say("voucher", "bon"), say("issued", "émis"), say("used", "utilisés"),
                      say("expired", "expirés"), say("void", "annulés"), say("open", "en cours"),
                      say("worth today", "valeur ce jour"), say("expected cost", "coût attendu")});
        bool has_vouchers = false;
        for (const OfferFigures& offer : figures.offers) {
            offers.row(
                {offer.id, count(offer.uses), money(offer.given), count(offer.assumed_uses), money(offer.assumed)});
            const VoucherFigures& life = offer.vouchers;
            if (life.issued == 0) continue;
            has_vouchers = true;
            vouchers.row({offer.id, count(life.issued), count(life.used), count(life.expired), count(life.voided),
                          count(life.open()), money(life.expected.worth_today), money(life.expected.cost)});
        }
        out += std::string("\n") + say("Offers of ", "Offres de ") + label + "\n" + offers.text();
        if (has_vouchers) out += std::string("\n") + say("Vouchers", "Bons") + "\n" + vouchers.text();
    }
    const auto exhausted = exhausted_limits(figures);
    if (exhausted.empty()) return out;
    out += std::string("\n") + say("Used up", "Épuisés") + "\n";
    for (const loyalty::Warning& one : exhausted)
        out += "  - " + one.where + ": " + (language == Language::fr ? one.fr : one.en) + "\n";
    return out;
}

void write_offers(JsonWriter& json, const ReplayFigures& figures) {
    const auto money = [&](JsonKey name, Money value) {
        json.key(name).object().field("amount", value.minor);
        json.field("currency", figures.programme->currency.text()).end_object();
    };
    json.key("offers").object();
    for (const OfferFigures& offer : figures.offers) {
        json.key(offer.id).object().field("uses", offer.uses);
        money("given", offer.given);
        json.key("assumed").object().field("uses", offer.assumed_uses);
        money("given", offer.assumed);
        json.end_object();
        const VoucherFigures& life = offer.vouchers;
        if (life.issued > 0) {
            json.key("vouchers").object().field("issued", life.issued).field("used", life.used);
            json.field("expired", life.expired).field("voided", life.voided).field("open", life.open());
            const ExpectedCost& expected = life.expected;
            json.key("expected").object().field("valued", expected.valued);
            json.field("by_own_rhythm", expected.by_own_rhythm).field("not_valued", expected.not_valued);
            money("worth_today", expected.worth_today);
            money("cost", expected.cost);
            json.end_object().end_object();
        }
        json.end_object();
    }
    json.end_object();
    json.field("codes_left_out", figures.codes_left_out);
    json.key("exhausted").array();
    for (const LimitFigures& limit : figures.limits)
        for (const LimitFigures::Exhausted& one : limit.exhausted) {
            json.object().field("where", limit.where).field("at", to_text(one.at));
            if (one.period) json.field("period", to_text(*one.period));
            json.end_object();
        }
    json.end_array();
}

}  // namespace habitue::insight
