// The difference of two programmes in gift cards, surprise gifts, prices and margin.
#include "loyalty/programme/versions.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

std::string form_text(const Words& words, const GiftCardKind& kind) {
    return kind.single_use ? words.either("chèque à usage unique", "cheque that is used once")
                           : words.either("carte à solde", "card with a balance");
}

std::string amount_text(const Words& words, const GiftCardKind& kind) {
    if (kind.least == kind.most) return words.money(kind.least);
    return words.either("de ", "from ") + words.money(kind.least) + words.either(" à ", " to ") +
           words.money(kind.most);
}

std::string validity_text(const Words& words, const GiftCardKind& kind) {
    if (kind.validity.count == 0) return words.either("sans fin", "no end");
    ExpiryRule rule;
    rule.kind = ExpiryRule::Kind::after;
    rule.after = kind.validity;
    rule.anchor = kind.validity_anchor;
    return words.expiry(rule);
}

void diff_kind(Versions& v, const GiftCardKind& then, const GiftCardKind& now) {
    const std::string subject = v.either("Carte cadeau ", "Gift card ") + v.is.quoted(v.is.name(now.name));
    v.changed(v.either("La carte cadeau " + now.id + " s'appelle", "The gift card " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.property(subject, "forme", "form", form_text(v.is, now), form_text(v.was, then));
    v.property(subject, "montant", "amount", amount_text(v.is, now), amount_text(v.was, then));
    v.property(subject, "validité", "validity", validity_text(v.is, now), validity_text(v.was, then));
    v.property(subject, "activation", "activation", v.is.period(now.activation), v.was.period(then.activation));
    v.property(subject, "minimum de commande", "minimum order", v.is.money(now.minimum_order),
               v.was.money(then.minimum_order));
    v.property(subject, "code secret pour le solde", "PIN for the balance", yes_no(v.is, now.pin),
               yes_no(v.was, then.pin));
    v.property(subject, "réservée à un seul vendeur", "bound to one seller", yes_no(v.is, now.bound),
               yes_no(v.was, then.bound));
    v.property(subject, "délai après un remboursement", "grace after a refund", v.is.period(now.refund_grace),
               v.was.period(then.refund_grace));
}

void diff_gift(Versions& v, const SurpriseGift& then, const SurpriseGift& now) {
    const std::string subject = v.either("Cadeau surprise ", "Surprise gift ") + v.is.quoted(v.is.name(now.name));
    v.changed(v.either("Le cadeau surprise " + now.id + " s'appelle", "The surprise gift " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.property(subject, "produit", "product", now.product, then.product);
    v.property(subject, "part des commandes", "share of orders", v.is.share(now.share), v.was.share(then.share));
    v.property(subject, "condition", "condition", condition_text(v.is, now.when), condition_text(v.was, then.when));
    v.property(subject, "limite", "limit", bounds_text(v.is, now.limits), bounds_text(v.was, then.limits));
    v.property(subject, "premier jour", "first day", first_day(v.is, now.from), first_day(v.was, then.from));
    v.property(subject, "dernier jour", "last day", last_day(v.is, now.until), last_day(v.was, then.until));
}

void diff_gifts(Versions& v) {
    walk(
        v.before.gifts, v.after.gifts,
        [&](const SurpriseGift& old) {
            v.say(v.either("Le cadeau surprise ", "The surprise gift ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const SurpriseGift& now) {
            v.say(v.either("Nouveau cadeau surprise ", "New surprise gift ") + v.is.quoted(v.is.name(now.name)) +
                  v.either(", avec ", ", with ") + v.is.share(now.share) +
                  v.either(" des commandes.", " of the orders."));
        },
        [&](const SurpriseGift& then, const SurpriseGift& now) { diff_gift(v, then, now); });
}

}  // namespace

void diff_gift_cards(Versions& v) {
    walk(
        v.before.gift_cards, v.after.gift_cards,
        [&](const GiftCardKind& old) {
            v.say(v.either("La carte cadeau ", "The gift card ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimée.", " is removed."));
        },
        [&](const GiftCardKind& now) {
            v.say(v.either("Nouvelle carte cadeau ", "New gift card ") + v.is.quoted(v.is.name(now.name)) +
                  v.either("\u00A0: ", ": ") + form_text(v.is, now) + ", " + amount_text(v.is, now) + ".");
        },
        [&](const GiftCardKind& then, const GiftCardKind& now) { diff_kind(v, then, now); });
    diff_gifts(v);
    if (v.before.prices_with_tax != v.after.prices_with_tax)
        v.say(v.after.prices_with_tax ? v.either("Les prix de la boutique s'entendent désormais taxes comprises.",
                                                 "The shop's prices now contain the tax.")
                                      : v.either("Les prix de la boutique s'entendent désormais hors taxes.",
                                                 "The shop's prices no longer contain the tax."));
    v.property(v.either("Lignes sans prix de revient", "Lines without a cost"), "marge supposée", "assumed margin",
               v.is.share(v.after.margin), v.was.share(v.before.margin));
}

}  // namespace habitue::loyalty
