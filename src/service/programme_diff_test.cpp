// Differences and warnings as a merchant reads them, on documents.
#include <gtest/gtest.h>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

using loyalty::Programme;
using loyalty::Warning;

constexpr const char* kBefore = R"(
habitue: 1
id: p
name: {fr: Le Cercle, en: The Circle}
currency: EUR
time_zone: Europe/Paris
languages: [fr, en]
wallets:
  points:
    name: {fr: [brin, brins], en: [sprig, sprigs]}
    worth: 5 EUR per 100
    pending: 14 days after delivered
    expiry: {after: 12 months, at: end of month}
tiers:
  measure: spend
  window: rolling 12 months
  levels:
    - {id: base, name: {fr: Découverte, en: Discovery}, from: 0 EUR}
    - {id: fidele, name: {fr: Fidèle, en: Loyal}, from: 150 EUR, benefits: [{earn: x1.5}]}
segments: {vip: customer.orders > 3}
earning:
  - {id: base, name: {fr: Vos achats, en: Your purchases}, on: order_paid, points: 1 per 1 EUR}
  - {id: avis, name: {fr: Votre avis, en: Your review}, on: activity("review"), points: 20, limit: 1 per order}
rewards:
  - {id: savon, name: {fr: Savon, en: Soap}, cost: 1500, value: 75.50 EUR}
)";

Programme compiled(std::string yaml) {
    const auto document = read_yaml(yaml);
    EXPECT_TRUE(document.ok()) << document.fault().text();
    auto programme = loyalty::read_programme(*document);
    EXPECT_TRUE(programme.ok()) << programme.fault().text();
    return std::move(*programme);
}

// kBefore with one text in the place of another, which must be there
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

struct Change {
    const char* name;
    const char* old;
    const char* now;
    const char* fr;
    const char* en;
};

class ChangedProgramme : public testing::TestWithParam<Change> {};
TEST_P(ChangedProgramme, is_told_in_one_sentence) {
    const Programme before = compiled(kBefore), after = compiled(with(kBefore, GetParam().old, GetParam().now));
    const auto fr = loyalty::diff(before, after, "fr"), en = loyalty::diff(before, after, "en");
    ASSERT_EQ(fr.size(), 1u) << testing::PrintToString(fr);
    ASSERT_EQ(en.size(), 1u) << testing::PrintToString(en);
    EXPECT_EQ(plain(fr[0]), GetParam().fr);
    EXPECT_EQ(plain(en[0]), GetParam().en);
}

INSTANTIATE_TEST_SUITE_P(
    Programmes, ChangedProgramme,
    testing::Values(
        Change{"level", "150 EUR", "200 EUR", "Le palier Fidèle commence à 200 € au lieu de 150 €.",
               "The tier Loyal begins at €200 instead of €150."},
        Change{"factor", "x1.5", "x2", "Le palier Fidèle multiplie les gains par 2 au lieu de 1,5.",
               "The tier Loyal multiplies what is earned by 2 instead of 1.5."},
        Change{"rule", "1 per 1 EUR", "2 per 1 EUR",
               "La règle « Vos achats » donne 2 brins par 1 € au lieu de 1 brin par 1 €.",
               "The rule \"Your purchases\" gives 2 sprigs per €1 instead of 1 sprig per €1."},
        Change{"reward", "cost: 1500", "cost: 1200",
               "La récompense « Savon » coûte 1 200 brins au lieu de 1 500 brins.",
               "The reward \"Soap\" costs 1,200 sprigs instead of 1,500 sprigs."},
        Change{"value", "75.50 EUR", "80 EUR", "Récompense « Savon », valeur : 80 € (avant : 75,50 €).",
               "Reward \"Soap\", value: €80 (before: €75.50)."},
        Change{"expiry", "{after: 12 months, at: end of month}", "{inactivity: 18 months}",
               "Compte « brins », expiration : 18 mois d'inactivité (avant : 12 mois, à la fin du mois).",
               "Wallet \"sprigs\", expiry: 18 months of inactivity (before: 12 months, at the end of the month)."},
        Change{"pending", "14 days after delivered", "immediate",
               "Compte « brins », points disponibles : tout de suite (avant : 14 jours après la livraison).",
               "Wallet \"sprigs\", points become usable: at once (before: 14 days after delivery)."},
        Change{
            "limit", "1 per order", "[1 per order, 100 points per year]",
            "Règle « Votre avis », limite : 1 fois par commande et 100 brins par an (avant : 1 fois par commande).",
            "Rule \"Your review\", limit: 1 time per order and 100 sprigs per year (before: 1 time per order)."},
        Change{"dates", "points: 20,", "points: 20, until: 2026-12-31,",
               "Règle « Votre avis », dernier jour : 31/12/2026 (avant : sans fin).",
               "Rule \"Your review\", last day: 31 Dec 2026 (before: no end)."},
        Change{"segment", "orders > 3", "orders > 5",
               "Segment « vip », condition : « customer.orders > 5 » (avant : « customer.orders > 3 »).",
               "Segment \"vip\", condition: \"customer.orders > 5\" (before: \"customer.orders > 3\")."},
        Change{"window", "rolling 12 months", "calendar year",
               "Les paliers regardent l'année civile au lieu des 12 derniers mois.",
               "The tiers look at the calendar year instead of the last 12 months."},
        Change{"delivery", "segments:", "earning_basis: {delivery: included}\nsegments:",
               "Les frais de livraison rapportent désormais des points.", "Delivery charges now earn points."},
        Change{"enrolment", "segments:", "enrolment: explicit\nsegments:",
               "On devient membre en s'inscrivant, non plus dès la première commande.",
               "One becomes a member by joining, no longer with the first order."},
        Change{"new_rule", "rewards:", "  - {id: noel, name: Noël, on: order_paid, multiply: x3}\nrewards:",
               "Nouvelle règle « Noël » : x3, au paiement de la commande.",
               "New rule \"Noël\": x3, when the order is paid."},
        Change{"removed_level", "    - {id: base, name: {fr: Découverte, en: Discovery}, from: 0 EUR}\n", "",
               "Le palier Découverte est supprimé.", "The tier Discovery is removed."},
        Change{"looks", "segments:", "identity: {primary: red}\nsegments:",
               "Seuls l'ordre, l'identité visuelle ou des textes dans une autre langue changent.",
               "Only the order, the visual identity or texts in another language change."}),
    [](const auto& one) { return one.param.name; });

TEST(ProgrammeDiff, the_same_programme_differs_in_nothing) {
    const Programme one = compiled(kBefore), same = compiled(std::string(kBefore) + "# un commentaire\n");
    EXPECT_TRUE(loyalty::diff(one, same, "fr").empty());
}

std::vector<std::string> warnings_of(const std::string& yaml) {
    std::vector<std::string> out;
    for (const Warning& warning : loyalty::check(compiled(yaml), *parse_instant("2026-06-01T00:00:00Z")))
        out.push_back(warning.where + ": " + plain(warning.fr));
    return out;
}
using Told = std::vector<std::string>;

TEST(ProgrammeCheck, a_sound_programme_gives_no_warning) { EXPECT_EQ(warnings_of(kBefore), Told{}); }

TEST(ProgrammeCheck, a_rule_whose_days_are_over_is_told) {
    EXPECT_EQ(warnings_of(with(kBefore, "points: 20,", "points: 20, until: 2026-05-31,")),
              Told{"earning/avis/until: La règle « Votre avis » ne donne plus rien : son dernier jour était le "
                   "31/05/2026."});
}

TEST(ProgrammeCheck, a_rule_behind_one_that_always_stops_is_told) {
    const std::string stop =
        "earning:\n  - {id: un, name: {fr: Un, en: One}, on: order_paid, points: 5, stop: true}\n";
    EXPECT_EQ(warnings_of(with(kBefore, "earning:\n", stop)),
              Told{"earning/base: La règle « Vos achats » n'est jamais atteinte : « Un » donne toujours des points "
                   "avant elle, "
                   "et s'arrête là."});
}

TEST(ProgrammeCheck, a_factor_without_a_rule_to_multiply_is_told) {
    const std::string factor =
        "  - {id: x, name: {fr: Double, en: Double}, on: order_delivered, multiply: x2}\nrewards:";
    EXPECT_EQ(warnings_of(with(kBefore, "rewards:", factor)),
              Told{"earning/x/multiply: La règle « Double » ne multiplie rien : aucune règle du même compte ne "
                   "donne de points "
                   "à la livraison."});
}

TEST(ProgrammeCheck, a_wallet_that_nothing_feeds_and_its_reward_are_told) {
    const std::string second = "wallets:\n  or: {name: {fr: pépites, en: nuggets}}\n";
    const std::string reward = "rewards:\n  - {id: or, name: {fr: Or, en: Gold}, cost: 5, wallet: or}\n";
    const std::string yaml = with(with(kBefore, "wallets:\n", second), "rewards:\n", reward);
    const std::string rules = with(with(yaml, "points: 1 per", "wallet: points, points: 1 per"), "points: 20",
                                   "wallet: points, points: 20");
    EXPECT_EQ(warnings_of(with(rules, "cost: 1500", "wallet: points, cost: 1500")),
              (Told{"wallets/or: Aucune règle ne donne de « pépites » : ce compte ne se remplit qu'à la main.",
                    "rewards/or/cost: Personne ne peut s'offrir « Or » : elle coûte 5 pépites, et un client gagne "
                    "au plus 0 "
                    "pépites."}));
}

TEST(ProgrammeCheck, a_reward_and_a_tier_beyond_what_anyone_can_earn_are_told) {
    const std::string only_reviews = with(
        kBefore,
        "  - {id: base, name: {fr: Vos achats, en: Your purchases}, on: order_paid, points: 1 per 1 EUR}\n", "");
    const std::string limited = with(only_reviews, "1 per order", "3 per customer");
    EXPECT_EQ(warnings_of(limited),
              Told{"rewards/savon/cost: Personne ne peut s'offrir « Savon » : elle coûte 1 500 brins, et un "
                   "client gagne au plus 60 brins."});
    const std::string by_points =
        with(with(with(limited, "measure: spend", "measure: points"), "from: 0 EUR", "from: 0"), "from: 150 EUR",
             "from: 150");
    EXPECT_EQ(warnings_of(by_points).front(),
              "tiers/fidele: Personne ne peut atteindre le palier Fidèle : un client gagne au plus 60 brins.");
}

TEST(ProgrammeCheck, a_reward_that_costs_more_than_it_is_worth_is_told) {
    EXPECT_EQ(warnings_of(with(kBefore, "75.50 EUR", "50 EUR")),
              Told{"rewards/savon/value: La récompense « Savon » vaut 50 € et coûte des points qui valent 75 €."});
}

TEST(ProgrammeCheck, names_that_lack_a_language_are_told) {
    EXPECT_EQ(warnings_of(with(kBefore, "name: {fr: Savon, en: Soap}", "name: Savon")),
              Told{"languages/en: Sans nom en « en » : rewards/savon."});
}

}  // namespace
}  // namespace habitue::service
