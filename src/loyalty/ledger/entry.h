// An entry is one movement of points between two accounts of a wallet: both sides in one record, so every unit sums
// to zero by construction. The customer's accounts are pending, active, held and deficit; the others are the
// world's.
//
//   earned      issuance -> pending or active      taken_back  pending -> issuance (never became active: no trace
//   in earned) activated   pending  -> active                             active, deficit -> recovery redeemed
//   active   -> redemption             repaid      active -> deficit expired     active   -> expiry held active ->
//   held, released  held -> active adjusted    adjustment <-> active, deficit     transferred active -> transfer,
//   transfer -> active or pending
//
// A wallet is nothing but the fold of its entries (ledger/wallet.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"

namespace habitue::loyalty {

// Stored: numbers are never reused.
enum class Account : uint8_t {
    pending = 1,
    active = 2,
    held = 3,
    deficit = 4,  // zero or below: what is owed back after a refund
    issuance = 10,
    recovery = 11,  // what refunds took back from active points
    redemption = 12,
    expiry = 13,
    adjustment = 14,
    transfer = 15,
};
std::string_view name_of(Account);
inline bool is_customers(Account account) { return account <= Account::deficit; }

// Why an entry was written. Stored: numbers are never reused.
enum class Movement : uint8_t {
    earned = 1,
    activated = 2,
    rescheduled = 3,  // pending to pending: the day they become active is now known
    redeemed = 4,
    expired = 5,
    taken_back = 6,
    repaid = 7,
    held = 8,
    released = 9,
    captured = 10,
    returned = 11,  // redeemed points given back
    adjusted = 12,
    transferred_out = 13,
    transferred_in = 14,
    merged_out = 15,
    merged_in = 16,
};
std::string_view name_of(Movement);  // "points_earned", "points_activated", ...

// A lot is all the points of a wallet that become active and expire at the same instants. Those instants are ends
// and starts of local days, so a wallet has few lots however many orders it sees.
struct LotKey {
    Instant available_at;  // of a pending lot: kNever while the day is not known; of an active lot: kEarliest
    Instant expires_at = kNever;
    auto operator<=>(const LotKey&) const = default;

    static LotKey active(Instant expires_at) { return {kEarliest, expires_at}; }
    static LotKey none() { return {kEarliest, kNever}; }

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("available_at", self.available_at);
        visit("expires_at", self.expires_at);
    }
};

// What one order line contributed to an entry.
struct LineShare {
    std::string line;
    Points points;
    bool operator==(const LineShare&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("line", self.line);
        visit("points", self.points);
    }
};

struct Entry {
    uint32_t id = 0;  // 1, 2, 3 ... for each customer
    Movement movement = Movement::earned;
    std::string wallet;
    Account from = Account::issuance;
    Account to = Account::active;
    Points points;    // above zero
    LotKey from_lot;  // the lot left, when `from` has lots (pending, active, held)
    LotKey to_lot;    // the lot joined, when `to` has lots
    uint32_t hold = 0;
    std::string rule;   // the earning rule or reward that caused it
    std::string order;  // the shop's order id
    std::vector<LineShare> lines;
    std::string reason;  // a person's words, for adjustments and transfers
    std::string actor;   // who did it by hand
    bool operator==(const Entry&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("movement", self.movement);
        visit("wallet", self.wallet);
        visit("from", self.from);
        visit("to", self.to);
        visit("points", self.points);
        visit("from_lot", self.from_lot);
        visit("to_lot", self.to_lot);
        visit("hold", self.hold);
        visit("rule", self.rule);
        visit("order", self.order);
        visit("lines", self.lines);
        visit("reason", self.reason);
        visit("actor", self.actor);
    }
};

}  // namespace habitue::loyalty
