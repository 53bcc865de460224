// Campaigns and coupons as a programme's document: each coupon of each campaign is an offer with the coupon's code
// as its public word, the campaign's dates, the coupon's products, and for those whom the campaign addressed. They
// are known by the customer attribute "campaigns", which lists their campaigns: " 8 13 26 ".
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/remark.h"
#include "base/result.h"
#include "connect/campaigns_csv.h"

namespace habitue::connect {

struct CampaignsProgramme {
    std::string id = "campaigns";
    std::string name = "Campaigns";
    std::string currency = "EUR";
    std::string time_zone = "Europe/Paris";
    std::string give = "1 EUR";  // of coupons whose file does not say
    int64_t uses = 0;            // of a coupon by a customer; 0: the most that the redemptions show, 1 without
};

struct ConvertedCampaigns {
    std::string document;  // YAML
    uint64_t offers = 0;
    uint64_t shared_codes = 0;  // codes of several campaigns: at most one of their offers on a cart
    int64_t uses = 0;
    std::vector<Remark> assumptions;
};

// "c26-51380041013": the id of the coupon's offer.
std::string offer_id(const Campaign&, const Coupon&);

// A fault when a code or an id has characters that the document does not allow.
Result<ConvertedCampaigns> convert(const Campaigns&, const CampaignsProgramme&);

// The attribute's value of every customer that any campaign addresses. A fault when a list is longer than an
// attribute may be.
Result<std::map<std::string, std::string>> campaigns_of_customers(const Campaigns&);
// The same as CSV: customer_id,campaigns.
Result<std::string> audiences_csv(const Campaigns&);

}  // namespace habitue::connect
