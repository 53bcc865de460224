// A made-up French shop of wine, groceries, care and home goods: customers with rhythms of their own, Christmas,
// sales and an empty August, returns, guests, reviews. The same numbers give the same history on every machine;
// nobody in it exists
// ("demo-customer-000123").
#pragma once

#include <string>
#include <vector>

#include "base/calendar.h"
#include "insight/history.h"

namespace habitue::insight {

struct DemoShop {
    uint32_t customers = 1'000;
    int years = 2;  // 1 to 20
    uint64_t seed = 1;
    LocalDate first_day{2024, 1, 1};
    TimeZone zone = TimeZone::utc();  // of the shop: give it Europe/Paris
    std::string currency = "EUR";
    std::vector<std::string> rewards;  // ids that members try to redeem; none: nobody redeems
};

// Sorted by time. A customer's life does not depend on how many others there are.
History demo_history(const DemoShop&);

}  // namespace habitue::insight
