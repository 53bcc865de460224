// How points may pay a cart: what a checkout shows beside the total.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "loyalty/programme/programme.h"

namespace habitue::service {

struct PaymentOption {
    std::string wallet;
    Points active;
    Points minimum;
    Points step;
    Points most;  // that this cart takes and the customer has; zero when it is below the minimum
    Money worth;  // of `most`
};
// One for each wallet that may pay. `active` has the points by wallet; `total` is what the goods and the delivery
// cost before points.
std::vector<PaymentOption> payment_options(const loyalty::Programme&, const std::map<std::string, Points>& active,
                                           Amount total);

}  // namespace habitue::service
