#include "loyalty/programme/words_offers.h"

#include <array>

namespace habitue::loyalty {
namespace {

constexpr const char* kNoBreak = "\u00A0";

struct DayWords {
    std::string_view fr, en;
};
constexpr std::array<DayWords, 7> kDays{{{"lundi", "Monday"},
                                         {"mardi", "Tuesday"},
                                         {"mercredi", "Wednesday"},
                                         {"jeudi", "Thursday"},
                                         {"vendredi", "Friday"},
                                         {"samedi", "Saturday"},
                                         {"dimanche", "Sunday"}}};

std::string target_text(const Words& words, Target target) {
    switch (target) {
        case Target::order: return words.either(" sur la commande", " off the order");
        case Target::lines: return words.either(" sur chaque ligne", " off each line");
        case Target::cheapest: return words.either(" sur l'article le moins cher", " off the cheapest item");
        case Target::dearest: return words.either(" sur l'article le plus cher", " off the dearest item");
    }
    return "";
}

bool is_whole(const Rate& rate) { return rate.numerator == rate.denominator; }

std::string buy_get_text(const Words& words, const Benefit& benefit) {
    const std::string got = words.number(benefit.get, 0), bought = words.number(benefit.buy, 0);
    if (is_whole(benefit.share)) {
        const bool many = benefit.get > 1;
        return words.either(units_text(words, benefit.get) + (many ? " offerts pour " : " offert pour ") + bought +
                                (benefit.buy > 1 ? " achetés" : " acheté"),
                            got + " free for " + bought + " bought");
    }
    return words.either(
        words.share(benefit.share) + " de remise sur " + units_text(words, benefit.get) + " pour " + bought +
            (benefit.buy > 1 ? " achetés" : " acheté"),
        words.share(benefit.share) + " off " + units_text(words, benefit.get) + " for " + bought + " bought");
}

std::string time_text(int16_t minute) {
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string clock_text(const Words& words, Decay::Clock clock) {
    switch (clock) {
        case Decay::Clock::issued: return words.either("l'émission", "its issue");
        case Decay::Clock::placed: return words.either("la commande", "the order");
        case Decay::Clock::paid: return words.either("le paiement", "payment");
        case Decay::Clock::delivered: return words.either("la livraison", "delivery");
    }
    return "";
}

std::string decay_text(const Words& words, const Offer& offer) {
    const Decay& decay = *offer.decay;
    std::string out;
    if (decay.kind == Decay::Kind::steps) {
        for (const Decay::Point& point : decay.steps) {
            out += (out.empty() ? "" : ", ") + (point.none ? words.either("rien", "nothing")
                                                           : benefit_text(words, point.benefit, offer.target));
            if (point.day > 0)
                out += words.either(" après ", " after ") + words.period({point.day, Period::Unit::days});
        }
    } else {
        out = offer.steps.empty() ? "" : benefit_text(words, offer.steps.front().benefit, offer.target);
        out += decay.kind == Decay::Kind::linear
                   ? words.either(", en baisse régulière sur ", ", falling evenly over ") + words.period(decay.over)
                   : words.either(", de moitié tous les ", ", halving every ") + words.period(decay.over) +
                         words.either(", sans valeur après ", ", worth nothing after ") + words.period(decay.ends);
    }
    out += words.either(", à compter de ", ", counted from ") + clock_text(words, decay.clock);
    if (decay.wait.count > 0)
        out += words.either(" (au plus tard ", " (at the latest ") + words.period(decay.wait) +
               words.either(" après l'émission)", " after its issue)");
    return out;
}

}  // namespace

std::string units_text(const Words& words, int64_t count) {
    const bool many = words.language == Language::fr ? count > 1 : count != 1;
    return words.number(count, 0) + kNoBreak + words.either(many ? "articles" : "article", many ? "items" : "item");
}

std::string listed(const Words& words, const std::vector<std::string>& all) {
    if (all.empty()) return words.either("aucun", "none");
    std::string out;
    for (size_t i = 0; i < all.size(); ++i) {
        if (i > 0) out += i + 1 == all.size() ? words.either(" et ", " and ") : ", ";
        out += all[i];
    }
    return out;
}

std::string noun_of(const Words& words, const Offer& offer) {
    const bool voucher = offer.source == Offer::Source::voucher;
    return words.either(voucher ? "Le bon " : "L'offre ", voucher ? "The voucher " : "The offer ") +
           words.quoted(words.name(offer.name));
}

std::string benefit_text(const Words& words, const Benefit& benefit, Target target) {
    switch (benefit.kind) {
        case Benefit::Kind::percent:
            return words.share(benefit.share) + words.either(" de remise", "") + target_text(words, target);
        case Benefit::Kind::amount:
            return words.money(benefit.money) + words.either(" de remise", "") + target_text(words, target);
        case Benefit::Kind::price:
            return words.either("l'article à ", "each item at ") + words.money(benefit.money);
        case Benefit::Kind::buy_get: return buy_get_text(words, benefit);
        case Benefit::Kind::free_product: {
            std::string products;
            for (const std::string& sku : benefit.products)
                products += (products.empty() ? "" : words.either(" ou ", " or ")) + sku;
            return units_text(words, benefit.get) +
                   words.either(benefit.get > 1 ? " offerts\u00A0: " : " offert\u00A0: ", " free: ") + products;
        }
        case Benefit::Kind::delivery:
            return is_whole(benefit.share) ? words.either("la livraison offerte", "free delivery")
                                           : words.share(benefit.share) +
                                                 words.either(" de remise sur la livraison", " off the delivery");
    }
    return "";
}

std::string gives_text(const Words& words, const Offer& offer) {
    if (offer.decay) return decay_text(words, offer);
    std::string out;
    for (const Step& step : offer.steps) {
        out += (out.empty() ? "" : ", ") + benefit_text(words, step.benefit, offer.target);
        if (step.from > 0)
            out += words.either(" dès ", " from ") +
                   (offer.by_quantity ? units_text(words, step.from) : words.money(Amount{step.from}));
    }
    return out;
}

std::string opened_by_text(const Words& words, const Offer& offer) {
    const std::string community =
        offer.community.empty() ? "" : words.either(" (communauté ", " (community ") + offer.community + ")";
    switch (offer.source) {
        case Offer::Source::everybody: return words.either("aucun code", "no code");
        case Offer::Source::word:
            return words.either("le code ", "the code ") + words.quoted(offer.word) + community;
        case Offer::Source::codes: return words.either("un code unique", "a unique code") + community;
        case Offer::Source::voucher: return words.either("un bon", "a voucher");
    }
    return "";
}

std::string days_text(const Words& words, const Offer& offer) {
    if (offer.weekdays == 0x7f) return words.either("tous les jours", "every day");
    std::vector<std::string> days;
    for (size_t day = 0; day < kDays.size(); ++day)
        if (offer.weekdays >> day & 1) days.push_back(words.either(kDays[day].fr, kDays[day].en));
    return listed(words, days);
}

std::string hours_text(const Words& words, const Offer& offer) {
    if (offer.from_minute == 0 && offer.until_minute == 24 * 60) return words.either("toute la journée", "all day");
    return words.either("de ", "from ") + time_text(offer.from_minute) + words.either(" à ", " to ") +
           time_text(offer.until_minute);
}

// Offers have no points: any wallet will do for their limits.
std::string bounds_text(const Words& words, const std::vector<Limit>& limits) {
    return words.limits(limits, words.programme.wallets.front());
}

std::string cap_text(const Words& words, const std::optional<ContributionCap>& cap) {
    if (!cap) return words.either("aucun", "none");
    return words.share(cap->share) +
           (cap->of == ContributionCap::Of::margin
                ? words.either(" de la marge du client", " of the customer's margin")
                : words.either(" des achats du client", " of the customer's spend")) +
           (cap->first_cart
                ? words.either(", du premier panier pour un nouveau client", ", of the first cart for who is new")
                : "") +
           (cap->refuse ? words.either(", sinon refusée", ", else refused") : "");
}

std::string issue_text(const Words& words, const Issue& issue) {
    switch (issue.kind) {
        case Issue::Kind::by_hand: return words.either("à la main", "by hand");
        case Issue::Kind::order: return words.trigger({Trigger::Kind::order, issue.state, ""});
        case Issue::Kind::activity: return words.trigger({Trigger::Kind::activity, issue.state, issue.activity});
    }
    return "";
}

std::string nudge_text(const Words& words, const Offer& offer) {
    if (offer.nudge_within) return words.either("à moins de ", "within ") + words.money(*offer.nudge_within);
    if (offer.nudge_quantity)
        return words.either("à moins de ", "within ") + units_text(words, *offer.nudge_quantity);
    return words.either("jamais", "never");
}

}  // namespace habitue::loyalty
