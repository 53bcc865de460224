// A retailer's campaigns and coupons as files of one folder, plain or compressed (.gz, .zst):
//
//   campaign_descriptions.csv   campaign_id, start_date, end_date; may have campaign_type
//   campaigns.csv               campaign_id, household_id (or customer_id): whom the campaign addressed
//   coupons.csv                 coupon_upc (or code), product_id (or sku), campaign_id; may have give ("1 EUR", "10
//   %") coupon_redemptions.csv      household_id (or customer_id), coupon_upc (or code), campaign_id,
//   redemption_date;
//                               may be missing
//
// Rows that say the same again are counted and dropped. A row that names an unknown campaign or coupon, a date that
// is none or an empty id is a fault with its file and line: nothing is guessed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"

namespace habitue::connect {

struct Coupon {
    std::string code;
    std::string give;                   // as the file says; empty: it does not
    std::vector<std::string> products;  // sorted
};

struct Campaign {
    std::string id;
    std::string type;
    LocalDate first;
    LocalDate last;
    std::vector<std::string> customers;  // sorted
    std::vector<Coupon> coupons;         // sorted by code

    const Coupon* coupon(std::string_view code) const;
    bool addresses(std::string_view customer) const;
};

struct CouponRedemption {
    std::string customer;
    std::string campaign;
    std::string code;
    LocalDate date;
};

struct Campaigns {
    std::vector<Campaign> campaigns;            // in the file's order
    std::vector<CouponRedemption> redemptions;  // in the file's order
    bool redemptions_known = false;             // the file was there
    uint64_t rows = 0;                          // of all files, behind their headers
    uint64_t repeated_rows = 0;                 // dropped

    const Campaign* campaign(std::string_view id) const;
    // How often one customer used one coupon of one campaign, at most; 0 without redemptions.
    int64_t most_uses() const;
};

Result<Campaigns> read_campaigns(const std::string& folder);

}  // namespace habitue::connect
