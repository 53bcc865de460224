#include "scenario/books.h"

#include <tuple>
#include <utility>

namespace habitue::scenario {

using namespace loyalty;

void Books::blame(std::string sentence) { broken_.push_back(std::move(sentence)); }

void Books::take(const Record& written) {
    const std::string bytes = to_bytes(written);
    const std::optional<Record> read_back = from_bytes<Record>(bytes);
    if (!read_back || !(*read_back == written)) blame("a record does not survive its own bytes");
    const Record& record = read_back ? *read_back : written;
    histories_[record.customer] += bytes;
    State state{.customer = customers_[record.customer],
                .order = orders_[record.order],
                .tallies = tallies_,
                .codes = codes_};
    if (!apply(state, record))
        blame("a record contradicts the state it meets: " + std::string(name_of(record.command)));
    if (record.customer) customers_[record.customer] = std::move(state.customer);
    if (record.order) orders_[record.order] = std::move(state.order);
    tallies_ = std::move(state.tallies);
    codes_ = std::move(state.codes);
    for (const Effect& effect : record.effects)
        if (const auto* posted = std::get_if<EntryPosted>(&effect)) {
            sum(record.customer, posted->entry);
            explain(posted->entry);
        }
}

// Every point can be explained, and an order never gives back more than it was granted.
void Books::explain(const Entry& entry) {
    const std::string name(name_of(entry.movement));
    Points shared;
    for (const LineShare& share : entry.lines) shared += share.points;
    if (!entry.lines.empty() && shared != entry.points) blame(name + ": the lines do not add up to the entry");
    if (entry.movement == Movement::earned && entry.rule.empty()) blame("points were earned by no rule");
    if (entry.movement == Movement::adjusted && (entry.reason.empty() || entry.actor.empty()))
        blame("points were adjusted without a reason or an actor");
    const auto order = orders_.find({entry.order});
    if (entry.order.empty() || order == orders_.end() || order->second.content.kind == OrderKind::returned) return;
    Points& granted = granted_[{entry.order, entry.rule}];
    if (entry.movement == Movement::earned) granted += entry.points;
    if (entry.movement == Movement::taken_back) granted -= entry.points;
    if (granted < Points{}) blame("order " + entry.order + " gave back more than it was granted by " + entry.rule);
}

void Books::sum(CustomerId customer, const Entry& entry) {
    if (entry.points <= Points{}) blame("an entry moves no points");
    Sums& sums = sums_[{customer, entry.wallet}];
    sums[entry.from] -= entry.points;
    sums[entry.to] += entry.points;
}

std::vector<std::string> Books::differences(Aggregates& aggregates) {
    Points under_way;
    for (auto& [owner, sums] : sums_) under_way += sums[Account::transfer];
    if (under_way != Points{}) blame("points left one customer and reached no other");
    for (const auto& [id, folded] : customers_) {
        if (!id) continue;
        const Customer* shown = aggregates.customer(id);
        if (!shown || !(*shown == folded))
            blame("the fold of the journal is not the state of " + to_text(id));
        else
            audit(*shown);
    }
    for (const auto& [id, folded] : orders_) {
        if (!id) continue;
        const Order* shown = aggregates.order(id);
        if (!shown || !(*shown == folded)) blame("the fold of the journal is not the state of order " + id.value);
    }
    for (const Tally& folded : tallies_) {
        const Tally* shown = aggregates.tally(folded.name);
        if (!(shown ? *shown == folded : folded.uses == 0 && folded.points == Points{} && folded.money == Money{}))
            blame("the fold of the journal is not the tally " + folded.name);
    }
    for (const Code& folded : codes_) {
        const Code* shown = aggregates.code(folded.id);
        if (!shown || !(*shown == folded)) blame("the fold of the journal is not the code ..." + folded.last_four);
        audit(folded);
    }
    return std::exchange(broken_, {});
}

// What a gift card was worth is on it or in orders; a code is used no more often than it may be.
void Books::audit(const Code& code) {
    Money spent;
    int64_t uses = 0;
    for (const CodeUse& use : code.uses) {
        if (use.held_until != kNever) continue;
        spent.minor += use.amount.minor;
        ++uses;
    }
    if (code.form != CodeForm::gift_card && code.most_uses > 0 && uses > code.most_uses)
        blame("code ..." + code.last_four + " is used more often than it may be");
    if (code.form == CodeForm::gift_card && spent.minor + code.balance.minor != code.initial.minor)
        blame("gift card ..." + code.last_four + ": uses and balance are not what it was worth");
    if (code.balance < Money{}) blame("gift card ..." + code.last_four + ": a balance below zero");
}

void Books::audit(const Customer& customer) {
    for (const Wallet& wallet : customer.wallets) audit(customer, wallet);
    for (const auto& [owner, sums] : sums_)
        if (owner.first == customer.id && !customer.wallet(owner.second))
            blame("entries of a wallet that is not there");
}

void Books::audit(const Customer& customer, const Wallet& wallet) {
    Sums& sums = sums_[{customer.id, wallet.id}];
    const auto expect = [&](Points shown, Points added_up, const char* what) {
        if (shown == added_up) return;
        blame(to_text(customer.id) + " " + wallet.id + ": the entries add up to " + std::to_string(added_up.value) +
              " " + what + ", the wallet shows " + std::to_string(shown.value));
    };
    expect(wallet.pending(), sums[Account::pending], "pending");
    expect(wallet.active(), sums[Account::active], "active");
    expect(wallet.held(), sums[Account::held], "held");
    expect(-wallet.deficit, sums[Account::deficit], "owed");
    expect(wallet.totals.earned, -sums[Account::issuance], "earned");
    expect(wallet.totals.taken_back, sums[Account::recovery], "taken back");
    expect(wallet.totals.redeemed, sums[Account::redemption], "redeemed");
    expect(wallet.totals.expired, sums[Account::expiry], "expired");
    expect(wallet.totals.adjusted, -sums[Account::adjustment], "adjusted");
    expect(wallet.totals.transferred, -sums[Account::transfer], "transferred");
    const WalletTotals& totals = wallet.totals;
    if (totals.earned - totals.taken_back - totals.redeemed - totals.expired + totals.adjusted +
            totals.transferred !=
        wallet.pending() + wallet.active() + wallet.held() - wallet.deficit)
        blame(wallet.id + ": what came in less what went out is not what is there");
    if (wallet.deficit < Points{}) blame(wallet.id + ": a deficit below zero");
    if (wallet.deficit > Points{} && wallet.active() > Points{})
        blame(wallet.id + ": owes while points are active");
    for (size_t i = 0; i < wallet.lots.size(); ++i) {
        const Lot& lot = wallet.lots[i];
        if (lot.points <= Points{}) blame(wallet.id + ": an empty lot");
        if (i == 0) continue;
        const Lot& before = wallet.lots[i - 1];
        const auto order = [](const Lot& one) {
            return std::tuple(one.key.expires_at, one.key.available_at, one.id);
        };
        if (order(lot) <= order(before)) blame(wallet.id + ": lots out of order");
    }
    for (const Hold& hold : wallet.holds)
        for (const LotPart& held : hold.parts)
            if (held.points <= Points{}) blame(wallet.id + ": an empty part of a hold");
}

}  // namespace habitue::scenario
