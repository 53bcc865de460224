#include "loyalty/offers/line_fill.h"

#include <gtest/gtest.h>

#include <random>

namespace habitue::loyalty {
namespace {

class Dice {
  public:
    explicit Dice(uint64_t seed) : engine_(seed) {}
    int64_t between(int64_t least, int64_t most) {
        return least + static_cast<int64_t>(engine_() % static_cast<uint64_t>(most - least + 1));
    }
    bool one_in(int64_t n) { return between(1, n) == 1; }

  private:
    std::mt19937_64 engine_;
};

PricedCart some_cart(Dice& dice) {
    PricedCart cart;
    for (int64_t i = dice.between(1, 6); i > 0; --i) {
        PricedCart::Line line;
        line.quantity = dice.between(1, 4);
        line.amount = {dice.one_in(12) ? 0 : dice.between(1, dice.one_in(2) ? 60 : 9000)};
        if (dice.one_in(4)) line.floor = {dice.between(0, line.amount.minor)};
        cart.goods.minor += line.amount.minor;
        cart.lines.push_back(line);
    }
    cart.delivery = {dice.one_in(3) ? 0 : dice.between(1, 900)};
    if (dice.one_in(5)) cart.order_floor = {dice.between(0, cart.goods.minor)};
    return cart;
}

Taker some_taker(Dice& dice, const PricedCart& cart, bool after_others) {
    Terms terms;
    terms.kind = static_cast<Benefit::Kind>(dice.between(0, 5));
    terms.target = static_cast<Target>(dice.between(0, 3));
    terms.after_others = after_others;
    terms.share = {dice.one_in(4) ? 100 : dice.between(1, 100), 100};
    terms.money = {dice.between(0, terms.kind == Benefit::Kind::price ? 1500 : cart.goods.minor / 2 + 5)};
    terms.buy = dice.between(1, 3);
    terms.get = dice.between(1, 2);
    terms.most = {dice.one_in(8) ? dice.between(0, 2000) : INT64_MAX};
    terms.cap = {dice.one_in(8) ? dice.between(0, 2000) : INT64_MAX};
    const bool of_all = dice.one_in(3);
    std::vector<uint32_t> lines;
    for (uint32_t line = 0; line < cart.lines.size(); ++line)
        if (of_all || dice.one_in(2)) lines.push_back(line);
    return Taker(cart, terms, lines);
}

Remaining all_of_cart(const PricedCart& cart) {
    Remaining left;
    for (const PricedCart::Line& line : cart.lines) left.lines.push_back(line.amount);
    left.delivery = cart.delivery;
    return left;
}

TEST(LineFill, no_set_takes_more_than_a_part_of_it_could_and_each_of_the_others_would_add) {
    int reached = 0;
    for (uint64_t seed = 1; seed <= 20'000; ++seed) {
        Dice dice(seed);
        const PricedCart cart = some_cart(dice);
        LineFill fill(cart);
        Remaining left = all_of_cart(cart);
        std::vector<LineFill::Wants> others;
        int64_t taken = 0, alone = 0;
        const int64_t count = dice.between(1, 7), before = dice.between(0, count);
        for (int64_t i = 0; i < count; ++i) {
            const Taker taker = some_taker(dice, cart, i >= before);
            const int64_t worth = taker.worth(all_of_cart(cart), {INT64_MAX}).minor;
            LineFill::Wants wants = fill.wants_of(taker, worth);
            taken += taker.take(left, {INT64_MAX}).minor;
            alone += worth;
            if (dice.one_in(2))
                fill.add(wants);
            else
                others.push_back(std::move(wants));
        }
        int64_t most = fill.most();
        for (const LineFill::Wants& wants : others) {
            EXPECT_LT(fill.gain(wants), LineFill::parts(wants.worth + 1)) << "seed " << seed;
            most += fill.gain(wants);
        }
        ASSERT_LE(taken, LineFill::whole_units(most)) << "seed " << seed;
        reached += taken < alone && taken == LineFill::whole_units(most);
    }
    EXPECT_GT(reached, 2'000);  // where offers run into one another the bound is often what they take
}

TEST(LineFill, forgets_what_is_removed) {
    PricedCart cart;
    cart.lines.push_back({.index = 0, .quantity = 1, .amount = {1000}, .floor = {}});
    cart.goods = {1000};
    const std::vector<uint32_t> lines{0};
    const auto share = [&](int64_t percent, bool after_others) {
        Terms terms;
        terms.after_others = after_others;
        terms.share = {percent, 100};
        terms.most = terms.cap = {INT64_MAX};
        return Taker(cart, terms, lines);
    };
    LineFill fill(cart);
    const LineFill::Wants first = fill.wants_of(share(80, false), 800);
    const LineFill::Wants second = fill.wants_of(share(50, false), 500);
    const LineFill::Wants rest = fill.wants_of(share(10, true), 100);
    fill.add(first);
    EXPECT_EQ(LineFill::whole_units(fill.gain(second)), 200);
    EXPECT_EQ(LineFill::whole_units(fill.gain(rest)), 20);
    fill.add(rest);
    EXPECT_EQ(LineFill::whole_units(fill.most()), 820);
    fill.remove(rest);
    fill.remove(first);
    EXPECT_EQ(fill.most(), 0);
    EXPECT_EQ(LineFill::whole_units(fill.gain(second)), 500);
}

}  // namespace
}  // namespace habitue::loyalty
