// A year of coupons of a grocery retailer: what its customers redeemed is accepted, and what they could not have
// redeemed is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "connect/campaigns_programme.h"
#include "insight/test_data.h"
#include "loyalty/codes/code_text.h"
#include "loyalty/engine.h"

namespace habitue::insight {
namespace {

using connect::Campaign;
using connect::Campaigns;
using connect::CouponRedemption;
using loyalty::PutOrder;

connect::CampaignsProgramme settings() {
    connect::CampaignsProgramme settings;
    settings.currency = "USD";
    settings.time_zone = "America/New_York";
    settings.give = "1 USD";
    return settings;
}

// The year's programme and its customers, in memory.
class Retailer {
  public:
    explicit Retailer(const Campaigns& campaigns, const std::string& document)
        : programme_(make(document)), engine_(programmes_, memory_) {
        programmes_.add(programme_);
        const auto lists = campaigns_of_customers(campaigns);
        if (!lists) throw std::runtime_error(lists.fault().text());
        for (const auto& [customer, list] : *lists) {
            loyalty::PutCustomer put;
            put.external_id = customer;
            put.attributes = {{"campaigns", list}};
            if (engine_.handle({{}, put}, at({2016, 11, 1})).decision.refused()) throw std::runtime_error(customer);
        }
    }

    // What the coupon takes off an order of a product; nothing when the order is refused.
    std::optional<Money> redeem(const std::string& customer, const std::string& code, const std::string& product,
                                LocalDate date) {
        PutOrder put;
        put.order.value = "o" + std::to_string(++orders_);
        put.customer = customer;
        put.currency = "USD";
        put.placed_at = at(date);
        put.content.apply_offers = true;
        loyalty::OrderLine line;
        line.id = "1";
        line.sku = product;
        line.quantity = 1;
        line.unit_price = {3'000'000};
        put.content.lines = {line};
        put.content.codes = {{*loyalty::plain_word(code), {}, {}}};
        const auto handled = engine_.handle({{}, put}, put.placed_at);
        if (handled.decision.refused()) return std::nullopt;
        Money sum;
        for (const loyalty::Advantage& one : memory_.order(put.order)->advantages) sum.minor += one.amount.minor;
        return sum;
    }

  private:
    static std::shared_ptr<const loyalty::Programme> make(const std::string& document) {
        loyalty::Programme programme = programme_of(document);
        programme.version = 1;
        return std::make_shared<const loyalty::Programme>(std::move(programme));
    }
    // midday in the shop's zone
    Instant at(LocalDate date) const { return programme_->zone.at(date, 12 * 3'600'000); }

    std::shared_ptr<const loyalty::Programme> programme_;
    loyalty::Programmes programmes_;
    loyalty::MemoryAggregates memory_;
    loyalty::Engine engine_;
    int orders_ = 0;
};

class CompleteJourney : public testing::Test {
  protected:
    void SetUp() override {
        const std::string found = shared_data("complete-journey");
        if (found.empty()) GTEST_SKIP() << "the data set complete-journey is not on this machine";
        auto read = connect::read_campaigns(found);
        ASSERT_TRUE(read) << read.fault().text();
        campaigns_ = std::move(*read);
        std::stable_sort(campaigns_.redemptions.begin(), campaigns_.redemptions.end(),
                         [](const auto& a, const auto& b) { return a.date < b.date; });
        auto made = convert(campaigns_, settings());
        ASSERT_TRUE(made) << made.fault().text();
        made_ = std::move(*made);
    }
    const Campaign& campaign_of(const CouponRedemption& one) const { return *campaigns_.campaign(one.campaign); }
    const std::string& product_of(const CouponRedemption& one) const {
        return campaign_of(one).coupon(one.code)->products.front();
    }
    // Could the customer use this code on that day, by any campaign, for that product?
    bool may_use(const std::string& customer, const std::string& code, const std::string& product,
                 LocalDate date) const {
        return std::any_of(campaigns_.campaigns.begin(), campaigns_.campaigns.end(), [&](const Campaign& one) {
            const connect::Coupon* coupon = one.coupon(code);
            return coupon && one.first <= date && date <= one.last && one.addresses(customer) &&
                   std::binary_search(coupon->products.begin(), coupon->products.end(), product);
        });
    }

    Campaigns campaigns_;
    connect::ConvertedCampaigns made_;
};

TEST_F(CompleteJourney, every_coupon_of_every_campaign_is_an_offer) {
    EXPECT_EQ(campaigns_.campaigns.size(), 27u);
    EXPECT_EQ(campaigns_.redemptions.size(), 2102u);
    EXPECT_EQ(campaigns_.repeated_rows, 4872u);
    EXPECT_EQ(made_.offers, 1197u);
    EXPECT_EQ(made_.uses, 2);
    EXPECT_EQ(programme_of(made_.document).offers.size(), 1197u);
}

TEST_F(CompleteJourney, all_recorded_redemptions_are_accepted) {
    Retailer retailer(campaigns_, made_.document);
    size_t accepted = 0;
    for (const CouponRedemption& one : campaigns_.redemptions) {
        const auto taken = retailer.redeem(one.customer, one.code, product_of(one), one.date);
        const bool good = taken == Money{100};
        accepted += good ? 1 : 0;
        if (!good && accepted + 5 > campaigns_.redemptions.size())
            ADD_FAILURE() << one.customer << " " << one.code << " " << to_text(one.date);
    }
    EXPECT_EQ(accepted, 2102u);
}

TEST_F(CompleteJourney, redemptions_before_and_after_the_campaign_are_refused) {
    Retailer retailer(campaigns_, made_.document);
    size_t tried = 0;
    for (const CouponRedemption& one : campaigns_.redemptions) {
        const Campaign& campaign = campaign_of(one);
        for (const LocalDate date : {add_days(campaign.first, -1), add_days(campaign.last, 1)}) {
            if (may_use(one.customer, one.code, product_of(one), date)) continue;
            ++tried;
            EXPECT_EQ(retailer.redeem(one.customer, one.code, product_of(one), date), std::nullopt)
                << one.customer << " " << one.code << " " << to_text(date);
        }
    }
    EXPECT_GT(tried, 4000u);
}

TEST_F(CompleteJourney, redemptions_by_households_that_were_not_addressed_are_refused) {
    std::set<std::string> households;
    for (const Campaign& campaign : campaigns_.campaigns)
        households.insert(campaign.customers.begin(), campaign.customers.end());
    households.insert("a household nobody knows");
    Retailer retailer(campaigns_, made_.document);
    size_t tried = 0;
    auto foreign = households.begin();
    for (const CouponRedemption& one : campaigns_.redemptions) {
        do {
            if (++foreign == households.end()) foreign = households.begin();
        } while (may_use(*foreign, one.code, product_of(one), one.date));
        ++tried;
        EXPECT_EQ(retailer.redeem(*foreign, one.code, product_of(one), one.date), std::nullopt) << *foreign;
    }
    EXPECT_EQ(tried, 2102u);
}

TEST_F(CompleteJourney, a_redemption_beyond_the_limit_is_refused) {
    Retailer retailer(campaigns_, made_.document);
    std::set<std::string> seen;
    for (const CouponRedemption& one : campaigns_.redemptions) {
        if (!seen.insert(one.customer + "\n" + one.code).second) continue;
        const std::string& product = product_of(one);
        int64_t room = 0;  // over all campaigns that address the customer with this code and product that day
        for (const Campaign& campaign : campaigns_.campaigns) {
            const connect::Coupon* coupon = campaign.coupon(one.code);
            const bool open = coupon && campaign.first <= one.date && one.date <= campaign.last;
            if (open && campaign.addresses(one.customer) &&
                std::binary_search(coupon->products.begin(), coupon->products.end(), product))
                room += made_.uses;
        }
        int64_t accepted = 0;
        while (accepted <= room && retailer.redeem(one.customer, one.code, product, one.date)) ++accepted;
        EXPECT_EQ(accepted, room) << one.customer << " " << one.code;
    }
}

TEST_F(CompleteJourney, a_product_that_is_not_the_coupons_is_refused) {
    Retailer retailer(campaigns_, made_.document);
    for (const CouponRedemption& one : campaigns_.redemptions)
        EXPECT_EQ(retailer.redeem(one.customer, one.code, "no such product", one.date), std::nullopt);
}

}  // namespace
}  // namespace habitue::insight
