// Holds, manual adjustments and transfers.
#include <algorithm>

#include "loyalty/deciders.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

struct OpenHold {
    std::string wallet;
    Points points;
};

// Finds an open hold in any wallet that no locked cart needs; tells a closed one from one that never was.
std::optional<OpenHold> find_hold(Draft& draft, uint32_t id) {
    for (const Wallet& wallet : draft.customer().wallets) {
        for (const Hold& hold : wallet.holds) {
            if (hold.id != id) continue;
            Points points;
            if (hold.is_locked(draft.now)) {
                draft.refuse(RefusalCode::hold_of_a_cart, "/hold",
                             hold.cart.value + ", until " + to_text(hold.cart_until));
                return std::nullopt;
            }
            for (const LotPart& part : hold.parts) points += part.points;
            return OpenHold{wallet.id, points};
        }
    }
    const bool closed = id >= 1 && id <= draft.customer().holds;
    draft.refuse(closed ? RefusalCode::hold_closed : RefusalCode::hold_not_found, "/hold", std::to_string(id));
    return std::nullopt;
}

void check_points(Draft& draft, Points points, Points least) {
    if (points < least || points > kMostPoints)
        draft.refuse(
            RefusalCode::invalid, "/points",
            "a whole number from " + std::to_string(least.value) + " to " + std::to_string(kMostPoints.value));
}

void check_balance(Draft& draft, const std::string& wallet, Points points) {
    if (balance(draft, wallet) < points)
        draft.refuse(RefusalCode::not_enough_points, "/points",
                     std::to_string(points.value) + " are needed, " + what_is_left(draft, wallet));
}

void check_words(Draft& draft, const std::string& text, const char* where, bool mandatory) {
    const bool blank = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
    if (mandatory && blank) draft.refuse(RefusalCode::invalid, where, "must be given");
    if (text.size() > kLongestText) draft.refuse(RefusalCode::invalid, where, "at most 256 bytes");
}

}  // namespace

const WalletRule* find_wallet(Draft& draft, const std::string& wallet) {
    if (wallet.empty()) return &draft.programme.wallets.front();
    const WalletRule* rule = draft.programme.wallet(wallet);
    if (rule == nullptr) draft.refuse(RefusalCode::wallet_not_found, "/wallet", wallet);
    return rule;
}

void decide_hold_points(Draft& draft, const HoldPoints& asked) {
    const WalletRule* wallet = find_wallet(draft, asked.wallet);
    check_points(draft, asked.points, {1});
    check_words(draft, asked.reference, "/reference", false);
    if (asked.ends_at <= draft.now || asked.ends_at > kLatest)
        draft.refuse(RefusalCode::invalid, "/ends_at", "must lie in the future, before 2100");
    if (draft.refused()) return;
    const Wallet* held = draft.customer().wallet(wallet->id);
    if (held != nullptr && held->holds.size() >= kMostHolds)
        draft.refuse(RefusalCode::limit_reached, "/wallet", "at most 100 holds are open at a time");
    check_balance(draft, wallet->id, asked.points);
    if (draft.refused()) return;
    open_hold(draft, {wallet->id, draft.customer().holds + 1, asked.ends_at, asked.reference, {}}, asked.points);
}

void decide_capture_hold(Draft& draft, const CaptureHold& asked) {
    const auto hold = find_hold(draft, asked.hold);
    if (!hold) return;
    const Points captured = asked.points.value_or(hold->points);
    if (captured < Points{1}) draft.refuse(RefusalCode::invalid, "/points", "a whole number above zero");
    if (captured > hold->points)
        draft.refuse(RefusalCode::above_maximum, "/points", std::to_string(hold->points.value) + " are held");
    if (draft.refused()) return;
    end_hold(draft, hold->wallet, asked.hold, captured, Movement::captured, Account::redemption, {});
    if (captured < hold->points)
        end_hold(draft, hold->wallet, asked.hold, hold->points - captured, Movement::released, Account::active, {});
}

void decide_release_hold(Draft& draft, const ReleaseHold& asked) {
    const auto hold = find_hold(draft, asked.hold);
    if (!hold) return;
    end_hold(draft, hold->wallet, asked.hold, hold->points, Movement::released, Account::active, {});
}

void decide_adjust_points(Draft& draft, const AdjustPoints& asked) {
    const WalletRule* wallet = find_wallet(draft, asked.wallet);
    if (asked.points == Points{}) draft.refuse(RefusalCode::invalid, "/points", "not zero");
    check_points(draft, asked.points, -kMostPoints);
    check_words(draft, asked.reason, "/reason", true);
    check_words(draft, asked.actor, "/actor", true);
    if (draft.refused()) return;
    const Cause cause{.reason = asked.reason, .actor = asked.actor};
    if (asked.points < Points{}) {
        check_balance(draft, wallet->id, -asked.points);
        if (!draft.refused())
            debit(draft, wallet->id, -asked.points, Movement::adjusted, Account::adjustment, cause);
        return;
    }
    const Instant expires_at = expiry_from(wallet->expiry, draft.programme.zone, draft.now);
    give_back(draft, wallet->id, {{expires_at, asked.points}}, Movement::adjusted, Account::adjustment, cause, {});
}

void decide_transfer_points(Draft& draft, const TransferPoints& asked) {
    const WalletRule* wallet = find_wallet(draft, asked.wallet);
    check_points(draft, asked.points, {1});
    check_words(draft, asked.reason, "/reason", false);
    if (draft.refused()) return;
    if (!wallet->transferable)
        draft.refuse(RefusalCode::not_allowed, "/wallet", "points of this wallet are not given away");
    if (draft.other() == nullptr)
        draft.refuse(RefusalCode::customer_not_found, "/to", asked.to);
    else if (draft.other()->id == draft.customer().id)
        draft.refuse(RefusalCode::same_customer, "/to", asked.to);
    if (asked.points > wallet->most_per_transfer)
        draft.refuse(RefusalCode::above_maximum, "/points",
                     "at most " + std::to_string(wallet->most_per_transfer.value));
    check_balance(draft, wallet->id, asked.points);
    if (draft.refused()) return;
    const CustomerId receiver = draft.other()->id;
    std::vector<LotPart> parts = debit(draft, wallet->id, asked.points, Movement::transferred_out,
                                       Account::transfer, {.reason = asked.reason});
    draft.emit(
        CommandSent{{receiver, ReceivePoints{draft.customer().id, wallet->id, std::move(parts), asked.reason}}});
}

void decide_receive_points(Draft& draft, const ReceivePoints& sent) {
    give_back(draft, sent.wallet, sent.parts, Movement::transferred_in, Account::transfer, {.reason = sent.reason},
              {});
}

}  // namespace habitue::loyalty
