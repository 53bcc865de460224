#include "loyalty/ledger/entry.h"

namespace habitue::loyalty {

std::string_view name_of(Account account) {
    switch (account) {
        case Account::pending: return "pending";
        case Account::active: return "active";
        case Account::held: return "held";
        case Account::deficit: return "deficit";
        case Account::issuance: return "issuance";
        case Account::recovery: return "recovery";
        case Account::redemption: return "redemption";
        case Account::expiry: return "expiry";
        case Account::adjustment: return "adjustment";
        case Account::transfer: return "transfer";
    }
    return "unknown";
}

std::string_view name_of(Movement movement) {
    switch (movement) {
        case Movement::earned: return "points_earned";
        case Movement::activated: return "points_activated";
        case Movement::rescheduled: return "points_rescheduled";
        case Movement::redeemed: return "points_redeemed";
        case Movement::expired: return "points_expired";
        case Movement::taken_back: return "points_taken_back";
        case Movement::repaid: return "points_repaid";
        case Movement::held: return "points_held";
        case Movement::released: return "points_released";
        case Movement::captured: return "points_captured";
        case Movement::returned: return "points_returned";
        case Movement::adjusted: return "points_adjusted";
        case Movement::transferred_out: return "points_transferred_out";
        case Movement::transferred_in: return "points_transferred_in";
        case Movement::merged_out: return "points_merged_out";
        case Movement::merged_in: return "points_merged_in";
    }
    return "unknown";
}

}  // namespace habitue::loyalty
