// The command that tells a public price, through the engine.
#include <gtest/gtest.h>

#include "loyalty/earning/plan.h"
#include "loyalty/engine.h"

namespace habitue::loyalty {
namespace {

constexpr Instant kNow{1'795'000'000'000};

Instant days_ago(int64_t days) { return {kNow.milliseconds - days * 86'400'000}; }

class RecordedPrices : public ::testing::Test {
  protected:
    RecordedPrices() {
        Programme programme;
        programme.id = "shop";
        programme.version = 1;
        programme.currency = *parse_currency("EUR");
        programme.wallets.emplace_back().id = "points";
        programme.plan = std::make_shared<const EarningPlan>(plan_earning(programme.earning));
        programmes_.add(std::make_shared<const Programme>(std::move(programme)));
    }
    Handled tell(int64_t minor, Instant at, bool is_public = true, const std::string& sku = "SAV") {
        return engine_.handle({{}, RecordPrice{sku, {minor}, at, is_public}}, kNow);
    }
    PriceHistory kept() {
        const Product* product = memory_.product("SAV");
        return product ? product->prices : PriceHistory{};
    }

    Programmes programmes_;
    MemoryAggregates memory_;
    Engine engine_{programmes_, memory_};
};

TEST_F(RecordedPrices, an_older_price_is_put_in_its_place) {
    EXPECT_EQ(tell(1000, days_ago(2)).records, 1u);
    EXPECT_EQ(tell(1200, days_ago(9)).records, 1u);
    EXPECT_EQ(kept(), (PriceHistory{{days_ago(9), {1200}}, {days_ago(2), {1000}}}));
}

TEST_F(RecordedPrices, the_same_again_and_a_price_for_some_only_change_nothing) {
    tell(1000, days_ago(2));
    for (const Handled& handled : {tell(1000, days_ago(2)), tell(700, days_ago(1), false)}) {
        EXPECT_TRUE(handled.decision.accepted());
        EXPECT_EQ(handled.records, 0u);
    }
    EXPECT_EQ(kept().size(), 1u);
}

TEST_F(RecordedPrices, what_no_reference_can_need_is_forgotten) {
    tell(1000, days_ago(300));
    tell(1100, days_ago(200));
    EXPECT_EQ(kept().size(), 2u);
    tell(1200, days_ago(1));
    EXPECT_EQ(kept(), (PriceHistory{{days_ago(200), {1100}}, {days_ago(1), {1200}}}));
    EXPECT_EQ(tell(900, days_ago(250)).records, 0u);  // needed no longer when it is told
}

TEST_F(RecordedPrices, a_wrong_price_is_refused_with_its_place) {
    const auto refusal = [](const Handled& handled) {
        return handled.decision.refused() ? handled.decision.refusals.front() : Refusal{};
    };
    EXPECT_EQ(refusal(tell(1, kNow, true, "")).where, "/sku");
    EXPECT_EQ(refusal(tell(1, kNow, true, std::string(257, 's'))).where, "/sku");
    EXPECT_EQ(refusal(tell(-1, kNow)).where, "/price");
    EXPECT_EQ(refusal(tell(INT64_MAX, kNow)).code, RefusalCode::amount_out_of_range);
    EXPECT_EQ(refusal(tell(1, {kNow.milliseconds + 1})).code, RefusalCode::in_the_future);
    EXPECT_TRUE(kept().empty());
}

}  // namespace
}  // namespace habitue::loyalty
