#include "loyalty/ledger/wallet.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

const Instant kMay{1'000'000}, kJune{2'000'000}, kJuly{3'000'000};

Entry entry(Account from, Account to, int64_t points, LotKey lot = LotKey::none()) {
    Entry made;
    made.wallet = "points";
    made.from = from;
    made.to = to;
    made.points = {points};
    made.from_lot = made.to_lot = lot;
    return made;
}

Wallet with_lots(std::initializer_list<std::pair<Instant, int64_t>> lots) {
    Wallet wallet;
    for (const auto& [expires_at, points] : lots)
        EXPECT_TRUE(
            wallet.post(entry(Account::issuance, Account::active, points, LotKey::active(expires_at)), kMay));
    return wallet;
}

TEST(Wallet, a_debit_consumes_the_lot_that_expires_first_and_never_expiring_points_last) {
    const Wallet wallet = with_lots({{kNever, 5}, {kJuly, 5}, {kJune, 5}});
    const std::vector<LotPart> expected = {{kJune, {5}}, {kJuly, {5}}, {kNever, {2}}};
    EXPECT_EQ(cover(wallet, {12}), expected);
}

TEST(Wallet, a_debit_beyond_the_active_points_is_covered_by_nothing) {
    EXPECT_TRUE(cover(with_lots({{kJune, 5}}), {6}).empty());
    EXPECT_EQ(cover(with_lots({{kJune, 5}}), {5}).size(), 1u);
}

TEST(Wallet, credits_of_one_expiry_share_a_lot) {
    const Wallet wallet = with_lots({{kJune, 5}, {kJune, 7}});
    ASSERT_EQ(wallet.lots.size(), 1u);
    EXPECT_EQ(wallet.lots[0].points, Points{12});
    EXPECT_EQ(wallet.totals.earned, Points{12});
}

TEST(Wallet, an_entry_that_takes_what_is_not_there_changes_nothing) {
    const Wallet before = with_lots({{kJune, 5}});
    for (const Entry& wrong : {entry(Account::active, Account::redemption, 6, LotKey::active(kJune)),
                               entry(Account::active, Account::redemption, 5, LotKey::active(kJuly)),
                               entry(Account::pending, Account::active, 1, LotKey{kMay, kJune}),
                               entry(Account::held, Account::active, 1, LotKey::active(kJune)),
                               entry(Account::active, Account::held, 1, LotKey::active(kJune)),
                               entry(Account::active, Account::deficit, 1, LotKey::active(kJune)),
                               entry(Account::active, Account::active, 1, LotKey::active(kJune)),
                               entry(Account::active, Account::redemption, 0, LotKey::active(kJune)),
                               entry(Account::active, Account::redemption, -1, LotKey::active(kJune))}) {
        Wallet wallet = before;
        EXPECT_FALSE(wallet.post(wrong, kMay)) << name_of(wrong.from) << " to " << name_of(wrong.to);
        EXPECT_EQ(wallet, before);
    }
}

TEST(Wallet, a_deficit_grows_with_what_is_taken_back_and_shrinks_with_what_is_repaid) {
    Wallet wallet;
    ASSERT_TRUE(wallet.post(entry(Account::deficit, Account::recovery, 30), kMay));
    EXPECT_EQ(wallet.deficit, Points{30});
    EXPECT_EQ(wallet.totals.taken_back, Points{30});
    ASSERT_TRUE(wallet.post(entry(Account::issuance, Account::active, 10, LotKey::active(kJune)), kMay));
    ASSERT_TRUE(wallet.post(entry(Account::active, Account::deficit, 10, LotKey::active(kJune)), kMay));
    EXPECT_EQ(wallet.deficit, Points{20});
    EXPECT_EQ(wallet.active(), Points{});
}

TEST(Wallet, a_hold_keeps_the_expiry_of_its_points_and_ends_with_its_last_point) {
    Wallet wallet = with_lots({{kJune, 5}});
    wallet.holds.push_back({1, kJuly, "cart 7", {}, {}, kEarliest});
    Entry held = entry(Account::active, Account::held, 4, LotKey::active(kJune));
    held.hold = 1;
    ASSERT_TRUE(wallet.post(held, kMay));
    EXPECT_EQ(wallet.held(), Points{4});
    EXPECT_EQ(wallet.active(), Points{1});
    Entry released = entry(Account::held, Account::active, 4, LotKey::active(kJune));
    released.hold = 1;
    ASSERT_TRUE(wallet.post(released, kMay));
    EXPECT_TRUE(wallet.holds.empty());
    EXPECT_EQ(wallet.active(), Points{5});
}

}  // namespace
}  // namespace habitue::loyalty
