// What the checks of a programme share. Internal to check (reader.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "loyalty/programme/reader.h"
#include "loyalty/programme/words.h"

namespace habitue::loyalty {

struct Checks {
    const Programme& programme;
    Instant now;
    Words fr, en;
    std::vector<Warning> warnings;

    void warn(std::string where, std::string english, std::string french) {
        warnings.push_back({std::move(where), std::move(english), std::move(french)});
    }
    static std::string place_of(const Offer& offer) {
        return (offer.source == Offer::Source::voucher ? "vouchers/" : "offers/") + offer.id;
    }
};

void check_offers(Checks&);        // that can never apply
void check_overshadowed(Checks&);  // that another one always beats
void check_ceiling(Checks&);       // that may take more than the stated ceiling, alone or two together
void check_money_loops(Checks&);   // ways to get out more than was paid in

}  // namespace habitue::loyalty
