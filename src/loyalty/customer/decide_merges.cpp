// Two accounts of one person: merge and undo. The absorbed customer's points leave as transfers and arrive, lot by
// lot with their dates, at the survivor; its days, uses and lifetime figures go along. Its orders stay its own and
// are followed through the merge when they change.
#include <algorithm>

#include "loyalty/deciders.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

Entry movement(Movement kind, const std::string& wallet, Account from, Account to, Points points, LotKey lot,
               const std::string& reason, const std::string& actor) {
    Entry entry;
    entry.movement = kind;
    entry.wallet = wallet;
    entry.from = from;
    entry.to = to;
    entry.points = points;
    entry.from_lot = entry.to_lot = LotKey::none();
    if (is_customers(from) && from != Account::deficit) entry.from_lot = lot;
    if (is_customers(to) && to != Account::deficit) entry.to_lot = lot;
    entry.reason = reason;
    entry.actor = actor;
    return entry;
}

void send_lots(Draft& draft, const MovedWallet& moved, const std::string& reason, const std::string& actor) {
    for (const Lot& lot : moved.lots)
        draft.post(movement(Movement::merged_out, moved.wallet, lot.active ? Account::active : Account::pending,
                            Account::transfer, lot.points, lot.key, reason, actor));
    if (moved.deficit > Points{})
        draft.post(movement(Movement::merged_out, moved.wallet, Account::transfer, Account::deficit, moved.deficit,
                            LotKey::none(), reason, actor));
}

void receive_lots(Draft& draft, const MovedWallet& moved) {
    for (const Lot& lot : moved.lots)
        draft.post(movement(Movement::merged_in, moved.wallet, Account::transfer,
                            lot.active ? Account::active : Account::pending, lot.points, lot.key, {}, {}));
    if (moved.deficit > Points{})
        draft.post(movement(Movement::merged_in, moved.wallet, Account::deficit, Account::transfer, moved.deficit,
                            LotKey::none(), {}, {}));
}

void release_all_holds(Draft& draft) {
    std::vector<std::pair<std::string, Hold>> open;
    for (const Wallet& wallet : draft.customer().wallets)
        for (const Hold& hold : wallet.holds) open.emplace_back(wallet.id, hold);
    for (const auto& [wallet, hold] : open)
        end_hold(draft, wallet, hold.id, kMostPoints, Movement::released, Account::active, {.reason = "merged"});
}

void check_words(Draft& draft, const std::string& reason, const std::string& actor) {
    if (reason.empty() || reason.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/reason", "1 to 256 bytes");
    if (actor.empty() || actor.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/actor", "1 to 256 bytes");
}

// What is left, in the survivor's wallet, of the lots that came with the merge.
MovedWallet what_is_left(const Draft& draft, const MovedWallet& moved) {
    MovedWallet left{moved.wallet, {}, {}};
    const Wallet* wallet = draft.customer().wallet(moved.wallet);
    if (wallet == nullptr) return left;
    std::vector<Lot> lots = wallet->lots;
    for (const Lot& brought : moved.lots) {
        for (Lot& lot : lots) {
            const bool same_expiry = lot.key.expires_at == brought.key.expires_at;
            const bool same = same_expiry && (lot.active ? brought.active || brought.key.available_at <= draft.now
                                                         : !brought.active && lot.key == brought.key);
            const Points taken = same ? std::min(lot.points, brought.points) : Points{};
            if (taken == Points{}) continue;
            left.lots.push_back({lot.id, lot.key, lot.active, taken});
            lot.points -= taken;
            break;
        }
    }
    left.deficit = std::min(moved.deficit, wallet->deficit);
    return left;
}

}  // namespace

void decide_merge_into(Draft& draft, const MergeInto& asked) {
    check_words(draft, asked.reason, asked.actor);
    if (draft.other() == nullptr)
        draft.refuse(RefusalCode::customer_not_found, "/survivor", asked.survivor);
    else if (draft.other()->id == draft.customer().id)
        draft.refuse(RefusalCode::same_customer, "/survivor", asked.survivor);
    if (draft.refused()) return;
    const CustomerId survivor = draft.other()->id;
    release_all_holds(draft);
    const Customer before = draft.customer();
    Absorb absorb;
    absorb.external_ids = before.external_ids;
    absorb.joined_at = before.joined_at;
    absorb.attributes = before.attributes;
    Merge& merge = absorb.merge;
    merge.absorbed = before.id;
    merge.at = draft.now;
    merge.reversible_until = add(draft.now, draft.programme.merge_reversible, draft.programme.zone);
    merge.days = before.days;
    merge.uses = before.uses;
    merge.orders = before.orders;
    merge.spend = before.spend;
    merge.first_order_at = before.first_order_at;
    merge.last_order_at = before.last_order_at;
    merge.codes = before.codes;
    merge.margin = before.margin;
    for (const Wallet& wallet : before.wallets) {
        MovedWallet moved{wallet.id, wallet.lots, wallet.deficit};
        if (moved.lots.empty() && moved.deficit == Points{}) continue;
        send_lots(draft, moved, asked.reason, asked.actor);
        merge.wallets.push_back(std::move(moved));
    }
    draft.emit(MergedAway{survivor});
    draft.emit(CommandSent{{survivor, std::move(absorb)}});
}

void decide_absorb(Draft& draft, const Absorb& sent) {
    for (const MovedWallet& moved : sent.merge.wallets) receive_lots(draft, moved);
    ProfileChanged profile{draft.customer().external_ids, std::min(draft.customer().joined_at, sent.joined_at),
                           draft.customer().attributes};
    for (const std::string& id : sent.external_ids)
        if (std::find(profile.external_ids.begin(), profile.external_ids.end(), id) == profile.external_ids.end())
            profile.external_ids.push_back(id);
    for (const Attribute& attribute : sent.attributes)
        if (find(profile.attributes, attribute.name) == nullptr && profile.attributes.size() < kMostAttributes)
            profile.attributes.insert(
                std::upper_bound(profile.attributes.begin(), profile.attributes.end(), attribute,
                                 [](const Attribute& a, const Attribute& b) { return a.name < b.name; }),
                attribute);
    draft.emit(std::move(profile));
    draft.emit(MergeAbsorbed{sent.merge});
}

void decide_undo_merge(Draft& draft, const UndoMerge& asked) {
    check_words(draft, asked.reason, asked.actor);
    const std::vector<Merge>& merges = draft.customer().merges;
    const auto found = std::find_if(merges.rbegin(), merges.rend(), [&](const Merge& merge) {
        return merge.absorbed == asked.absorbed && !merge.undone;
    });
    if (found == merges.rend())
        draft.refuse(RefusalCode::merge_not_found, "/absorbed", to_text(asked.absorbed));
    else if (found->reversible_until <= draft.now)
        draft.refuse(RefusalCode::merge_no_longer_reversible, "/absorbed",
                     "until " + to_text(found->reversible_until));
    if (draft.refused()) return;
    Merge merge = *found;
    std::vector<MovedWallet> left;
    for (const MovedWallet& moved : merge.wallets) {
        left.push_back(what_is_left(draft, moved));
        send_lots(draft, left.back(), asked.reason, asked.actor);
    }
    merge.wallets = std::move(left);
    draft.emit(MergeUndone{asked.absorbed});
    draft.emit(CommandSent{{asked.absorbed, StandAlone{std::move(merge)}}});
}

void decide_stand_alone(Draft& draft, const StandAlone& sent) {
    draft.emit(StoodAlone{sent.merge});
    for (const MovedWallet& moved : sent.merge.wallets) receive_lots(draft, moved);
}

}  // namespace habitue::loyalty
