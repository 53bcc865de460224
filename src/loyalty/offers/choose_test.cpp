// The search against the plainest model: every subset, judged by the words of the rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <map>
#include <memory>
#include <random>

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {
namespace {

using Kind = Benefit::Kind;

class BudgetRooms : public Rooms {
  public:
    std::map<size_t, OfferRoom> of_budget;
    OfferRoom room(const Offer& offer) const override {
        OfferRoom least;
        for (const size_t budget : offer.budgets) {
            const auto found = of_budget.find(budget);
            if (found == of_budget.end()) continue;
            least.uses = std::min(least.uses, found->second.uses);
            least.money = std::min(least.money, found->second.money);
        }
        return least;
    }
};

struct Situation {
    Programme programme;
    PricedCart cart;
    BudgetRooms rooms;
    std::vector<Candidate> candidates;

    Remaining all() const {
        Remaining left;
        for (const PricedCart::Line& line : cart.lines) left.lines.push_back(line.amount);
        left.delivery = cart.delivery;
        return left;
    }
};

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

void throw_cart(Dice& dice, PricedCart& cart, size_t most_lines) {
    const auto count = static_cast<size_t>(dice.between(1, static_cast<int64_t>(most_lines)));
    for (size_t i = 0; i < count; ++i) {
        PricedCart::Line line;
        line.index = static_cast<uint32_t>(i);
        line.quantity = dice.between(1, 4);
        line.amount = {dice.one_in(12) ? 0 : dice.between(1, dice.one_in(2) ? 60 : 9000)};
        if (dice.one_in(3)) line.floor = {dice.between(0, line.amount.minor)};
        cart.goods.minor += line.amount.minor;
        cart.lines.push_back(line);
    }
    cart.delivery = {dice.one_in(3) ? 0 : dice.between(1, 900)};
    if (dice.one_in(4)) cart.order_floor = {dice.between(0, cart.goods.minor)};
}

Benefit throw_benefit(Dice& dice, const PricedCart& cart) {
    Benefit benefit;
    benefit.kind = static_cast<Kind>(dice.between(0, 5));
    if (!dice.one_in(4)) benefit.share = {dice.between(1, 100), 100};
    benefit.money = {dice.between(0, cart.goods.minor / 2 + 5)};
    if (benefit.kind == Kind::price) benefit.money = {dice.between(0, 1500)};
    benefit.buy = dice.between(1, 3);
    benefit.get = dice.between(1, 2);
    return benefit;
}

Offer throw_offer(Dice& dice, const Programme& programme) {
    Offer offer;
    offer.target = static_cast<Target>(dice.between(0, 3));
    offer.after_others = dice.one_in(4);
    offer.priority = static_cast<int>(dice.between(0, 2));
    offer.exclusive = dice.one_in(12);
    const auto groups = static_cast<int64_t>(programme.stacking.groups.size());
    if (groups > 0 && !dice.one_in(3)) offer.group = static_cast<size_t>(dice.between(0, groups - 1));
    for (size_t budget = 0; budget < programme.budgets.size(); ++budget)
        if (dice.one_in(3)) offer.budgets.push_back(budget);
    return offer;
}

void throw_rules(Dice& dice, Situation& thrown) {
    Stacking& stacking = thrown.programme.stacking;
    stacking.groups.resize(static_cast<size_t>(dice.between(0, 3)));
    for (StackGroup& group : stacking.groups) {
        group.at_most = dice.between(1, 2);
        if (dice.one_in(3))
            group.not_with.push_back(
                static_cast<size_t>(dice.between(0, static_cast<int64_t>(stacking.groups.size()) - 1)));
    }
    if (dice.one_in(4)) stacking.at_most = dice.between(1, 4);
    thrown.programme.budgets.resize(static_cast<size_t>(dice.between(0, 2)));
    for (size_t budget = 0; budget < thrown.programme.budgets.size(); ++budget) {
        OfferRoom room;
        if (dice.one_in(2)) room.uses = dice.between(0, 2);
        if (dice.one_in(2)) room.money = {dice.between(0, thrown.cart.goods.minor)};
        thrown.rooms.of_budget[budget] = room;
    }
}

std::unique_ptr<Situation> throw_situation(uint64_t seed, int64_t most_candidates = 8, size_t most_lines = 5) {
    Dice dice(seed);
    auto thrown = std::make_unique<Situation>();
    throw_cart(dice, thrown->cart, most_lines);
    throw_rules(dice, *thrown);
    const auto count = static_cast<size_t>(dice.between(1, most_candidates));
    for (size_t i = 0; i < count; ++i) thrown->programme.offers.push_back(throw_offer(dice, thrown->programme));
    for (size_t i = 0; i < count; ++i) {
        Candidate candidate;
        candidate.position = i > 0 && dice.one_in(8) ? i - 1 : i;  // a second code of one offer
        candidate.offer = &thrown->programme.offers[candidate.position];
        for (uint32_t line = 0; line < thrown->cart.lines.size(); ++line)
            if (!dice.one_in(3)) candidate.lines.push_back(line);
        candidate.benefit = throw_benefit(dice, thrown->cart);
        candidate.room = thrown->rooms.room(*candidate.offer);
        if (dice.one_in(6)) candidate.room.money = {std::min(candidate.room.money.minor, dice.between(0, 2000))};
        if (dice.one_in(6)) candidate.room.uses = std::min<int64_t>(candidate.room.uses, dice.between(0, 2));
        if (dice.one_in(6)) candidate.cap = {dice.between(0, 2000)};
        thrown->candidates.push_back(candidate);
    }
    put_in_order(thrown->candidates);
    return thrown;
}

// The rules of a set, each in its own words; money apart.
class Model {
  public:
    explicit Model(const Situation& situation) : situation_(situation), candidates_(situation.candidates) {}

    bool rules_allow(uint32_t set) const {
        const Stacking& stacking = situation_.programme.stacking;
        const int count = std::popcount(set);
        if (stacking.at_most > 0 && count > stacking.at_most) return false;
        for (size_t i = 0; i < candidates_.size(); ++i) {
            if (!(set >> i & 1)) continue;
            const Offer& offer = *candidates_[i].offer;
            if (offer.exclusive && count > 1) return false;
            if (count_of(set, [&](const Candidate& c) { return c.offer == &offer; }) > uses_of(&offer))
                return false;
            if (offer.group == SIZE_MAX) continue;
            const StackGroup& group = stacking.groups[offer.group];
            if (count_of(set, [&](const Candidate& c) { return c.offer->group == offer.group; }) > group.at_most)
                return false;
            for (const size_t other : group.not_with)
                for (size_t j = 0; j < candidates_.size(); ++j)
                    if (j != i && (set >> j & 1) && candidates_[j].offer->group == other) return false;
        }
        for (const auto& [budget, room] : situation_.rooms.of_budget)
            if (count_of(set, [b = budget](const Candidate& c) { return draws_on(c, b); }) > room.uses)
                return false;
        return true;
    }

    // What each takes in its place; `asked` is told what it would take there.
    struct Played {
        int64_t discount = 0;
        bool all_take = true;
    };
    Played play(uint32_t set, size_t asked, int64_t* would_take) const {
        Played played;
        Remaining left = situation_.all();
        std::map<const Offer*, int64_t> of_offer;
        std::map<size_t, int64_t> of_budget;
        for (size_t i = 0; i < candidates_.size(); ++i) {
            const bool in = set >> i & 1;
            if (!in && i != asked) continue;
            const Candidate& candidate = candidates_[i];
            int64_t most = money_of(candidate.offer) - of_offer[candidate.offer];
            for (const auto& [budget, room] : situation_.rooms.of_budget)
                if (draws_on(candidate, budget)) most = std::min(most, room.money.minor - of_budget[budget]);
            Remaining copy = left;
            const int64_t sum = take(situation_.cart, candidate, in ? left : copy, nullptr, {most}).minor;
            if (i == asked && would_take != nullptr) *would_take = sum;
            if (!in) continue;
            played.discount += sum;
            played.all_take = played.all_take && sum > 0;
            of_offer[candidate.offer] += sum;
            for (const size_t budget : candidate.offer->budgets) of_budget[budget] += sum;
        }
        return played;
    }

    bool leaves_nobody_out(uint32_t set) const {
        for (size_t i = 0; i < candidates_.size(); ++i) {
            if (set >> i & 1 || !rules_allow(set | 1u << i)) continue;
            int64_t would_take = 0;
            play(set, i, &would_take);
            if (would_take > 0) return false;
        }
        return true;
    }

    struct Found {
        uint32_t set = 0;
        int64_t discount = -1;
    };
    Found best(Stacking::Objective objective) const {
        Found best;
        for (uint32_t set = 0; set < 1u << candidates_.size(); ++set) {
            if (!rules_allow(set)) continue;
            const Played played = play(set, SIZE_MAX, nullptr);
            if (!played.all_take) continue;
            if (objective == Stacking::Objective::merchant && !leaves_nobody_out(set)) continue;
            if (preferred({set, played.discount}, best, objective)) best = {set, played.discount};
        }
        return best;
    }

  private:
    static bool draws_on(const Candidate& candidate, size_t budget) {
        const auto& of = candidate.offer->budgets;
        return std::find(of.begin(), of.end(), budget) != of.end();
    }
    template <class Test>
    int64_t count_of(uint32_t set, Test test) const {
        int64_t count = 0;
        for (size_t i = 0; i < candidates_.size(); ++i) count += (set >> i & 1) && test(candidates_[i]);
        return count;
    }
    int64_t uses_of(const Offer* offer) const {
        int64_t uses = INT64_MAX;
        for (const Candidate& candidate : candidates_)
            if (candidate.offer == offer) uses = std::min(uses, candidate.room.uses);
        return uses;
    }
    int64_t money_of(const Offer* offer) const {
        int64_t money = INT64_MAX;
        for (const Candidate& candidate : candidates_)
            if (candidate.offer == offer) money = std::min(money, candidate.room.money.minor);
        return money;
    }
    static bool preferred(const Found& a, const Found& b, Stacking::Objective objective) {
        if (b.discount < 0) return true;
        if (a.discount != b.discount)
            return objective == Stacking::Objective::customer ? a.discount > b.discount : a.discount < b.discount;
        if (std::popcount(a.set) != std::popcount(b.set)) return std::popcount(a.set) > std::popcount(b.set);
        return a.set >> std::countr_zero(a.set ^ b.set) & 1;
    }

    const Situation& situation_;
    const std::vector<Candidate>& candidates_;
};

uint32_t set_of(const std::vector<size_t>& chosen) {
    uint32_t set = 0;
    for (const size_t i : chosen) set |= 1u << i;
    return set;
}

constexpr uint64_t kMostNodes = 20'000;
constexpr Stacking::Objective kObjectives[] = {Stacking::Objective::customer, Stacking::Objective::merchant};

TEST(Choose, finds_what_the_judgement_of_every_subset_finds_and_proves_it) {
    for (uint64_t seed = 1; seed <= 4000; ++seed) {
        const auto thrown = throw_situation(seed);
        for (const Stacking::Objective objective : kObjectives) {
            thrown->programme.stacking.objective = objective;
            const Model::Found best = Model(*thrown).best(objective);
            const Choice choice = choose(thrown->programme, thrown->cart, thrown->candidates, &thrown->rooms);
            ASSERT_EQ(choice.discount.minor, best.discount)
                << "seed " << seed << ", " << static_cast<int>(objective);
            ASSERT_EQ(set_of(choice.chosen), best.set) << "seed " << seed << ", " << static_cast<int>(objective);
            ASSERT_TRUE(choice.proven) << "seed " << seed;
            ASSERT_EQ(choice.bound, choice.discount) << "seed " << seed;
        }
    }
}

TEST(Choose, stopped_by_the_work_limit_gives_an_allowed_set_and_a_bound_that_no_set_passes) {
    size_t stopped = 0;
    for (uint64_t seed = 1; seed <= 2000; ++seed) {
        const auto thrown = throw_situation(seed);
        Dice dice(seed);
        thrown->programme.stacking.most_work = dice.between(1, 6);
        for (const Stacking::Objective objective : kObjectives) {
            thrown->programme.stacking.objective = objective;
            const Model model(*thrown);
            const Model::Found best = model.best(objective);
            const Choice choice = choose(thrown->programme, thrown->cart, thrown->candidates, &thrown->rooms);
            const uint32_t set = set_of(choice.chosen);
            const Model::Played played = model.play(set, SIZE_MAX, nullptr);
            ASSERT_TRUE(model.rules_allow(set) && played.all_take) << "seed " << seed;
            ASSERT_EQ(choice.discount.minor, played.discount) << "seed " << seed;
            if (objective == Stacking::Objective::customer) {
                ASSERT_GE(choice.bound.minor, best.discount) << "seed " << seed;
            } else {
                ASSERT_TRUE(model.leaves_nobody_out(set)) << "seed " << seed;
                ASSERT_LE(choice.bound.minor, best.discount) << "seed " << seed;
            }
            if (choice.proven) {
                ASSERT_EQ(choice.discount.minor, best.discount) << "seed " << seed;
            }
            stopped += !choice.proven;
        }
    }
    EXPECT_GT(stopped, 100u);
}

TEST(Choose, tells_what_each_chosen_offer_takes_and_the_parts_sum_to_the_discount) {
    for (uint64_t seed = 1; seed <= 1000; ++seed) {
        const auto thrown = throw_situation(seed);
        const Choice choice = choose(thrown->programme, thrown->cart, thrown->candidates, &thrown->rooms);
        ASSERT_EQ(choice.taken.size(), choice.chosen.size());
        int64_t discount = 0;
        for (const Taken& taken : choice.taken) {
            ASSERT_GT(taken.sum.minor, 0);
            int64_t parts = taken.delivery.minor;
            for (const Money part : taken.lines) parts += part.minor;
            ASSERT_EQ(parts, taken.sum.minor) << "seed " << seed;
            discount += parts;
        }
        ASSERT_EQ(discount, choice.discount.minor) << "seed " << seed;
    }
}

TEST(Choose, names_who_keeps_an_offer_out_and_nobody_when_it_would_take_nothing) {
    for (uint64_t seed = 1; seed <= 1500; ++seed) {
        const auto thrown = throw_situation(seed);
        for (const Stacking::Objective objective : kObjectives) {
            thrown->programme.stacking.objective = objective;
            const Model model(*thrown);
            const Choice choice = choose(thrown->programme, thrown->cart, thrown->candidates, &thrown->rooms);
            const uint32_t set = set_of(choice.chosen);
            for (size_t i = 0; i < thrown->candidates.size(); ++i) {
                if (set >> i & 1) continue;
                const auto by = in_the_way(thrown->programme, thrown->candidates, choice, i);
                ASSERT_EQ(set_of(by) & ~set, 0u);
                const bool alone = model.rules_allow(1u << i);
                if (!alone) continue;
                if (!model.rules_allow(set | 1u << i)) {
                    ASSERT_FALSE(by.empty()) << "seed " << seed << " candidate " << i;
                    ASSERT_TRUE(model.rules_allow((set & ~set_of(by)) | 1u << i)) << "seed " << seed;
                }
                int64_t would_take = 0;
                model.play(set, i, &would_take);
                if (would_take > 0) {
                    ASSERT_FALSE(by.empty()) << "seed " << seed << " candidate " << i;
                }
            }
        }
    }
}

// A shop with thirty offers that all apply to one cart: promotions of one rayon each, codes, vouchers, brands that
// pay for two of theirs, bundles, deliveries, a member's percentage after the others.
// `generous`: so much that most lines reach their floors, which is what makes the search work.
std::unique_ptr<Situation> thirty_offers(uint64_t seed, bool generous) {
    Dice dice(seed);
    auto thrown = std::make_unique<Situation>();
    for (uint32_t i = 0; i < 12; ++i) {
        const Money amount{dice.between(200, 9000)};
        thrown->cart.lines.push_back({i, dice.between(1, 4), amount, {dice.one_in(3) ? amount.minor * 7 / 10 : 0}});
        thrown->cart.goods.minor += amount.minor;
    }
    thrown->cart.delivery = {590};
    if (dice.one_in(3)) thrown->cart.order_floor = {thrown->cart.goods.minor * 6 / 10};
    thrown->programme.stacking.groups = {
        {"promos", 2, {}}, {"codes", 1, {2}}, {"vouchers", 1, {}}, {"brands", 2, {}}};
    if (dice.one_in(2)) thrown->programme.stacking.at_most = dice.between(3, 6);
    thrown->programme.budgets.resize(1);
    thrown->rooms.of_budget[0] = {INT64_MAX, {dice.between(500, 4000)}, "budgets/spring/limit/0"};
    thrown->programme.offers.resize(30);
    for (size_t i = 0; i < 30; ++i) {
        Offer& offer = thrown->programme.offers[i];
        Candidate candidate;
        candidate.offer = &offer;
        candidate.position = i;
        const bool whole_cart = dice.one_in(3);
        for (uint32_t line = 0; line < 12; ++line)
            if (whole_cart || dice.one_in(3)) candidate.lines.push_back(line);
        offer.group = i < 10 ? 0 : i < 15 ? 1 : i < 20 ? 2 : i < 24 ? 3 : SIZE_MAX;
        offer.target = whole_cart ? Target::order : Target::lines;
        offer.after_others = i >= 18 && dice.one_in(3);
        offer.exclusive = i == 29;
        if (dice.one_in(5)) offer.budgets = {0};
        candidate.benefit.kind = static_cast<Kind>(dice.one_in(2) ? 0 : dice.between(0, 3));
        if (!generous && candidate.benefit.kind == Kind::price) candidate.benefit.kind = Kind::amount;
        candidate.benefit.share = {dice.between(1, generous ? 8 : 4) * 5, 100};
        candidate.benefit.money = {dice.between(1, generous ? 20 : 10) * 100};
        candidate.benefit.buy = 2;
        candidate.benefit.get = 1;
        if (i == 24 || i == 25) candidate.benefit.kind = Kind::delivery;
        candidate.room = thrown->rooms.room(offer);
        thrown->candidates.push_back(candidate);
    }
    put_in_order(thrown->candidates);
    return thrown;
}

TEST(Choose, thirty_offers_on_one_cart_are_proven_within_twenty_thousand_nodes) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        const auto thrown = thirty_offers(seed, seed % 4 == 0);
        for (const Stacking::Objective objective : kObjectives) {
            thrown->programme.stacking.objective = objective;
            const Choice choice = choose(thrown->programme, thrown->cart, thrown->candidates, &thrown->rooms);
            EXPECT_TRUE(choice.proven) << "seed " << seed << ", " << static_cast<int>(objective);
            EXPECT_LE(choice.work, kMostNodes) << "seed " << seed << ", " << static_cast<int>(objective);
        }
    }
}

TEST(Take, sums_exactly_stays_above_the_floors_and_never_takes_more_of_less) {
    for (uint64_t seed = 1; seed <= 6000; ++seed) {
        const auto thrown = throw_situation(seed, 3);
        Dice dice(seed);
        for (const Candidate& candidate : thrown->candidates) {
            Remaining more = thrown->all(), less;
            for (Money& line : more.lines) line = {dice.one_in(2) ? line.minor : dice.between(0, line.minor)};
            less = more;
            for (Money& line : less.lines) line = {dice.one_in(2) ? line.minor : dice.between(0, line.minor)};
            less.delivery = {dice.between(0, less.delivery.minor)};
            const Remaining before = more;
            Taken taken;
            const Money sum = take(thrown->cart, candidate, more, &taken);
            int64_t parts = taken.delivery.minor, goods = 0;
            ASSERT_EQ(before.delivery.minor - taken.delivery.minor, more.delivery.minor);
            for (size_t i = 0; i < before.lines.size(); ++i) {
                ASSERT_GE(taken.lines[i].minor, 0) << "seed " << seed;
                ASSERT_EQ(before.lines[i].minor - taken.lines[i].minor, more.lines[i].minor) << "seed " << seed;
                if (taken.lines[i].minor > 0) {
                    ASSERT_GE(more.lines[i], thrown->cart.lines[i].floor) << "seed " << seed;
                }
                parts += taken.lines[i].minor;
                goods += more.lines[i].minor;
            }
            ASSERT_EQ(parts, sum.minor) << "seed " << seed;
            ASSERT_LE(sum, std::min(candidate.cap, candidate.room.money));
            if (sum.minor > taken.delivery.minor) {
                ASSERT_GE(goods, thrown->cart.order_floor.minor) << "seed " << seed;
            }
            ASSERT_LE(take(thrown->cart, candidate, less), sum) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace habitue::loyalty
