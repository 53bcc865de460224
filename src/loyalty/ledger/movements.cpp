#include "loyalty/ledger/movements.h"

#include <algorithm>

#include "loyalty/tiers/tiers.h"

namespace habitue::loyalty {
namespace {

Entry entry_of(Movement movement, std::string_view wallet, Account from, Account to, Points points, Cause cause) {
    Entry entry;
    entry.movement = movement;
    entry.wallet = wallet;
    entry.from = from;
    entry.to = to;
    entry.points = points;
    entry.from_lot = entry.to_lot = LotKey::none();
    entry.rule = cause.rule;
    entry.order = cause.order;
    Points shared;
    for (const LineShare& share : cause.lines) shared += share.points;
    if (shared == points)
        entry.lines = std::move(cause.lines);  // shares speak of the whole amount: not of a part from one lot
    entry.reason = cause.reason;
    entry.actor = cause.actor;
    return entry;
}

const Lot* find_lot(const Draft& draft, std::string_view wallet, bool active, LotKey key) {
    const Wallet* held = draft.customer().wallet(wallet);
    if (held == nullptr) return nullptr;
    for (const Lot& lot : held->lots) {
        if (lot.active != active || lot.key.expires_at != key.expires_at) continue;
        if (active || lot.key.available_at == key.available_at) return &lot;
    }
    return nullptr;
}

// Takes up to `points` out of one lot; what is still missing.
Points take_from_lot(Draft& draft, std::string_view wallet, bool active, LotKey key, Points points, Cause& cause) {
    const Lot* lot = find_lot(draft, wallet, active, key);
    if (lot == nullptr || points == Points{}) return points;
    const Points taken = std::min(points, lot->points);
    Entry entry = entry_of(Movement::taken_back, wallet, active ? Account::active : Account::pending,
                           active ? Account::recovery : Account::issuance, taken, cause);
    entry.from_lot = active ? LotKey::active(key.expires_at) : key;
    draft.post(std::move(entry));
    return points - taken;
}

void repay_deficit(Draft& draft, const std::string& wallet) {
    const Wallet* held = draft.customer().wallet(wallet);
    if (held == nullptr || held->deficit == Points{}) return;
    const Points repaid = std::min(held->deficit, held->active());
    if (repaid == Points{}) return;
    debit(draft, wallet, repaid, Movement::repaid, Account::deficit, {});
}

void release_ended_holds(Draft& draft, const std::string& wallet) {
    while (true) {
        const Wallet* held = draft.customer().wallet(wallet);
        const auto ended = std::find_if(held->holds.begin(), held->holds.end(),
                                        [&](const Hold& hold) { return hold.released_at() <= draft.now; });
        if (ended == held->holds.end()) return;
        const uint32_t id = ended->id;
        Points points;
        for (const LotPart& part : ended->parts) points += part.points;
        end_hold(draft, wallet, id, points, Movement::released, Account::active, {.reason = "the hold ended"});
    }
}

void activate_due_lots(Draft& draft, const std::string& wallet) {
    while (true) {
        const Wallet* held = draft.customer().wallet(wallet);
        const auto due = std::find_if(held->lots.begin(), held->lots.end(), [&](const Lot& lot) {
            return !lot.active && lot.key.available_at <= draft.now;
        });
        if (due == held->lots.end()) return;
        Entry entry = entry_of(Movement::activated, wallet, Account::pending, Account::active, due->points, {});
        entry.from_lot = due->key;
        entry.to_lot = LotKey::active(due->key.expires_at);
        draft.post(std::move(entry));
    }
}

Instant inactive_from(const Draft& draft, const Wallet& wallet) {
    const WalletRule* rule = draft.programme.wallet(wallet.id);
    if (rule == nullptr || rule->expiry.kind != ExpiryRule::Kind::inactivity || wallet.active() == Points{})
        return kNever;
    return anchor(add(wallet.last_movement, rule->expiry.after, draft.programme.zone), rule->expiry.anchor,
                  draft.programme.zone);
}

void expire_due_lots(Draft& draft, const std::string& wallet) {
    while (true) {
        const Wallet* held = draft.customer().wallet(wallet);
        const bool inactive = inactive_from(draft, *held) <= draft.now;
        const auto due = std::find_if(held->lots.begin(), held->lots.end(), [&](const Lot& lot) {
            return lot.active && (inactive || lot.key.expires_at <= draft.now);
        });
        if (due == held->lots.end()) return;
        Entry entry = entry_of(Movement::expired, wallet, Account::active, Account::expiry, due->points, {});
        entry.from_lot = due->key;
        if (inactive) entry.reason = "inactivity";
        draft.post(std::move(entry));
    }
}

Instant next_due(const Draft& draft) {
    Instant due = kNever;
    for (const Wallet& wallet : draft.customer().wallets) {
        for (const Hold& hold : wallet.holds) due = std::min(due, hold.released_at());
        for (const Lot& lot : wallet.lots)
            due = std::min(due, lot.active ? lot.key.expires_at : lot.key.available_at);
        due = std::min(due, inactive_from(draft, wallet));
    }
    return std::min(due, tier_due(draft));
}

}  // namespace

Instant expiry_from(const ExpiryRule& rule, const TimeZone& zone, Instant from) {
    switch (rule.kind) {
        case ExpiryRule::Kind::never:
        case ExpiryRule::Kind::inactivity: return kNever;
        case ExpiryRule::Kind::after: return anchor(add(from, rule.after, zone), rule.anchor, zone);
        case ExpiryRule::Kind::on_dates: break;
    }
    const LocalDate earliest = zone.date_of(add(from, rule.after, zone));
    Instant end = kNever;
    for (const ExpiryRule::MonthDay& date : rule.dates) {
        for (const int16_t year : {earliest.year, static_cast<int16_t>(earliest.year + 1)}) {
            LocalDate candidate{year, date.month, 1};
            candidate.day = std::min(date.day, end_of_month(candidate).day);
            if (candidate >= earliest) end = std::min(end, zone.end_of(candidate));
        }
    }
    return end;
}

Instant available_from(Period wait, const TimeZone& zone, Instant reached) {
    if (wait.count == 0) return reached;
    const Instant moved = add(reached, wait, zone);
    const bool by_the_day = wait.unit != Period::Unit::minutes && wait.unit != Period::Unit::hours;
    return by_the_day ? zone.start_of(zone.date_of(moved)) : moved;
}

LotKey schedule(const WalletRule& rule, const TimeZone& zone, Instant reached, Instant earned_at) {
    switch (rule.pending.kind) {
        case PendingRule::Kind::immediate: return {earned_at, expiry_from(rule.expiry, zone, earned_at)};
        case PendingRule::Kind::until_activity: return {kNever, kNever};
        case PendingRule::Kind::after_state: break;
    }
    if (reached == kNever) return {kNever, kNever};
    const Instant available = std::max(available_from(rule.pending.wait, zone, reached), earned_at);
    return {available, expiry_from(rule.expiry, zone, available)};
}

bool is_active_at(LotKey scheduled, Instant now) { return scheduled.available_at <= now; }

LotKey earn(Draft& draft, const WalletRule& rule, LotKey scheduled, Points points, Cause cause) {
    const bool active = is_active_at(scheduled, draft.now);
    Entry entry = entry_of(Movement::earned, rule.id, Account::issuance,
                           active ? Account::active : Account::pending, points, std::move(cause));
    entry.to_lot = active ? LotKey::active(scheduled.expires_at) : scheduled;
    const LotKey lot = entry.to_lot;
    draft.post(std::move(entry));
    return lot;
}

LotKey reschedule(Draft& draft, const WalletRule& rule, LotKey waiting, LotKey scheduled, Points points,
                  const Cause& cause) {
    const Lot* lot = find_lot(draft, rule.id, false, waiting);
    const bool active = is_active_at(scheduled, draft.now);
    const LotKey target = active ? LotKey::active(scheduled.expires_at) : scheduled;
    if (lot == nullptr || target == waiting) return waiting;
    Entry entry = entry_of(active ? Movement::activated : Movement::rescheduled, rule.id, Account::pending,
                           active ? Account::active : Account::pending, std::min(points, lot->points), cause);
    entry.from_lot = waiting;
    entry.to_lot = target;
    draft.post(std::move(entry));
    return target;
}

void take_back(Draft& draft, const WalletRule& rule, LotKey own, Points points, Cause cause) {
    Points missing = points;
    if (own.available_at != kEarliest) missing = take_from_lot(draft, rule.id, false, own, missing, cause);
    if (rule.overdraw == Overdraw::pending_only || missing == Points{}) return;
    missing = take_from_lot(draft, rule.id, true, own, missing, cause);
    while (missing > Points{}) {
        const Wallet* wallet = draft.customer().wallet(rule.id);
        const auto next = wallet == nullptr ? std::vector<Lot>::const_iterator{}
                                            : std::find_if(wallet->lots.begin(), wallet->lots.end(),
                                                           [](const Lot& lot) { return lot.active; });
        if (wallet == nullptr || next == wallet->lots.end()) break;
        const LotKey key = next->key;
        missing = take_from_lot(draft, rule.id, true, key, missing, cause);
    }
    if (missing > Points{} && rule.overdraw == Overdraw::repay)
        draft.post(entry_of(Movement::taken_back, rule.id, Account::deficit, Account::recovery, missing, cause));
}

std::vector<LotPart> debit(Draft& draft, std::string_view wallet, Points points, Movement movement, Account to,
                           const Cause& cause) {
    const Wallet* held = draft.customer().wallet(wallet);
    assert(held != nullptr && "the balance was checked");
    std::vector<LotPart> parts = cover(*held, points);
    for (const LotPart& part : parts) {
        Entry entry = entry_of(movement, wallet, Account::active, to, part.points, cause);
        entry.from_lot = LotKey::active(part.expires_at);
        draft.post(std::move(entry));
    }
    return parts;
}

void give_back(Draft& draft, std::string_view wallet, const std::vector<LotPart>& parts, Movement movement,
               Account from, const Cause& cause, Period grace) {
    for (const LotPart& part : parts) {
        if (part.points == Points{}) continue;
        Instant expires_at = part.expires_at;
        if (expires_at <= draft.now)
            expires_at =
                anchor(add(draft.now, grace, draft.programme.zone), Anchor::end_of_day, draft.programme.zone);
        Entry entry = entry_of(movement, wallet, from, Account::active, part.points, cause);
        entry.to_lot = LotKey::active(expires_at);
        draft.post(std::move(entry));
    }
}

void open_hold(Draft& draft, const HoldOpened& opened, Points points) {
    const Cause cause{.order = opened.cart.value, .reason = opened.reference};
    const std::vector<LotPart> parts = cover(*draft.customer().wallet(opened.wallet), points);
    draft.emit(opened);
    for (const LotPart& part : parts) {
        Entry entry = entry_of(Movement::held, opened.wallet, Account::active, Account::held, part.points, cause);
        entry.from_lot = entry.to_lot = LotKey::active(part.expires_at);
        entry.hold = opened.hold;
        draft.post(std::move(entry));
    }
}

std::vector<LotPart> end_hold(Draft& draft, std::string_view wallet, uint32_t hold, Points points,
                              Movement movement, Account to, const Cause& cause) {
    std::vector<LotPart> parts;
    for (const Hold& open : draft.customer().wallet(wallet)->holds)
        if (open.id == hold) parts = open.parts;
    std::sort(parts.begin(), parts.end(),
              [](const LotPart& a, const LotPart& b) { return a.expires_at < b.expires_at; });
    std::vector<LotPart> moved;
    for (const LotPart& part : parts) {
        const Points taken = std::min(points, part.points);
        if (taken == Points{}) break;
        Entry entry = entry_of(movement, wallet, Account::held, to, taken, cause);
        entry.hold = hold;
        entry.from_lot = LotKey::active(part.expires_at);
        if (to == Account::active) entry.to_lot = LotKey::active(part.expires_at);
        draft.post(std::move(entry));
        moved.push_back({part.expires_at, taken});
        points -= taken;
    }
    return moved;
}

void settle(Draft& draft) {
    if (!draft.customer().exists() || draft.refused()) return;
    if (!draft.customer().merged_into) {
        // by index: the customer moves while the wallet's entries are written, but no wallet comes or goes
        for (size_t i = 0; i < draft.customer().wallets.size(); ++i) {
            const std::string wallet = draft.customer().wallets[i].id;
            release_ended_holds(draft, wallet);
            activate_due_lots(draft, wallet);
            expire_due_lots(draft, wallet);
            repay_deficit(draft, wallet);
        }
        review_tier(draft);
    }
    const Instant due = draft.customer().merged_into ? kNever : next_due(draft);
    assert(due > draft.now && "what is due was just done");
    if (due != draft.customer().due_at) draft.emit(DueSet{due});
}

std::string what_is_left(const Draft& draft, std::string_view wallet) {
    const Wallet* found = draft.customer().wallet(wallet);
    const Points held = found == nullptr ? Points{} : found->held();
    std::string text = std::to_string(balance(draft, wallet).value) + " are active";
    if (held > Points{}) text += ", " + std::to_string(held.value) + " are held";
    return text;
}

Points balance(const Draft& draft, std::string_view wallet) {
    const Wallet* held = draft.customer().wallet(wallet);
    return held == nullptr ? Points{} : held->active();
}

}  // namespace habitue::loyalty
