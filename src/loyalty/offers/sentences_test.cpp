#include "loyalty/offers/sentences.h"

#include "loyalty/offers/test_shop.h"

namespace habitue::loyalty {
namespace {

TEST(OfferSentences, say_what_is_missing_for_what) {
    TestShop shop;
    const Offer livraison = shop.add("livraison", free_delivery());
    Nudge nudge;
    nudge.offer = &livraison;
    nudge.benefit = &livraison.steps[0].benefit;
    nudge.missing = {1000};
    EXPECT_EQ(sentence(shop.programme, nudge, "fr"),
              "Plus que 10,00\u00A0€ pour profiter de la livraison gratuite");
    EXPECT_EQ(sentence(shop.programme, nudge, "en"), "Only €10.00 more for free delivery");

    const Benefit dix = percent(10);
    nudge.benefit = &dix;
    nudge.missing = {};
    nudge.missing_quantity = 2;
    EXPECT_EQ(sentence(shop.programme, nudge, "fr"),
              "Plus que 2\u00A0articles pour profiter d’une remise de 10\u00A0%");
    EXPECT_EQ(sentence(shop.programme, nudge, "en"), "Only 2\u00A0items more for 10% off");

    nudge.products = {"MUG", "SAC", "BOL"};
    EXPECT_EQ(sentence(shop.programme, nudge, "fr"), "Un produit offert vous attend : choisissez MUG, SAC ou BOL");
    EXPECT_EQ(sentence(shop.programme, nudge, "en"), "A free product is waiting: choose MUG, SAC or BOL");
}

TEST(OfferSentences, say_why_an_offer_is_left_out_and_what_is_gained_instead) {
    TestShop shop;
    const Offer noel = shop.add("Noël", percent(10)), soldes = shop.add("Soldes", percent(12));
    NotApplied told;
    told.offer = &noel;
    told.reason = RefusalCode::offer_excluded;
    told.instead = {&soldes};
    told.alone = {1000};
    told.instead_gives = {1200};
    EXPECT_EQ(sentence(shop.programme, told, "fr"),
              "L’offre «\u00A0Noël\u00A0» ne se cumule pas avec «\u00A0Soldes\u00A0», qui fait gagner 2,00\u00A0€ "
              "de plus.");
    EXPECT_EQ(sentence(shop.programme, told, "en"),
              "The offer \"Noël\" does not combine with \"Soldes\", which saves €2.00 more.");
    told.instead_gives = told.alone;
    EXPECT_EQ(sentence(shop.programme, told, "en"), "The offer \"Noël\" does not combine with \"Soldes\".");
    told.instead.clear();
    EXPECT_EQ(sentence(shop.programme, told, "fr"), "L’offre «\u00A0Noël\u00A0» n’ajoute rien à ce panier.");
}

TEST(OfferSentences, say_no_more_than_that_a_code_is_not_valid) {
    TestShop shop;
    const Offer secret = shop.add("Secret", percent(10));
    NotApplied told;
    told.offer = &secret;
    told.reason = RefusalCode::code_not_valid;
    NotApplied unknown;
    unknown.reason = RefusalCode::code_not_valid;
    for (const char* language : {"fr", "en"})
        EXPECT_EQ(sentence(shop.programme, told, language), sentence(shop.programme, unknown, language));
}

}  // namespace
}  // namespace habitue::loyalty
