#include "connect/campaigns_programme.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace habitue::connect {
namespace {

// A folder of its own with the four files in it.
class Folder {
  public:
    Folder() {
        char name[] = "/tmp/habitue_campaigns_XXXXXX";
        path_ = mkdtemp(name);
        put("campaign_descriptions.csv",
            "campaign_id,campaign_type,start_date,end_date\n1,Type "
            "A,2017-03-03,2017-04-09\n2,,2017-04-01,2017-05-01\n");
        put("campaigns.csv", "campaign_id,household_id\n1,105\n1,206\n2,105\n1,105\n");
        put("coupons.csv",
            "coupon_upc,product_id,campaign_id\n100,A-2,1\n100,A-1,1\n100,A-1,1\n200,it's,1\n100,A-3,2\n");
        put("coupon_redemptions.csv",
            "household_id,coupon_upc,campaign_id,redemption_date\n105,100,1,2017-03-05\n105,100,1,2017-03-09\n"
            "105,100,2,2017-04-09\n");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    void put(const std::string& name, const std::string& text) const { std::ofstream(path_ + "/" + name) << text; }
    void remove(const std::string& name) const { std::filesystem::remove(path_ + "/" + name); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

std::string problem_of(const Folder& folder) {
    const auto read = read_campaigns(folder.path());
    if (read) return "";
    std::string text = read.fault().text();
    const size_t at = text.find(folder.path());
    return at == std::string::npos ? text : text.replace(at, folder.path().size() + 1, "");
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Campaigns, are_read_with_their_coupons_and_whom_they_address) {
    const Folder folder;
    const auto read = read_campaigns(folder.path());
    ASSERT_TRUE(read) << read.fault().text();
    ASSERT_EQ(read->campaigns.size(), 2u);
    const Campaign& first = read->campaigns[0];
    EXPECT_EQ(first.customers, (std::vector<std::string>{"105", "206"}));
    EXPECT_TRUE(first.addresses("206"));
    EXPECT_FALSE(first.addresses("207"));
    ASSERT_NE(first.coupon("100"), nullptr);
    EXPECT_EQ(first.coupon("100")->products, (std::vector<std::string>{"A-1", "A-2"}));
    EXPECT_EQ(read->rows, 2u + 4u + 5u + 3u);
    EXPECT_EQ(read->repeated_rows, 2u);
    EXPECT_EQ(read->most_uses(), 2);
}

TEST(Campaigns, a_row_that_names_nothing_known_is_told_with_its_file_and_line) {
    Folder folder;
    folder.put("campaigns.csv", "campaign_id,household_id\n1,105\n9,105\n");
    EXPECT_EQ(problem_of(folder), "campaigns.csv line 3: this campaign is not described");
    folder.put("campaigns.csv", "campaign_id,household_id\n1,\n");
    EXPECT_EQ(problem_of(folder), "campaigns.csv line 2: an empty field");
    folder.put("campaigns.csv", "campaign_id,who\n1,105\n");
    EXPECT_EQ(problem_of(folder), "campaigns.csv: the column household_id is missing");
    folder.remove("campaigns.csv");
    EXPECT_TRUE(contains(problem_of(folder), "has no file campaigns.csv"));
}

TEST(Campaigns, a_date_that_is_none_is_told) {
    Folder folder;
    folder.put("campaign_descriptions.csv", "campaign_id,start_date,end_date\n1,2017-02-30,2017-04-09\n");
    EXPECT_EQ(problem_of(folder), "campaign_descriptions.csv line 2: a date such as 2026-11-21 is expected");
    folder.put("campaign_descriptions.csv", "campaign_id,start_date,end_date\n1,2017-05-30,2017-04-09\n");
    EXPECT_EQ(problem_of(folder), "campaign_descriptions.csv line 2: the campaign ends before it begins");
}

TEST(Campaigns, each_coupon_of_each_campaign_becomes_an_offer) {
    const Folder folder;
    const auto made = convert(*read_campaigns(folder.path()), {});
    ASSERT_TRUE(made) << made.fault().text();
    EXPECT_EQ(made->offers, 3u);
    EXPECT_EQ(made->uses, 2);
    EXPECT_TRUE(contains(made->document, "  - id: c1-100\n"));
    EXPECT_TRUE(contains(made->document, "    from: 2017-03-03\n    until: 2017-04-09\n"));
    EXPECT_TRUE(contains(made->document, "of: \"line.sku in ['A-1', 'A-2']\""));
    EXPECT_TRUE(contains(made->document, "limit: 2 per customer"));
    EXPECT_TRUE(contains(made->document, "['it\\\\'s']")) << made->document;
}

TEST(Campaigns, offers_that_share_a_code_exclude_each_other) {
    const Folder folder;
    const auto made = convert(*read_campaigns(folder.path()), {});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->shared_codes, 1u);
    EXPECT_TRUE(contains(made->document, "- {id: coupon-100, at_most: 1}"));
    EXPECT_TRUE(contains(made->document, "group: coupon-100"));
    EXPECT_FALSE(contains(made->document, "coupon-200"));
}

TEST(Campaigns, what_the_files_do_not_say_is_told_as_assumed) {
    Folder folder;
    folder.remove("coupon_redemptions.csv");
    const auto made = convert(*read_campaigns(folder.path()), {});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->uses, 1);
    ASSERT_EQ(made->assumptions.size(), 2u);
    EXPECT_EQ(made->assumptions[0].id, "uses_once");
    EXPECT_EQ(made->assumptions[1].id, "give_not_in_file");
    folder.put("coupons.csv", "code,sku,campaign_id,give\nSOUPE,A-1,1,10 %\n");
    CampaignsProgramme twice;
    twice.uses = 3;
    const auto told = convert(*read_campaigns(folder.path()), twice);
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->assumptions.empty());
    EXPECT_TRUE(contains(told->document, "give: \"10 %\""));
    EXPECT_TRUE(contains(told->document, "limit: 3 per customer"));
}

TEST(Campaigns, customers_carry_their_campaigns_as_an_attribute) {
    const Folder folder;
    const auto csv = audiences_csv(*read_campaigns(folder.path()));
    ASSERT_TRUE(csv);
    EXPECT_EQ(*csv, "customer_id,campaigns\n105, 1 2 \n206, 1 \n");
}

TEST(Campaigns, a_code_that_is_no_word_is_refused) {
    Folder folder;
    folder.put("coupons.csv", "coupon_upc,product_id,campaign_id\n10:0,A-2,1\n");
    folder.remove("coupon_redemptions.csv");
    const auto made = convert(*read_campaigns(folder.path()), {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.fault().text(), "coupon 10:0 of campaign 1: letters, digits, - and _ are expected");
}

}  // namespace
}  // namespace habitue::connect
