// What `programme check` says of offers, and the difference of two versions in offers, as a merchant reads them.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

using loyalty::Programme;
using loyalty::Warning;
using Told = std::vector<std::string>;

const std::string kHead = R"(
habitue: 1
id: p
name: P
currency: EUR
time_zone: Europe/Paris
languages: [fr]
wallets: {points: {name: [point, points], worth: 5 EUR per 100, pending: 14 days after delivered}}
tiers: {measure: orders, window: lifetime, levels: [{id: argent, from: 2}, {id: or, from: 5}]}
)";
const std::string kEarning = "earning: [{id: base, on: order_paid, points: 1 per 1 EUR}]\n";

Programme compiled(const std::string& yaml) {
    const auto document = read_yaml(yaml);
    EXPECT_TRUE(document.ok()) << document.fault().text();
    auto programme = loyalty::read_programme(*document);
    EXPECT_TRUE(programme.ok()) << programme.fault().text();
    return programme ? std::move(*programme) : Programme{};
}

std::string with(std::string text, const std::string& old, const std::string& now) {
    const size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), now);
}

// Blanks that do not break are written as plain ones here, so that the tables can be read.
std::string plain(std::string text) {
    for (const std::string blank : {"\u00A0", "\u202F"})
        for (size_t at = text.find(blank); at != std::string::npos; at = text.find(blank))
            text.replace(at, blank.size(), " ");
    return text;
}

std::vector<Warning> warnings_of(const std::string& yaml) {
    return loyalty::check(compiled(yaml), *parse_instant("2026-06-01T00:00:00Z"));
}
Told fr_of(const std::string& text) {
    Told out;
    for (const Warning& warning : warnings_of(kHead + kEarning + text))
        out.push_back(warning.where + ": " + plain(warning.fr));
    return out;
}
Told en_of(const std::string& text) {
    Told out;
    for (const Warning& warning : warnings_of(kHead + kEarning + text))
        out.push_back(warning.where + ": " + plain(warning.en));
    return out;
}
Told offer(const std::string& keys) { return fr_of("offers: [{id: a, give: 10 %, " + keys + "}]\n"); }

TEST(NeverApplies, sound_offers_give_no_warning) {
    EXPECT_EQ(fr_of("stacking: {ceiling: 50 %}\n"
                    "offers:\n"
                    "  - {id: a, give: free delivery, when: cart.subtotal >= money(\"60 EUR\")}\n"
                    "  - {id: b, give: 10 %, for: {tier: [argent, or]}, minimum: 20 EUR, channels: [web, shop], "
                    "when: 'order.channel != \"shop\"'}\n"
                    "  - {id: c, give: 5 EUR, minimum: 30 EUR, of: line.category == \"wine\"}\n"),
              Told{});
}

TEST(NeverApplies, the_example_of_a_checkout_gives_no_warning) {
    std::ifstream file(std::string(HABITUE_PROGRAMMES) + "/caisse-lavande.yaml");
    std::stringstream text;
    text << file.rdbuf();
    Told told;
    for (const Warning& warning : warnings_of(text.str())) told.push_back(warning.where + ": " + warning.en);
    EXPECT_EQ(told, Told{});
}

TEST(NeverApplies, an_offer_whose_days_are_over_is_told) {
    EXPECT_EQ(offer("until: 2026-05-31"),
              Told{"offers/a/until: L'offre « a » ne s'applique plus : son dernier jour était le 31/05/2026."});
    EXPECT_EQ(
        offer("from: 2026-06-01, until: 2026-06-03, days: [saturday, sunday]"),
        Told{"offers/a/days: L'offre « a » ne s'applique jamais : aucun jour voulu (samedi et dimanche) ne tombe "
             "entre ses dates."});
    EXPECT_EQ(offer("from: 2026-06-01, until: 2026-06-06, days: [saturday, sunday]"), Told{});
}

TEST(NeverApplies, conditions_that_contradict_each_other_are_told) {
    const std::string never = "offers/a: L'offre « a » ne s'applique jamais : ";
    const std::string end = " ne sont jamais vrais ensemble.";
    EXPECT_EQ(offer("when: cart.quantity > 5 && order.quantity < 6"),
              Told{never + "« cart.quantity > 5 » et « order.quantity < 6 »" + end});
    EXPECT_EQ(offer("minimum: 60 EUR, when: cart.subtotal < money(\"60 EUR\")"),
              Told{never + "« minimum » et « cart.subtotal < money(\"60 EUR\") »" + end});
    EXPECT_EQ(offer("minimum: 60 EUR, when: cart.subtotal <= money(\"60 EUR\")"), Told{});
    EXPECT_EQ(offer("for: {tier: or}, who: customer.tier == \"argent\""),
              Told{never + "« customer.tier == \"or\" » et « customer.tier == \"argent\" »" + end});
    EXPECT_EQ(offer("for: {order: 1}, who: customer.orders >= 1"),
              Told{never + "« customer.orders >= 1 » et « customer.orders == 0 »" + end});
    EXPECT_EQ(offer("for: members, who: '!customer.member'"),
              Told{never + "« customer.member » et « !customer.member »" + end});
    EXPECT_EQ(offer("channels: [web], when: order.channel == \"shop\""),
              Told{never + "« order.channel == \"shop\" » et « channels »" + end});
    EXPECT_EQ(offer("of: line.gift_card"),
              Told{"offers/a/of: L'offre « a » ne s'applique jamais : une carte cadeau n'est jamais remisée."});
}

TEST(NeverApplies, segments_are_looked_into) {
    EXPECT_EQ(
        fr_of("segments: {fidele: customer.orders > 3}\n"
              "offers: [{id: a, give: 5 %, for: {segment: fidele, order: 2}}]\n"),
        Told{"offers/a: L'offre « a » ne s'applique jamais : « customer.orders > 3 » et « customer.orders == 1 » "
             "ne sont jamais vrais ensemble."});
}

TEST(NeverApplies, what_some_lines_are_contradicts_nothing) {
    EXPECT_EQ(
        offer("when: 'cart.lines.exists(l, l.category == \"a\") && cart.lines.exists(l, l.category == \"b\")'"),
        Told{});
}

TEST(NeverApplies, a_voucher_that_ends_before_its_steps_and_an_insert_that_comes_late_are_told) {
    EXPECT_EQ(
        fr_of("vouchers: [{id: a, issue: order_delivered, insert: true, valid: 20 days, "
              "value: {steps: {0 days: 10 %, 30 days: 5 %}}}]\n"),
        (Told{"vouchers/a/value: Le bon « a » est valable 20 jours : sa valeur après 30 jours ne sert jamais.",
              "vouchers/a/insert: Le bon « a » s'imprime quand le colis est déjà arrivé : émettez-le à la "
              "commande ou au paiement."}));
}

const std::string kGroup = "stacking: {groups: [{id: g}]}\n";
Told two(const std::string& a, const std::string& b) {
    return fr_of(kGroup + "offers:\n  - {id: a, group: g, " + a + "}\n  - {id: b, group: g, " + b + "}\n");
}
const Told kBringsNothing{
    "offers/b: L'offre « b » n'apporte jamais rien : « a » l'exclut, s'applique chaque fois et donne au moins "
    "autant."};

TEST(Overshadowed, an_offer_that_another_of_its_group_always_beats_is_told) {
    EXPECT_EQ(two("give: 15 %", "give: 10 %, minimum: 30 EUR"), kBringsNothing);
    EXPECT_EQ(two("give: 10 %", "give: 10 %, code: NOEL"), kBringsNothing);
    EXPECT_EQ(two("give: {20 EUR: 5 EUR, 50 EUR: 15 EUR}", "give: 12 EUR, minimum: 60 EUR"), kBringsNothing);
    EXPECT_EQ(two("give: free delivery", "give: 50 % of delivery, for: members"), kBringsNothing);
    EXPECT_EQ(two("give: 20 %, when: cart.quantity > 2", "give: 20 %, when: cart.quantity > 2 && customer.member"),
              kBringsNothing);
    EXPECT_EQ(two("give: 20 %", "give: 20 %, of: line.category == \"wine\", on: cheapest"), kBringsNothing);
}

TEST(Overshadowed, an_offer_that_is_better_at_times_is_not) {
    EXPECT_EQ(two("give: 15 %", "give: 20 %, minimum: 30 EUR"), Told{});
    EXPECT_EQ(two("give: 15 %, limit: 1 per customer", "give: 10 %"), Told{});
    EXPECT_EQ(two("give: 15 %, days: monday", "give: 10 %"), Told{});
    EXPECT_EQ(two("give: 15 %, code: A", "give: 10 %"), Told{});
    EXPECT_EQ(two("give: 15 %, of: line.category == \"wine\"", "give: 10 %"), Told{});
    EXPECT_EQ(two("give: {20 EUR: 5 EUR, 50 EUR: 15 EUR}", "give: 12 EUR, minimum: 40 EUR"), Told{});
    EXPECT_EQ(two("give: 15 %", "give: 5 EUR"), Told{});
    // without a group both may apply
    EXPECT_EQ(fr_of("offers: [{id: a, give: 15 %}, {id: b, give: 10 %}]\n"), Told{});
    EXPECT_EQ(fr_of("stacking: {each: alone}\noffers: [{id: a, give: 15 %}, {id: b, give: 10 %}]\n"), Told{});
}

TEST(Overshadowed, an_exclusive_offer_is_beaten_by_whatever_gives_more_alone) {
    EXPECT_EQ(fr_of("offers: [{id: a, give: 15 %}, {id: b, give: 10 %, exclusive: true}]\n"), kBringsNothing);
}

TEST(Ceiling, two_offers_that_take_too_much_together_are_shown_on_a_cart) {
    const std::string offers =
        "offers:\n  - {id: a, give: 30 %, of: line.category == \"soap\", minimum_quantity: 3}\n"
        "  - {id: b, give: 30 EUR, minimum: 80 EUR}\n";
    EXPECT_EQ(
        fr_of("stacking: {ceiling: 50 %}\n" + offers),
        Told{"stacking/ceiling: « a » et « b » retirent ensemble 54 € d'un panier de 80,01 € (3 × soap à 26,67 "
             "€) : plus que le plafond de 50 %."});
    EXPECT_EQ(en_of("stacking: {ceiling: 50 %}\n" + offers),
              Told{"stacking/ceiling: \"a\" and \"b\" together take €54 off a cart of €80.01 (3 × soap at €26.67): "
                   "more than the ceiling of 50%."});
    EXPECT_EQ(fr_of("stacking: {ceiling: 80 %}\n" + offers), Told{});
    EXPECT_EQ(fr_of("stacking: {ceiling: 50 %, at_most: 1}\n" + offers), Told{});
}

TEST(Ceiling, an_offer_that_takes_too_much_alone_is_shown_too) {
    EXPECT_EQ(
        fr_of(
            "stacking: {ceiling: 50 %, each: alone}\noffers: [{id: a, give: 15 EUR, minimum: 20 EUR, code: X}]\n"),
        Told{"offers/a: L'offre « a » retire à elle seule 15 € d'un panier de 20 € (1 × article à 20 €) : plus que "
             "le plafond de 50 %."});
    EXPECT_EQ(
        fr_of("stacking: {ceiling: 20 %}\nvouchers: [{id: a, give: 15 EUR, minimum: 50 EUR, for: {tier: or}}]\n"),
        Told{"vouchers/a: Le bon « a » retire à lui seul 15 € d'un panier de 50 € (1 × article à 50 €) : plus que "
             "le plafond de 20 %."});
}

TEST(Ceiling, offers_that_never_meet_are_not_told) {
    const std::string stacking = "stacking: {ceiling: 50 %, groups: [{id: x, not_with: y}, {id: y}]}\n";
    const auto pair = [&](const std::string& a, const std::string& b) {
        return fr_of(stacking + "offers:\n  - {id: a, give: 40 %, " + a + "}\n  - {id: b, give: 40 %, " + b +
                     "}\n");
    };
    EXPECT_EQ(pair("days: monday", "days: [monday, friday]").size(), 1u);
    EXPECT_EQ(pair("days: monday", "days: friday"), Told{});
    EXPECT_EQ(pair("group: x", "group: y"), Told{});
    EXPECT_EQ(pair("from: 2026-07-01, until: 2026-07-31", "from: 2026-08-01"), Told{});
    EXPECT_EQ(pair("for: {tier: or}", "for: {tier: argent}"), Told{});
    EXPECT_EQ(pair("hours: 08:00-12:00", "hours: 14:00-18:00"), Told{});
}

Told loops(const std::string& yaml) {
    Told out;
    for (const Warning& warning : warnings_of(yaml)) out.push_back(warning.where + ": " + plain(warning.fr));
    return out;
}

TEST(MoneyLoops, points_that_pay_gift_cards_that_earn_points_are_told) {
    const std::string pays = with(kHead, "pending: 14", "pay: true, pending: 14") + kEarning;
    EXPECT_EQ(loops(pays), Told{});
    EXPECT_EQ(
        loops(pays + "earning_basis: {gift_cards: included}\n"),
        Told{"earning_basis/gift_cards: Le même argent rapporte deux fois : à l'achat de la carte cadeau, puis "
             "quand elle paie une commande."});
    EXPECT_EQ(
        loops(pays + "earning_basis: {gift_cards: included, points_paid: included}\n"),
        Told{"earning_basis/gift_cards: Boucle d'argent : les points paient des cartes cadeaux, ce que les points "
             "paient rapporte des points, et l'achat d'une carte cadeau rapporte des points. Les points "
             "deviennent des cartes et les cartes des points, sans fin."});
}

TEST(MoneyLoops, cashback_of_all_that_was_paid_is_told) {
    EXPECT_EQ(loops(with(kHead + kEarning, "1 per 1 EUR", "20 per 1 EUR")),
              Told{"earning/base/points: Boucle d'argent : la règle « base » rend autant que ce qui a été payé, ou "
                   "plus."});
    EXPECT_EQ(
        loops(with(with(kHead + kEarning, "1 per 1 EUR", "10 per 1 EUR"), "from: 5",
                   "from: 5, benefits: [{earn: x2}]")),
        Told{"earning/base/points: Boucle d'argent : la règle « base », avec le coefficient le plus élevé (x2), "
             "rend autant que ce qui a été payé, ou plus."});
    EXPECT_EQ(loops(with(kHead + kEarning, "1 per 1 EUR", "19 per 1 EUR")), Told{});
}

TEST(MoneyLoops, a_reward_worth_what_its_points_take_to_earn_is_told) {
    const std::string reward = kHead + kEarning + "rewards: [{id: r, cost: 100, value: 100 EUR}]\n";
    EXPECT_EQ(loops(reward),
              Told{"rewards/r/value: Boucle d'argent : la récompense « r » vaut 100 €, et dépenser 100 € "
                   "rapporte les points qu'elle coûte."});
    EXPECT_EQ(loops(with(reward, "value: 100 EUR", "value: 99 EUR")), Told{});
}

TEST(MoneyLoops, points_that_stay_after_a_refund_are_told) {
    const std::string early =
        with(with(kHead, "pending: 14 days after delivered", "overdraw: forgive"), "worth", "pay: true, worth") +
        kEarning;
    EXPECT_EQ(
        loops(early),
        Told{"wallets/points/overdraw: Rembourser et garder : les « points » peuvent être dépensés avant tout "
             "retour, et ce qu'un remboursement ne peut reprendre est abandonné. Choisissez repay, ou faites "
             "attendre les points jusqu'à la livraison."});
    EXPECT_EQ(loops(with(early, "overdraw: forgive", "overdraw: forgive, pending: 14 days after delivered")),
              Told{});
}

TEST(MoneyLoops, a_voucher_that_pays_the_order_that_issues_the_next_is_told) {
    EXPECT_EQ(
        fr_of("vouchers: [{id: a, issue: order_paid, give: 100 %}]\n"),
        Told{"vouchers/a: Boucle d'argent : un bon « a » peut payer toute une commande, et cette commande émet le "
             "suivant. Ajoutez un minimum, ou une limite par client."});
    EXPECT_EQ(fr_of("vouchers: [{id: a, issue: order_paid, give: 5 EUR, minimum: 5 EUR}]\n").size(), 1u);
    EXPECT_EQ(fr_of("vouchers: [{id: a, issue: order_paid, give: 5 EUR, minimum: 20 EUR}]\n"), Told{});
    EXPECT_EQ(fr_of("vouchers: [{id: a, give: 100 %}]\n"), Told{});
}

TEST(MoneyLoops, an_offer_on_lines_that_are_called_gift_cards_is_told) {
    EXPECT_EQ(
        offer("of: line.category == \"gift-card\""),
        Told{"offers/a/of: L'offre « a » semble remiser des cartes cadeaux (« gift-card ») : elles paieraient plus "
             "qu'elles ne coûtent. Marquez leurs lignes gift_card."});
}

const std::string kBefore = kHead + R"(
budgets: [{id: ete, name: Été, limit: 500 EUR in total}]
stacking: {groups: [{id: promos, not_with: codes}, {id: codes}]}
offers:
  - {id: livraison, name: Livraison offerte, give: free delivery, minimum: 60 EUR, nudge: within 15 EUR}
  - {id: noel, name: Noël, code: NOEL10, give: 10 %, limit: 1 per customer, group: codes}
vouchers:
  - {id: retour, name: Retour, issue: order_paid, value: {steps: {0 days: 15 %, 7 days: 10 %, 60 days: none}}}
gift_cards:
  - {id: carte, name: Carte cadeau, amount: {from: 10 EUR, to: 300 EUR}, validity: 12 months}
gifts: [{id: sachet, name: Sachet, product: S-1, share: 10 %}]
)";

struct Change {
    const char* name;
    const char* old;
    const char* now;
    const char* fr;
    const char* en;
};
class ChangedOffers : public testing::TestWithParam<Change> {};
TEST_P(ChangedOffers, are_told_in_one_sentence) {
    const Programme before = compiled(kBefore), after = compiled(with(kBefore, GetParam().old, GetParam().now));
    const auto fr = loyalty::diff(before, after, "fr"), en = loyalty::diff(before, after, "en");
    ASSERT_EQ(fr.size(), 1u) << testing::PrintToString(fr);
    ASSERT_EQ(en.size(), 1u) << testing::PrintToString(en);
    EXPECT_EQ(plain(fr[0]), GetParam().fr);
    EXPECT_EQ(plain(en[0]), GetParam().en);
}
INSTANTIATE_TEST_SUITE_P(
    Programmes, ChangedOffers,
    testing::Values(
        Change{
            "gives", "give: 10 %", "give: {50 EUR: 5 %, 100 EUR: 10 %}",
            "Offre « Noël », avantage : 5 % de remise sur la commande dès 50 €, 10 % de remise sur la commande dès "
            "100 € (avant : 10 % de remise sur la commande).",
            "Offer \"Noël\", gives: 5% off the order from €50, 10% off the order from €100 (before: 10% off the "
            "order)."},
        Change{"minimum", "minimum: 60 EUR", "minimum: 49 EUR",
               "Offre « Livraison offerte », minimum : 49 € (avant : 60 €).",
               "Offer \"Livraison offerte\", minimum: €49 (before: €60)."},
        Change{"word", "NOEL10", "NOEL12",
               "Offre « Noël », ouverture : le code « NOEL12 » (avant : le code « NOEL10 »).",
               "Offer \"Noël\", opened by: the code \"NOEL12\" (before: the code \"NOEL10\")."},
        Change{"limit", "limit: 1 per customer", "limit: [2 per customer, 300 EUR per month]",
               "Offre « Noël », limite : 2 fois par client et 300 € par mois (avant : 1 fois par client).",
               "Offer \"Noël\", limit: 2 times per customer and €300 per month (before: 1 time per customer)."},
        Change{"days", "group: codes", "group: codes, days: [saturday, sunday]",
               "Offre « Noël », jours : samedi et dimanche (avant : tous les jours).",
               "Offer \"Noël\", days: Saturday and Sunday (before: every day)."},
        Change{"cap", "group: codes", "group: codes, cap: {of_margin: 30 %}",
               "Offre « Noël », plafond : 30 % de la marge du client (avant : aucun).",
               "Offer \"Noël\", cap: 30% of the customer's margin (before: none)."},
        Change{"new_offer", "vouchers:", "  - {id: lot, name: Trois pour deux, give: buy 2 get 1}\nvouchers:",
               "Nouvelle offre « Trois pour deux » : 1 article offert pour 2 achetés.",
               "New offer \"Trois pour deux\": 1 free for 2 bought."},
        Change{"removed_voucher",
               "vouchers:\n  - {id: retour, name: Retour, issue: order_paid, value: {steps: {0 days: 15 %, 7 days: "
               "10 %, "
               "60 days: none}}}\n",
               "", "Le bon « Retour » est supprimé.", "The voucher \"Retour\" is removed."},
        Change{
            "falling", "7 days: 10 %, 60 days: none", "30 days: none",
            "Bon « Retour », avantage : 15 % de remise sur la commande, rien après 30 jours, à compter de la "
            "livraison "
            "(avant : 15 % de remise sur la commande, 10 % de remise sur la commande après 7 jours, rien après 60 "
            "jours, à compter de la livraison).",
            "Voucher \"Retour\", gives: 15% off the order, nothing after 30 days, counted from delivery (before: "
            "15% "
            "off the order, 10% off the order after 7 days, nothing after 60 days, counted from delivery)."},
        Change{"budget", "500 EUR in total", "800 EUR in total",
               "Budget « Été », limite : 800 € en tout (avant : 500 € en tout).",
               "Budget \"Été\", limit: €800 in total (before: €500 in total)."},
        Change{"group", "{id: codes}", "{id: codes, at_most: 2}",
               "Groupe d'offres « codes », au plus : 2 (avant : 1).",
               "Stacking group \"codes\", at most: 2 (before: 1)."},
        Change{"ceiling", "stacking: {", "stacking: {at_most: 3, ",
               "Cumul des offres, offres par panier : 3 (avant : sans limite).",
               "Combining offers, offers on one cart: 3 (before: no limit)."},
        Change{"card", "validity: 12 months", "validity: {after: 18 months, at: end of year}",
               "Carte cadeau « Carte cadeau », validité : 18 mois, à la fin de l'année (avant : 12 mois).",
               "Gift card \"Carte cadeau\", validity: 18 months, at the end of the year (before: 12 months)."},
        Change{"new_card", "gifts:", "  - {id: cheque, name: Chèque, form: cheque, amount: 15 EUR}\ngifts:",
               "Nouvelle carte cadeau « Chèque » : chèque à usage unique, 15 €.",
               "New gift card \"Chèque\": cheque that is used once, €15."},
        Change{"gift", "share: 10 %", "share: 5 %",
               "Cadeau surprise « Sachet », part des commandes : 5 % (avant : 10 %).",
               "Surprise gift \"Sachet\", share of orders: 5% (before: 10%)."},
        Change{"prices", "gifts:", "prices: {tax: excluded}\ngifts:",
               "Les prix de la boutique s'entendent désormais hors taxes.",
               "The shop's prices no longer contain the tax."},
        Change{"margin", "gifts:", "margin: 40 %\ngifts:",
               "Lignes sans prix de revient, marge supposée : 40 % (avant : 0 %).",
               "Lines without a cost, assumed margin: 40% (before: 0%)."}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace habitue::service
