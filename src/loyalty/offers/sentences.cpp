#include "loyalty/offers/sentences.h"

#include "loyalty/programme/words.h"

namespace habitue::loyalty {
namespace {

constexpr std::string_view kNoBreak = "\u00A0";

bool is_whole(const Rate& rate) { return rate.numerator == rate.denominator; }

// French draws de and the article together: de la livraison, d’une remise.
std::string of(std::string_view noun) {
    if (noun.starts_with("un")) return "d’" + std::string(noun);
    return "de " + std::string(noun);
}

std::string listed(const std::vector<std::string>& all, std::string_view last) {
    std::string out;
    for (size_t i = 0; i < all.size(); ++i) {
        if (i > 0) out += i + 1 == all.size() ? std::string(last) : ", ";
        out += all[i];
    }
    return out;
}

std::string money_or_units(const Words& words, const Nudge& nudge) {
    if (nudge.missing > Money{}) return words.price(nudge.missing);
    const int64_t count = nudge.missing_quantity;
    const bool one = count == 1;
    return words.number(count, 0) + std::string(kNoBreak) +
           words.either(one ? "article" : "articles", one ? "item" : "items");
}

std::string names_of(const Words& words, const std::vector<const Offer*>& offers) {
    std::vector<std::string> names;
    names.reserve(offers.size());
    for (const Offer* offer : offers) names.push_back(words.quoted(words.name(offer->name)));
    return listed(names, words.either(" et ", " and "));
}

std::string offer_named(const Words& words, const Offer& offer) {
    return words.either("L’offre ", "The offer ") + words.quoted(words.name(offer.name));
}

std::string excluded(const Words& words, const NotApplied& told) {
    std::string text = offer_named(words, *told.offer);
    if (told.instead.empty())
        return text + words.either(" n’ajoute rien à ce panier.", " adds nothing to this cart.");
    text += words.either(" ne se cumule pas avec ", " does not combine with ") + names_of(words, told.instead);
    const Money more{told.instead_gives.minor - told.alone.minor};
    if (more > Money{}) {
        const bool many = told.instead.size() > 1;
        text += words.either(many ? ", qui font gagner " : ", qui fait gagner ",
                             many ? ", which save " : ", which saves ") +
                words.price(more) + words.either(" de plus", " more");
    }
    return text + ".";
}

}  // namespace

std::string benefit_words(const Programme& programme, const Offer& offer, const Benefit& benefit,
                          std::string_view language) {
    const Words words{programme, language_of(language)};
    switch (benefit.kind) {
        case Benefit::Kind::delivery:
            if (is_whole(benefit.share)) return words.either("la livraison gratuite", "free delivery");
            return words.either("une remise de " + words.share(benefit.share) + " sur la livraison",
                                words.share(benefit.share) + " off delivery");
        case Benefit::Kind::percent:
            return words.either("une remise de " + words.share(benefit.share), words.share(benefit.share) + " off");
        case Benefit::Kind::amount:
            return words.either("une remise de " + words.money(benefit.money), words.money(benefit.money) + " off");
        case Benefit::Kind::price:
            return words.either("un prix de " + words.money(benefit.money),
                                "a price of " + words.money(benefit.money));
        case Benefit::Kind::buy_get:
        case Benefit::Kind::free_product: break;
    }
    const std::string name = words.quoted(words.name(offer.name));
    return words.either("l’offre " + name, "the offer " + name);
}

std::string sentence(const Programme& programme, const Nudge& nudge, std::string_view language) {
    const Words words{programme, language_of(language)};
    if (!nudge.products.empty())
        return words.either("Un produit offert vous attend : choisissez ", "A free product is waiting: choose ") +
               listed(nudge.products, words.either(" ou ", " or "));
    const std::string missing = money_or_units(words, nudge);
    const std::string benefit = benefit_words(programme, *nudge.offer, *nudge.benefit, language);
    return words.either("Plus que " + missing + " pour profiter " + of(benefit),
                        "Only " + missing + " more for " + benefit);
}

std::string sentence(const Programme& programme, const NotApplied& told, std::string_view language) {
    const Words words{programme, language_of(language)};
    if (told.reason == RefusalCode::offer_excluded && told.offer != nullptr) return excluded(words, told);
    const RefusalKind& kind = kind_of(told.reason);
    std::string why = words.either(kind.fr, kind.en);
    if (told.offer == nullptr || told.reason == RefusalCode::code_not_valid ||
        told.reason == RefusalCode::code_used)
        return why;
    return offer_named(words, *told.offer) + words.either(" ne s’applique pas. ", " does not apply. ") + why;
}

}  // namespace habitue::loyalty
