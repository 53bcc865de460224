#include "loyalty/orders/tender_plan.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace habitue::loyalty {
namespace {

Purse card(int64_t available, size_t owed = Purse::kAny) { return {{available}, {}, owed}; }
Purse cheque(int64_t worth, size_t owed = Purse::kAny) { return {{worth}, {worth}, owed}; }

std::vector<int64_t> paid(const std::vector<int64_t>& owed, const std::vector<Purse>& purses) {
    std::vector<Money> moneys;
    for (const int64_t one : owed) moneys.push_back({one});
    const TenderPlan plan = plan_tenders(moneys, purses);
    EXPECT_TRUE(plan.proven);
    std::vector<int64_t> pays;
    for (const Money one : plan.pays) pays.push_back(one.minor);
    return pays;
}

using Pays = std::vector<int64_t>;

TEST(TenderPlan, cards_pay_in_the_sequence_given) {
    EXPECT_EQ(paid({40}, {card(30), card(50)}), (Pays{30, 10}));
    EXPECT_EQ(paid({40}, {card(50), card(30)}), (Pays{40, 0}));
    EXPECT_EQ(paid({}, {card(50)}), Pays{0});
}

TEST(TenderPlan, an_open_card_leaves_a_seller_to_the_card_that_pays_nobody_else) {
    EXPECT_EQ(paid({20, 20}, {card(20), card(20, 0)}), (Pays{20, 20}));
    EXPECT_EQ(paid({20, 20}, {card(30), card(20, 0)}), (Pays{30, 10}));
}

TEST(TenderPlan, of_several_cheques_those_are_used_that_lose_the_least) {
    EXPECT_EQ(paid({40}, {cheque(50), cheque(30), cheque(10)}), (Pays{0, 30, 10}));
    EXPECT_EQ(paid({40}, {cheque(30), cheque(30), cheque(45)}), (Pays{0, 0, 40}));
    EXPECT_EQ(paid({40}, {cheque(45), cheque(45)}), (Pays{40, 0}));  // alike: the earlier
}

TEST(TenderPlan, a_cheque_stays_whole_where_a_card_can_pay_instead) {
    EXPECT_EQ(paid({40}, {cheque(50), card(100)}), (Pays{0, 40}));
    EXPECT_EQ(paid({40}, {cheque(30), card(100)}), (Pays{30, 10}));  // nothing would be lost: as given
    EXPECT_EQ(paid({40}, {card(10), cheque(50)}), (Pays{0, 40}));    // a card's rest stays, a cheque's does not
}

struct Best {
    int64_t covered = -1;
    int64_t lost = 0;
};

// Every way to pay, cent by cent.
Best best_of_all(const std::vector<int64_t>& owed, const std::vector<Purse>& purses) {
    Best best;
    std::vector<int64_t> left = owed;
    std::function<void(size_t, int64_t, int64_t)> try_purse = [&](size_t at, int64_t covered, int64_t lost) {
        if (at == purses.size()) {
            if (covered > best.covered || (covered == best.covered && lost < best.lost)) best = {covered, lost};
            return;
        }
        const Purse& purse = purses[at];
        std::function<void(size_t, int64_t)> split = [&](size_t seller, int64_t pays) {
            if (seller == owed.size()) {
                const bool loses = pays > 0 && purse.worth > Money{};
                return try_purse(at + 1, covered + pays, lost + (loses ? purse.worth.minor - pays : 0));
            }
            const bool may = purse.owed == Purse::kAny || purse.owed == seller;
            const int64_t most = may ? std::min(left[seller], purse.available.minor - pays) : 0;
            for (int64_t part = 0; part <= most; ++part) {
                left[seller] -= part;
                split(seller + 1, pays + part);
                left[seller] += part;
            }
        };
        split(0, 0);
    };
    try_purse(0, 0, 0);
    return best;
}

// Whether the sums can be paid at once: the bound ones to their sellers, the open ones to whom is left.
bool fits(const std::vector<int64_t>& owed, const std::vector<Purse>& purses, const Pays& pays) {
    std::vector<int64_t> left = owed;
    int64_t open = 0;
    for (size_t i = 0; i < purses.size(); ++i) {
        if (pays[i] < 0 || pays[i] > purses[i].available.minor) return false;
        (purses[i].owed == Purse::kAny ? open : left[purses[i].owed]) +=
            purses[i].owed == Purse::kAny ? pays[i] : -pays[i];
    }
    for (const int64_t rest : left) {
        if (rest < 0) return false;
        open -= rest;
    }
    return open <= 0;
}

int64_t lost_of(const std::vector<Purse>& purses, const Pays& pays) {
    int64_t lost = 0;
    for (size_t i = 0; i < purses.size(); ++i)
        if (purses[i].worth > Money{} && pays[i] > 0) lost += purses[i].worth.minor - pays[i];
    return lost;
}

struct Offered {
    std::vector<int64_t> owed;
    std::vector<Purse> purses;
};

Offered at_random(std::mt19937& dice, size_t sellers, bool bound) {
    const auto below = [&](int64_t bound_of) {
        return static_cast<int64_t>(dice() % static_cast<uint64_t>(bound_of));
    };
    Offered offered;
    for (size_t seller = 0; seller < sellers; ++seller) offered.owed.push_back(below(7));
    const int64_t count = 1 + below(sellers == 1 ? 5 : 3);
    for (int64_t i = 0; i < count; ++i) {
        Purse purse = below(2) == 0 ? card(1 + below(6)) : cheque(1 + below(6));
        if (below(4) == 0) purse.available = {1 + below(purse.available.minor)};  // up to an amount
        if (bound && below(2) == 0) purse.owed = static_cast<size_t>(below(static_cast<int64_t>(sellers)));
        offered.purses.push_back(purse);
    }
    return offered;
}

TEST(TenderPlan, is_the_best_of_all_ways_to_pay_on_thousands_of_random_orders) {
    std::mt19937 dice(7);
    for (int i = 0; i < 6'000; ++i) {
        const Offered offered = at_random(dice, 1 + dice() % 2, true);
        const Pays pays = paid(offered.owed, offered.purses);
        ASSERT_TRUE(fits(offered.owed, offered.purses, pays)) << "order " << i;
        int64_t covered = 0;
        for (const int64_t one : pays) covered += one;
        const Best best = best_of_all(offered.owed, offered.purses);
        ASSERT_EQ(covered, best.covered) << "order " << i;
        ASSERT_EQ(lost_of(offered.purses, pays), best.lost) << "order " << i;
    }
}

// Why the search over offers need not look at tenders: taking more off never costs the customer more in all, what
// cheques lose counted in.
TEST(TenderPlan, a_larger_discount_never_costs_the_customer_more_in_all) {
    std::mt19937 dice(11);
    for (int i = 0; i < 3'000; ++i) {
        Offered offered = at_random(dice, 1, false);
        int64_t before = offered.owed[0] + lost_of(offered.purses, paid(offered.owed, offered.purses));
        while (offered.owed[0] > 0) {
            --offered.owed[0];
            const int64_t now = offered.owed[0] + lost_of(offered.purses, paid(offered.owed, offered.purses));
            ASSERT_LE(now, before) << "order " << i << " at " << offered.owed[0];
            before = now;
        }
    }
}

TEST(TenderPlan, fourteen_cheques_are_still_exact) {
    std::vector<Purse> purses;
    for (int64_t i = 0; i < 14; ++i) purses.push_back(cheque(1'000 + 2 * i * i));  // all even
    EXPECT_EQ(lost_of(purses, paid({7'001}, purses)) % 2, 1);
}

TEST(TenderPlan, beyond_the_steps_as_much_is_covered_and_the_plan_says_that_it_is_not_proven) {
    std::vector<Purse> purses;
    for (int64_t i = 0; i < 30; ++i) purses.push_back(cheque(100'000 + 2 * i * i * i));
    const TenderPlan plan = plan_tenders({{1'400'001}}, purses);
    int64_t covered = 0;
    for (const Money pays : plan.pays) covered += pays.minor;
    EXPECT_EQ(covered, 1'400'001);
    EXPECT_FALSE(plan.proven);
}

}  // namespace
}  // namespace habitue::loyalty
