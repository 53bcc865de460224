// The ways points move: every one ends in entries. Internal to the kernel.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loyalty/draft.h"

namespace habitue::loyalty {

// What an entry should say about its cause. The texts are borrowed: from what stays as it is while points move.
struct Cause {
    std::string_view rule = {};
    std::string_view order = {};
    std::vector<LineShare> lines = {};
    std::string_view reason = {};
    std::string_view actor = {};
};

// Where freshly earned points go. `reached` is when the order reached the state that the wallet's pending rule
// waits for (kNever: not yet); for activities the activity's own time.
LotKey schedule(const WalletRule&, const TimeZone&, Instant reached, Instant earned_at);
bool is_active_at(LotKey scheduled, Instant now);
// The end of points that become active at `from`.
Instant expiry_from(const ExpiryRule&, const TimeZone&, Instant from);
// The local midnight from which points that wait `wait` after `reached` are active; `reached` itself for no wait.
Instant available_from(Period wait, const TimeZone&, Instant reached);

// Credits points; returns the lot they are in.
LotKey earn(Draft&, const WalletRule&, LotKey scheduled, Points, Cause);
// Points whose day of availability became known: moves what is still in the waiting lot.
LotKey reschedule(Draft&, const WalletRule&, LotKey waiting, LotKey scheduled, Points, const Cause&);
// Takes back granted points under the wallet's overdraw policy, from their own lot first.
void take_back(Draft&, const WalletRule&, LotKey own, Points, Cause);
// Debits active points in consumption order; the caller has checked that they suffice.
std::vector<LotPart> debit(Draft&, std::string_view wallet, Points, Movement, Account to, const Cause&);
// Gives parts back to active lots of their old expiry; those that have expired meanwhile live until now + grace.
void give_back(Draft&, std::string_view wallet, const std::vector<LotPart>&, Movement, Account from, const Cause&,
               Period grace);
// Opens the hold and moves active points into it; the caller has checked that they suffice.
void open_hold(Draft&, const HoldOpened&, Points);
// Moves a hold's points: to redemption (captured) or back to active (released). `points` at most what is held.
std::vector<LotPart> end_hold(Draft&, std::string_view wallet, uint32_t hold, Points, Movement, Account to,
                              const Cause&);

// Does what has fallen due up to now (holds, pending lots, expiry, tiers), repays deficits, and sets the next due
// instant. Runs at the end of every decision.
void settle(Draft&);
Points balance(const Draft&, std::string_view wallet);
// For a refusal: "10 are active, 90 are held".
std::string what_is_left(const Draft&, std::string_view wallet);

}  // namespace habitue::loyalty
