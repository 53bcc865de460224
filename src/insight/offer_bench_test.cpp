#include "insight/offer_bench.h"

#include <gtest/gtest.h>

namespace habitue::insight {
namespace {

struct PublishedSums {
    int promos, lines;
    int64_t applied, discount;
};

// The reference judges every offer alone; other engines reproduce these sums too.
TEST(OfferBench, workload_p_gives_exactly_the_published_sums) {
    for (const PublishedSums& sums :
         {PublishedSums{10, 5, 260, 1'444'967}, PublishedSums{10, 20, 2'384, 10'467'304},
          PublishedSums{100, 5, 4'685, 16'546'415}, PublishedSums{100, 20, 20'459, 72'786'074},
          PublishedSums{1000, 5, 51'379, 164'407'709}, PublishedSums{1000, 20, 171'591, 700'728'118}}) {
        const OfferBenchFigures figures = sum_offers(OfferWorkload::alone, sums.promos, sums.lines);
        EXPECT_EQ(figures.applied, sums.applied) << sums.promos << " offers, " << sums.lines << " lines";
        EXPECT_EQ(figures.discount, sums.discount) << sums.promos << " offers, " << sums.lines << " lines";
    }
}

TEST(OfferBench, offers_that_match_no_cart_change_nothing) {
    const OfferBenchFigures few = sum_offers(OfferWorkload::unmatched, 10, 5);
    const OfferBenchFigures many = sum_offers(OfferWorkload::unmatched, 500, 5);
    EXPECT_EQ(few.applied, 260);
    EXPECT_EQ(many.applied, few.applied);
    EXPECT_EQ(many.discount, few.discount);
}

TEST(OfferBench, the_sum_of_an_offer_alone_is_the_sum_of_its_lines) {
    const loyalty::Programme programme = offer_bench_programme(OfferWorkload::alone, 200);
    for (OfferBenchCart& cart : offer_bench_carts(OfferWorkload::alone, 20, 40)) {
        loyalty::PricingFacts facts;
        facts.programme = &programme;
        facts.standing = &cart.standing;
        facts.order = &cart.order;
        facts.at = Instant{1'795'255'200'000};
        facts.words.assign(cart.words.begin(), cart.words.end());
        const loyalty::Pricing with_lines = price(facts);
        facts.line_shares = false;
        const loyalty::Pricing without = price(facts);
        ASSERT_EQ(with_lines.applied.size(), without.applied.size());
        for (size_t i = 0; i < without.applied.size(); ++i) {
            EXPECT_EQ(with_lines.applied[i].amount, without.applied[i].amount) << without.applied[i].offer->id;
            Money sum = with_lines.applied[i].delivery;
            for (const loyalty::LineDiscount& line : with_lines.applied[i].lines) sum.minor += line.amount.minor;
            EXPECT_EQ(sum, with_lines.applied[i].amount) << without.applied[i].offer->id;
        }
    }
}

}  // namespace
}  // namespace habitue::insight
