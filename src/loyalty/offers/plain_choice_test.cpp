#include "loyalty/offers/plain_choice.h"

#include <algorithm>

#include "loyalty/offers/test_shop.h"

namespace habitue::loyalty {
namespace {

// SplitMix64
struct Dice {
    uint64_t state;
    int64_t below(int64_t bound) {
        uint64_t z = (state += 0x9e3779b97f4a7c15u);
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return static_cast<int64_t>((z ^ z >> 31) % static_cast<uint64_t>(bound));
    }
};

void add_some_offer(TestShop& shop, Dice& dice) {
    const int64_t kind = dice.below(5);
    const std::string id = "o" + std::to_string(shop.programme.offers.size());
    Offer& offer = shop.add(id, kind == 0   ? amount_off(100 + 100 * dice.below(8))
                                : kind == 1 ? buy_get(1, 1)
                                : kind == 2 ? free_delivery()
                                            : percent(5 + dice.below(40)));
    if (kind == 1 || kind == 3)
        shop.of(offer, dice.below(2) == 0 ? "line.category == \"a\"" : "line.category == \"b\"");
    if (dice.below(3) > 0) offer.group = static_cast<size_t>(dice.below(3));
    offer.exclusive = dice.below(8) == 0;
    offer.priority = static_cast<int>(dice.below(3));
    offer.after_others = dice.below(10) == 0;
}

// One cart judged both ways.
struct Judged {
    Matches matches;
    std::vector<Candidate> candidates;
    std::vector<Money> alone;
    std::optional<Choice> plain;
    Choice searched;
};

void judge(TestShop& shop, Judged& judged) {
    shop.programme.offer_index = index_offers(shop.programme);
    PricingFacts facts;
    facts.programme = &shop.programme;
    facts.order = &shop.order;
    facts.at = shop.at;
    Pricing pricing;
    find_matches(facts, *shop.programme.offer_index, judged.matches, pricing);
    for (const Match& match : judged.matches.all) {
        judged.candidates.push_back(candidate_of(shop.programme, judged.matches, match));
        Remaining left;
        for (const PricedCart::Line& line : judged.matches.cart.lines) left.lines.push_back(line.amount);
        left.delivery = judged.matches.cart.delivery;
        judged.alone.push_back(take(judged.matches.cart, judged.candidates.back(), left));
    }
    judged.plain = plain_choice(shop.programme, judged.matches, judged.alone).choice;
    judged.searched = choose(shop.programme, judged.matches.cart, judged.candidates, nullptr);
}

TEST(PlainChoice, is_the_same_as_the_search_wherever_it_can_tell) {
    int told = 0;
    for (uint64_t seed = 1; seed <= 600; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice{seed};
        TestShop shop;
        shop.programme.stacking.at_most = dice.below(4);
        shop.programme.stacking.groups = {{"x", 1, {}}, {"y", 1 + dice.below(2), {}}, {"z", 2, {}}};
        if (dice.below(2) == 0) shop.programme.stacking.groups[2].not_with = {0};
        for (int64_t i = 2 + dice.below(6); i > 0; --i) add_some_offer(shop, dice);
        for (int64_t i = 1 + dice.below(4); i > 0; --i)
            shop.line(dice.below(2) == 0 ? "a" : "b", 100 + dice.below(3000), 1 + dice.below(3));
        Judged judged;
        judge(shop, judged);
        const auto& [matches, candidates, alone, plain, searched] = judged;
        if (!plain) continue;
        ++told;
        ASSERT_TRUE(searched.proven);
        EXPECT_EQ(plain->discount, searched.discount);
        EXPECT_EQ(plain->bound, searched.discount);
        if (plain->work > 0) continue;  // of several that are as good it may have found another
        EXPECT_EQ(plain->chosen, searched.chosen);
        for (size_t i = 0; i < candidates.size(); ++i) {
            const bool is_chosen = std::binary_search(searched.chosen.begin(), searched.chosen.end(), i);
            if (is_chosen || alone[i] <= Money{}) continue;
            EXPECT_EQ(kept_out_by(shop.programme, matches, plain->chosen, i),
                      in_the_way(shop.programme, candidates, searched, i));
        }
    }
    EXPECT_GT(told, 400);
}

// Large advantages on few goods, shares of the rest, floors: the worth of a set is rarely what it takes.
TEST(PlainChoice, proves_as_much_as_the_search_where_offers_run_into_one_another) {
    int searched_plainly = 0;
    for (uint64_t seed = 1; seed <= 1'500; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice{seed};
        TestShop shop;
        shop.programme.stacking.at_most = dice.below(6);
        shop.programme.stacking.groups = {{"x", 1, {}}, {"y", 2, {}}, {"z", 2, {}}};
        if (dice.below(3) == 0) shop.programme.stacking.groups[2].not_with = {0};
        if (dice.below(4) == 0) shop.programme.stacking.order_floor = Rate{-7, 10};
        if (dice.below(4) == 0) shop.programme.stacking.line_floor = Rate{-5, 10};
        for (int64_t i = 4 + dice.below(6); i > 0; --i) {
            add_some_offer(shop, dice);
            Offer& offer = shop.programme.offers.back();
            Benefit& benefit = offer.steps.front().benefit;
            if (benefit.kind == Benefit::Kind::percent) benefit.share = {20 + 5 * dice.below(14), 100};
            offer.after_others = dice.below(4) == 0;
            if (dice.below(3) == 0) offer.of.reset();
            if (dice.below(4) == 0) offer.target = static_cast<Target>(dice.below(4));
        }
        for (int64_t i = 2 + dice.below(4); i > 0; --i)
            shop.line(dice.below(2) == 0 ? "a" : "b", 100 + dice.below(1500), 1 + dice.below(3));
        for (OrderLine& line : shop.order.content.lines)
            if (dice.below(2) == 0) line.unit_cost = Amount{line.unit_price.millionths / 2};
        Judged judged;
        judge(shop, judged);
        if (!judged.plain || judged.plain->work == 0) continue;
        ++searched_plainly;
        ASSERT_TRUE(judged.searched.proven);
        ASSERT_EQ(judged.plain->discount, judged.searched.discount);
        int64_t taken = 0;
        for (const Taken& one : judged.plain->taken) taken += one.sum.minor;
        ASSERT_EQ(taken, judged.plain->discount.minor);
    }
    EXPECT_GT(searched_plainly, 500);
}

}  // namespace
}  // namespace habitue::loyalty
