// The difference of two programmes, noun by noun. Everything that a person could notice has a sentence; when the
// documents differ in nothing that has one, the last lines say so.
#include "loyalty/programme/reader.h"
#include "loyalty/programme/versions.h"

namespace habitue::loyalty {
namespace {

void diff_identity(Versions& v) {
    v.changed(v.either("Le programme s'appelle", "The programme is called"), v.is.quoted(v.is.name(v.after.name)),
              v.was.quoted(v.was.name(v.before.name)));
    v.changed(v.either("La monnaie est", "The currency is"), std::string(v.after.currency.text()),
              std::string(v.before.currency.text()));
    v.changed(v.either("Le fuseau horaire est", "The time zone is"), v.after.zone.name(), v.before.zone.name());
    if (v.before.everyone_is_member != v.after.everyone_is_member)
        v.say(v.after.everyone_is_member
                  ? v.either("On devient membre dès la première commande.",
                             "One becomes a member with the first order.")
                  : v.either("On devient membre en s'inscrivant, non plus dès la première commande.",
                             "One becomes a member by joining, no longer with the first order."));
    const auto list = [](const std::vector<std::string>& languages) {
        std::string out;
        for (const std::string& language : languages) out += (out.empty() ? "" : ", ") + language;
        return out;
    };
    v.changed(v.either("Les langues sont", "The languages are"), list(v.after.languages), list(v.before.languages));
}

std::string combine_text(const Words& words, Combine combine) {
    switch (combine) {
        case Combine::highest: return words.either("le plus élevé", "the highest");
        case Combine::product: return words.either("leur produit", "their product");
        case Combine::sum: return words.either("leur somme", "their sum");
    }
    return "";
}

void diff_basis(Versions& v) {
    const auto part = [&](std::string_view fr, std::string_view en, bool now, bool then) {
        if (now == then) return;
        v.say(v.either(fr, en) + (now ? v.either(" rapportent désormais des points.", " now earn points.")
                                      : v.either(" ne rapportent plus de points.", " no longer earn points.")));
    };
    part("Les taxes", "Taxes", v.after.basis.tax, v.before.basis.tax);
    part("Les frais de livraison", "Delivery charges", v.after.basis.delivery, v.before.basis.delivery);
    part("Les cartes cadeaux", "Gift cards", v.after.basis.gift_cards, v.before.basis.gift_cards);
    part("Les montants payés en points", "Amounts paid with points", v.after.basis.points_paid,
         v.before.basis.points_paid);
    v.changed(v.either("Entre plusieurs coefficients, on retient", "Of several multipliers we take"),
              combine_text(v.is, v.after.multipliers), combine_text(v.was, v.before.multipliers));
}

std::string worth_text(const Words& words, const WalletRule& wallet) {
    if (wallet.worth_points == Points{}) return words.either("non indiquée", "not stated");
    return words.money(wallet.worth) + words.either(" pour ", " for ") + words.points(wallet.worth_points, wallet);
}

std::string pay_text(const Words& words, const WalletRule& wallet) {
    if (!wallet.pay) return words.either("non", "no");
    std::string out = words.either("dès ", "from ") + words.points(wallet.pay->minimum, wallet);
    if (wallet.pay->step > Points{1})
        out += words.either(", par ", ", in steps of ") + words.points(wallet.pay->step, wallet);
    if (!(wallet.pay->maximum_share == Rate{1, 1}))
        out += words.either(", jusqu'à ", ", up to ") + words.share(wallet.pay->maximum_share) +
               words.either(" de la commande", " of the order");
    return out;
}

std::string transfer_text(const Words& words, const WalletRule& wallet) {
    if (!wallet.transferable || wallet.most_per_transfer == kMostPoints) return yes_no(words, wallet.transferable);
    return words.either("jusqu'à ", "up to ") + words.points(wallet.most_per_transfer, wallet);
}

void diff_wallet(Versions& v, const WalletRule& then, const WalletRule& now) {
    const std::string subject = v.either("Compte ", "Wallet ") + v.is.quoted(v.is.plural(now.name));
    v.changed(v.either("Le compte " + now.id + " s'appelle", "The wallet " + now.id + " is called"),
              v.is.quoted(v.is.plural(now.name)), v.was.quoted(v.was.plural(then.name)));
    const auto kind = [&](const Words& words, const WalletRule& wallet) {
        return wallet.money ? words.either("une somme d'argent", "money") : words.either("des points", "points");
    };
    v.property(subject, "contenu", "content", kind(v.is, now), kind(v.was, then));
    v.property(subject, "décimales", "decimals", std::to_string(now.decimals), std::to_string(then.decimals));
    v.property(subject, "valeur", "worth", worth_text(v.is, now), worth_text(v.was, then));
    v.property(subject, "points disponibles", "points become usable", v.is.pending(now.pending),
               v.was.pending(then.pending));
    v.property(subject, "expiration", "expiry", v.is.expiry(now.expiry), v.was.expiry(then.expiry));
    v.changed(
        subject + v.either(", après un remboursement\u00A0: ce qui manque", ", after a refund: what is missing"),
        v.is.overdraw(now.overdraw), v.was.overdraw(then.overdraw));
    v.property(subject, "paiement d'une commande", "paying an order", pay_text(v.is, now), pay_text(v.was, then));
    v.property(subject, "dons entre clients", "gifts between customers", transfer_text(v.is, now),
               transfer_text(v.was, then));
}

void diff_wallets(Versions& v) {
    walk(
        v.before.wallets, v.after.wallets,
        [&](const WalletRule& old) {
            v.say(v.either("Le compte ", "The wallet ") + v.was.quoted(v.was.plural(old.name)) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const WalletRule& now) {
            v.say(v.either("Nouveau compte\u00A0: ", "New wallet: ") + v.is.quoted(v.is.plural(now.name)) + ".");
        },
        [&](const WalletRule& then, const WalletRule& now) { diff_wallet(v, then, now); });
}

void diff_level(Versions& v, const TierLevel& then, const TierLevel& now) {
    const std::string level = v.either("Le palier ", "The tier ") + v.is.name(now.name);
    v.changed(v.either("Le palier " + now.id + " s'appelle", "The tier " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.changed(level + v.either(" commence à", " begins at"), v.is.threshold(*v.after.tiers, now.from),
              v.was.threshold(*v.before.tiers, then.from));
    v.changed(level + v.either(" multiplie les gains par", " multiplies what is earned by"),
              v.is.factor(now.earn).substr(1), v.was.factor(then.earn).substr(1));
    if (now.free_delivery != then.free_delivery)
        v.say(level + (now.free_delivery
                           ? v.either(" offre désormais la livraison.", " now gives free delivery.")
                           : v.either(" n'offre plus la livraison.", " no longer gives free delivery.")));
}

std::string downgrade_text(const Words& words, const TierRule& tiers) {
    if (tiers.downgrade_at_most == 0) return words.either("jamais", "never");
    std::string out = words.either("de ", "by ") + std::to_string(tiers.downgrade_at_most) +
                      words.either(" palier au plus", " at most");
    if (tiers.grace.count > 0) out += words.either(", sursis de ", ", grace of ") + words.period(tiers.grace);
    if (tiers.warn.count > 0)
        out += words.either(", annoncé ", ", told ") + words.period(tiers.warn) + words.either(" avant", " before");
    return out;
}

void diff_tiers(Versions& v) {
    if (!v.before.tiers && !v.after.tiers) return;
    if (!v.after.tiers) return v.say(v.either("Les paliers sont supprimés.", "The tiers are removed."));
    const TierRule none;
    const TierRule& then = v.before.tiers ? *v.before.tiers : none;
    const TierRule& now = *v.after.tiers;
    if (v.before.tiers) {
        v.changed(v.either("Les paliers se comptent sur", "The tiers are reckoned on"), v.is.measure(now),
                  v.was.measure(then));
        v.changed(v.either("Les paliers regardent", "The tiers look at"), v.is.window(now), v.was.window(then));
        v.property(v.either("Paliers", "Tiers"), "on descend", "one goes down", downgrade_text(v.is, now),
                   downgrade_text(v.was, then));
    }
    walk(
        then.levels, now.levels,
        [&](const TierLevel& old) {
            v.say(v.either("Le palier ", "The tier ") + v.was.name(old.name) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const TierLevel& level) {
            v.say(v.either("Nouveau palier\u00A0: ", "New tier: ") + v.is.name(level.name) +
                  v.either(", à partir de ", ", from ") + v.is.threshold(now, level.from) + ".");
        },
        [&](const TierLevel& old, const TierLevel& level) { diff_level(v, old, level); });
}

void diff_segments(Versions& v) {
    walk(
        v.before.segments, v.after.segments,
        [&](const Segment& old) {
            v.say(v.either("Le segment ", "The segment ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const Segment& now) {
            v.say(v.either("Nouveau segment\u00A0: ", "New segment: ") + v.is.quoted(v.is.name(now.name)) + ".");
        },
        [&](const Segment& then, const Segment& now) {
            v.property(v.either("Segment ", "Segment ") + v.is.quoted(v.is.name(now.name)), "condition",
                       "condition", v.is.quoted(now.condition.source()), v.was.quoted(then.condition.source()));
        });
}

void diff_rule(Versions& v, const EarningRule& then, const EarningRule& now) {
    const std::string subject = v.either("Règle ", "Rule ") + v.is.quoted(v.is.name(now.name));
    v.changed(v.either("La règle " + now.id + " s'appelle", "The rule " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.changed(v.either("La règle ", "The rule ") + v.is.quoted(v.is.name(now.name)) + v.either(" donne", " gives"),
              v.is.given(now), v.was.given(then));
    v.property(subject, "moment", "moment", v.is.trigger(now.trigger), v.was.trigger(then.trigger));
    const auto wallet = [](const Words& words, const EarningRule& rule) {
        return words.quoted(words.plural(words.programme.wallets[rule.wallet].name));
    };
    v.property(subject, "compte", "wallet", wallet(v.is, now), wallet(v.was, then));
    v.property(subject, "lignes qui comptent", "lines that count", condition_text(v.is, now.of),
               condition_text(v.was, then.of));
    v.property(subject, "condition", "condition", condition_text(v.is, now.when), condition_text(v.was, then.when));
    const auto crossing = [](const Words& words, const EarningRule& rule) {
        return rule.crosses ? words.crossing(*rule.crosses) : words.either("aucun", "none");
    };
    v.property(subject, "seuil franchi", "threshold crossed", crossing(v.is, now), crossing(v.was, then));
    v.property(subject, "premier jour", "first day", first_day(v.is, now.from), first_day(v.was, then.from));
    v.property(subject, "dernier jour", "last day", last_day(v.is, now.until), last_day(v.was, then.until));
    v.property(subject, "limite", "limit", v.is.limits(now.limits, v.after.wallets[now.wallet]),
               v.was.limits(then.limits, v.before.wallets[then.wallet]));
    const auto rounding = [](const Words& words, const EarningRule& rule) {
        const Calculation& calculation = rule.calculation;
        std::string way = calculation.rounding == Rounding::down ? words.either("vers le bas", "down")
                          : calculation.rounding == Rounding::up ? words.either("vers le haut", "up")
                                                                 : words.either("au plus proche", "to the nearest");
        if (calculation.step > Points{})
            way += words.either(", par pas de ", ", in steps of ") +
                   words.points(calculation.step, words.programme.wallets[rule.wallet]);
        return way;
    };
    v.property(subject, "arrondi", "rounding", rounding(v.is, now), rounding(v.was, then));
    v.property(subject, "priorité", "priority", std::to_string(now.priority), std::to_string(then.priority));
    v.property(subject, "arrête les règles suivantes", "stops the rules behind it", yes_no(v.is, now.stop),
               yes_no(v.was, then.stop));
    v.property(subject, "réservée aux membres", "for members only", yes_no(v.is, now.members_only),
               yes_no(v.was, then.members_only));
}

void diff_earning(Versions& v) {
    walk(
        v.before.earning, v.after.earning,
        [&](const EarningRule& old) {
            v.say(v.either("La règle ", "The rule ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimée.", " is removed."));
        },
        [&](const EarningRule& now) {
            v.say(v.either("Nouvelle règle ", "New rule ") + v.is.quoted(v.is.name(now.name)) +
                  v.either("\u00A0: ", ": ") + v.is.given(now) + ", " + v.is.trigger(now.trigger) + ".");
        },
        [&](const EarningRule& then, const EarningRule& now) { diff_rule(v, then, now); });
}

void diff_reward(Versions& v, const Reward& then, const Reward& now) {
    const std::string subject = v.either("Récompense ", "Reward ") + v.is.quoted(v.is.name(now.name));
    v.changed(v.either("La récompense " + now.id + " s'appelle", "The reward " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.changed(
        v.either("La récompense ", "The reward ") + v.is.quoted(v.is.name(now.name)) + v.either(" coûte", " costs"),
        v.is.points(now.cost, v.after.wallets[now.wallet]), v.was.points(then.cost, v.before.wallets[then.wallet]));
    const auto value = [](const Words& words, const Reward& reward) {
        return reward.value ? words.money(*reward.value) : words.either("non indiquée", "not stated");
    };
    v.property(subject, "valeur", "value", value(v.is, now), value(v.was, then));
    v.property(subject, "minimum de commande", "minimum order", v.is.money(now.minimum_order),
               v.was.money(then.minimum_order));
    const auto stock = [](const Words& words, const Reward& reward) {
        return reward.stock ? words.number(*reward.stock, 0) : words.either("illimité", "unlimited");
    };
    v.property(subject, "stock", "stock", stock(v.is, now), stock(v.was, then));
    v.property(subject, "limite", "limit", v.is.limits(now.limits, v.after.wallets[now.wallet]),
               v.was.limits(then.limits, v.before.wallets[then.wallet]));
    v.property(subject, "condition", "condition", condition_text(v.is, now.when), condition_text(v.was, then.when));
    v.property(subject, "premier jour", "first day", first_day(v.is, now.from), first_day(v.was, then.from));
    v.property(subject, "dernier jour", "last day", last_day(v.is, now.until), last_day(v.was, then.until));
}

void diff_rewards(Versions& v) {
    walk(
        v.before.rewards, v.after.rewards,
        [&](const Reward& old) {
            v.say(v.either("La récompense ", "The reward ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimée.", " is removed."));
        },
        [&](const Reward& now) {
            v.say(v.either("Nouvelle récompense ", "New reward ") + v.is.quoted(v.is.name(now.name)) +
                  v.either("\u00A0: ", ": ") + v.is.points(now.cost, v.after.wallets[now.wallet]) + ".");
        },
        [&](const Reward& then, const Reward& now) { diff_reward(v, then, now); });
}

void diff_periods(Versions& v) {
    v.changed(v.either("Une fusion de clients peut être défaite pendant", "A merge of customers can be undone for"),
              v.is.period(v.after.merge_reversible), v.was.period(v.before.merge_reversible));
    v.changed(v.either("Des points rendus dont l'échéance est passée restent utilisables",
                       "Points given back whose expiry has passed stay usable for"),
              v.is.period(v.after.refund_grace), v.was.period(v.before.refund_grace));
}

}  // namespace

std::vector<std::string> diff(const Programme& before, const Programme& after, std::string_view language) {
    const Language spoken = language_of(language);
    Versions v{before, after, {before, spoken}, {after, spoken}, {}};
    diff_identity(v);
    diff_wallets(v);
    diff_basis(v);
    diff_tiers(v);
    diff_segments(v);
    diff_earning(v);
    diff_rewards(v);
    diff_offers(v);
    diff_stacking(v);
    diff_gift_cards(v);
    diff_periods(v);
    if (v.sentences.empty() && before.hash != after.hash)
        v.say(v.either("Seuls l'ordre, l'identité visuelle ou des textes dans une autre langue changent.",
                       "Only the order, the visual identity or texts in another language change."));
    return std::move(v.sentences);
}

}  // namespace habitue::loyalty
