// A wallet: the lots, holds and totals that a customer's entries add up to. post() is the only thing that changes
// it.
//
// Always true: every lot and hold is above zero; lots are sorted by expiry, then by the day they become active,
// then by id (which is also the order in which they are consumed, never-expiring last); deficit is zero or positive
// and, when it is positive, nothing is active.
//     earned - taken_back - redeemed - expired + adjusted + transferred = pending + active + held - deficit
#pragma once

#include <algorithm>
#include <vector>

#include "loyalty/ledger/entry.h"

namespace habitue::loyalty {

struct Lot {
    uint32_t id = 0;  // 1, 2, 3 ... for each wallet
    LotKey key;
    bool active = false;
    Points points;
    bool operator==(const Lot&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("key", self.key);
        visit("active", self.active);
        visit("points", self.points);
    }
};

// Points set aside out of one active lot.
struct LotPart {
    Instant expires_at = kNever;
    Points points;
    bool operator==(const LotPart&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("expires_at", self.expires_at);
        visit("points", self.points);
    }
};

inline constexpr size_t kMostHolds = 100;  // open at a time in one wallet

// Points reserved for a checkout that is not finished: captured, released, or released by the clock. A locked cart
// reserves what it pays with; until its lock ends nobody else captures or releases that.
struct Hold {
    uint32_t id = 0;
    Instant ends_at;
    std::string reference;
    std::vector<LotPart> parts;
    OrderId cart;  // empty: no cart's
    Instant cart_until = kEarliest;
    bool operator==(const Hold&) const = default;

    // the clock releases it then
    Instant released_at() const { return std::max(ends_at, cart_until); }
    bool is_locked(Instant now) const { return cart_until > now; }

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("ends_at", self.ends_at);
        visit("reference", self.reference);
        visit("parts", self.parts);
        visit("cart", self.cart);
        visit("cart_until", self.cart_until);
    }
};

struct WalletTotals {
    Points earned;      // granted and not cancelled while pending
    Points taken_back;  // by refunds, from active points or as deficit
    Points redeemed;    // spent on rewards and orders, less what was given back
    Points expired;
    Points adjusted;     // by hand, signed
    Points transferred;  // in less out, merges included
    bool operator==(const WalletTotals&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("earned", self.earned);
        visit("taken_back", self.taken_back);
        visit("redeemed", self.redeemed);
        visit("expired", self.expired);
        visit("adjusted", self.adjusted);
        visit("transferred", self.transferred);
    }
};

struct Wallet {
    std::string id;
    std::vector<Lot> lots;
    std::vector<Hold> holds;
    Points deficit;
    WalletTotals totals;
    uint32_t lots_opened = 0;
    // The last time points were earned, spent or held; inactivity counts from it. A cart's hold is no movement:
    // points do not live on because carts are filled and forgotten.
    Instant last_movement;
    bool operator==(const Wallet&) const = default;

    Points pending() const;
    Points active() const;
    Points held() const;
    const Hold* hold(uint32_t id) const;
    // What that cart holds while it is locked; null when it has nothing here.
    const Hold* hold_of_cart(const OrderId& cart, Instant now) const;

    // Folds one entry in. An entry that takes what is not there is a bug (asserted), or, when read back from a
    // damaged journal, reported: false and the wallet is unchanged.
    [[nodiscard]] bool post(const Entry&, Instant at);

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("lots", self.lots);
        visit("holds", self.holds);
        visit("deficit", self.deficit);
        visit("totals", self.totals);
        visit("lots_opened", self.lots_opened);
        visit("last_movement", self.last_movement);
    }
};

// Which lots cover a debit of `points` from the active ones, in consumption order; empty when they do not suffice.
std::vector<LotPart> cover(const Wallet&, Points points);

}  // namespace habitue::loyalty
