#include "loyalty/ledger/wallet.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

bool consumed_before(const Lot& a, const Lot& b) {
    if (a.key.expires_at != b.key.expires_at) return a.key.expires_at < b.key.expires_at;
    if (a.key.available_at != b.key.available_at) return a.key.available_at < b.key.available_at;
    return a.id < b.id;
}

Lot* find_lot(std::vector<Lot>& lots, bool active, LotKey key) {
    for (Lot& lot : lots) {
        if (lot.active != active || lot.key.expires_at != key.expires_at) continue;
        if (active || lot.key.available_at == key.available_at) return &lot;
    }
    return nullptr;
}

bool take(std::vector<Lot>& lots, bool active, LotKey key, Points points) {
    Lot* lot = find_lot(lots, active, key);
    if (lot == nullptr || lot->points < points) return false;
    lot->points -= points;
    if (lot->points == Points{}) lots.erase(lots.begin() + (lot - lots.data()));
    return true;
}

void add(Wallet& wallet, bool active, LotKey key, Points points) {
    if (Lot* lot = find_lot(wallet.lots, active, key)) {
        lot->points += points;
        return;
    }
    const Lot lot{++wallet.lots_opened, active ? LotKey::active(key.expires_at) : key, active, points};
    wallet.lots.insert(std::upper_bound(wallet.lots.begin(), wallet.lots.end(), lot, consumed_before), lot);
}

Hold* find_hold(std::vector<Hold>& holds, uint32_t id) {
    for (Hold& hold : holds)
        if (hold.id == id) return &hold;
    return nullptr;
}

bool take_held(Wallet& wallet, uint32_t id, Instant expires_at, Points points) {
    Hold* hold = find_hold(wallet.holds, id);
    if (hold == nullptr) return false;
    for (LotPart& part : hold->parts) {
        if (part.expires_at != expires_at || part.points < points) continue;
        part.points -= points;
        std::erase_if(hold->parts, [](const LotPart& p) { return p.points == Points{}; });
        if (hold->parts.empty()) wallet.holds.erase(wallet.holds.begin() + (hold - wallet.holds.data()));
        return true;
    }
    return false;
}

bool add_held(Wallet& wallet, uint32_t id, Instant expires_at, Points points) {
    Hold* hold = find_hold(wallet.holds, id);
    if (hold == nullptr) return false;
    for (LotPart& part : hold->parts) {
        if (part.expires_at != expires_at) continue;
        part.points += points;
        return true;
    }
    hold->parts.push_back({expires_at, points});
    return true;
}

bool take_from(Wallet& wallet, const Entry& entry) {
    switch (entry.from) {
        case Account::pending: return take(wallet.lots, false, entry.from_lot, entry.points);
        case Account::active: return take(wallet.lots, true, entry.from_lot, entry.points);
        case Account::held: return take_held(wallet, entry.hold, entry.from_lot.expires_at, entry.points);
        case Account::deficit: wallet.deficit += entry.points; return true;
        case Account::issuance: wallet.totals.earned += entry.points; return true;
        case Account::recovery: wallet.totals.taken_back -= entry.points; return true;
        case Account::redemption: wallet.totals.redeemed -= entry.points; return true;
        case Account::expiry: wallet.totals.expired -= entry.points; return true;
        case Account::adjustment: wallet.totals.adjusted += entry.points; return true;
        case Account::transfer: wallet.totals.transferred += entry.points; return true;
    }
    return false;
}

bool give_to(Wallet& wallet, const Entry& entry) {
    switch (entry.to) {
        case Account::pending: add(wallet, false, entry.to_lot, entry.points); return true;
        case Account::active: add(wallet, true, entry.to_lot, entry.points); return true;
        case Account::held: return add_held(wallet, entry.hold, entry.to_lot.expires_at, entry.points);
        case Account::deficit:
            if (wallet.deficit < entry.points) return false;
            wallet.deficit -= entry.points;
            return true;
        case Account::issuance: wallet.totals.earned -= entry.points; return true;
        case Account::recovery: wallet.totals.taken_back += entry.points; return true;
        case Account::redemption: wallet.totals.redeemed += entry.points; return true;
        case Account::expiry: wallet.totals.expired += entry.points; return true;
        case Account::adjustment: wallet.totals.adjusted -= entry.points; return true;
        case Account::transfer: wallet.totals.transferred -= entry.points; return true;
    }
    return false;
}

bool opened_by_cart(const std::vector<Hold>& holds, uint32_t id) {
    return std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) { return hold.id == id && hold.cart; });
}

bool shows_activity(Movement movement) {
    return movement == Movement::earned || movement == Movement::redeemed || movement == Movement::captured ||
           movement == Movement::held || movement == Movement::transferred_in || movement == Movement::adjusted;
}

}  // namespace

Points Wallet::pending() const {
    Points sum;
    for (const Lot& lot : lots)
        if (!lot.active) sum += lot.points;
    return sum;
}

Points Wallet::active() const {
    Points sum;
    for (const Lot& lot : lots)
        if (lot.active) sum += lot.points;
    return sum;
}

Points Wallet::held() const {
    Points sum;
    for (const Hold& hold : holds)
        for (const LotPart& part : hold.parts) sum += part.points;
    return sum;
}

const Hold* Wallet::hold(uint32_t hold_id) const {
    for (const Hold& open : holds)
        if (open.id == hold_id) return &open;
    return nullptr;
}

const Hold* Wallet::hold_of_cart(const OrderId& cart, Instant now) const {
    for (const Hold& open : holds)
        if (open.cart == cart && open.is_locked(now)) return &open;
    return nullptr;
}

bool Wallet::post(const Entry& entry, Instant at) {
    if (entry.points <= Points{}) return false;
    if (entry.from == entry.to && entry.from != Account::pending) return false;
    if (entry.to == Account::deficit && deficit < entry.points) return false;
    if (entry.to == Account::held && find_hold(holds, entry.hold) == nullptr) return false;
    if (!take_from(*this, entry)) return false;
    [[maybe_unused]] const bool given = give_to(*this, entry);
    assert(given && "the checks above make the second half of an entry certain");
    const bool is_of_cart = entry.movement == Movement::held && opened_by_cart(holds, entry.hold);
    if (shows_activity(entry.movement) && !is_of_cart) last_movement = std::max(last_movement, at);
    return true;
}

std::vector<LotPart> cover(const Wallet& wallet, Points points) {
    std::vector<LotPart> parts;
    for (const Lot& lot : wallet.lots) {
        if (points == Points{}) break;
        if (!lot.active) continue;
        const Points taken = std::min(points, lot.points);
        parts.push_back({lot.key.expires_at, taken});
        points -= taken;
    }
    if (points > Points{}) parts.clear();
    return parts;
}

}  // namespace habitue::loyalty
