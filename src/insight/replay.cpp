#include "insight/replay.h"

#include <algorithm>

#include "base/hash.h"

namespace habitue::insight {

using loyalty::Account;
using loyalty::Customer;
using loyalty::Programme;
using loyalty::PutOrder;
using loyalty::Wallet;

namespace {

constexpr size_t kTop = 10;

std::shared_ptr<const Programme> as_published(Programme programme) {
    if (programme.version == 0) programme.version = 1;
    return std::make_shared<const Programme>(std::move(programme));
}

std::optional<Money> sum_of(const std::vector<WalletFigures>& wallets, std::optional<Money> WalletFigures::*worth) {
    std::optional<Money> sum;
    for (const WalletFigures& wallet : wallets)
        if (wallet.*worth) sum = Money{(sum ? sum->minor : 0) + (wallet.*worth)->minor};
    return sum;
}

void add(WalletFigures& figures, const Wallet& wallet) {
    figures.flows.earned += wallet.totals.earned;
    figures.flows.taken_back += wallet.totals.taken_back;
    figures.flows.spent += wallet.totals.redeemed;
    figures.flows.expired += wallet.totals.expired;
    figures.flows.adjusted += wallet.totals.adjusted;
    figures.flows.transferred += wallet.totals.transferred;
    figures.pending += wallet.pending();
    figures.active += wallet.active();
    figures.held += wallet.held();
    figures.deficit += wallet.deficit;
}

void value(WalletFigures& figures, const loyalty::WalletRule& rule) {
    figures.cost = worth_of(rule, figures.flows.earned - figures.flows.taken_back);
    figures.spent = worth_of(rule, figures.flows.spent);
    figures.liability = worth_of(rule, figures.active + figures.held);
    figures.pending_worth = worth_of(rule, figures.pending);
}

TopMember top_member(const Customer& customer, const std::string& wallet_id) {
    TopMember member{customer.external_ids.empty() ? to_text(customer.id) : customer.external_ids.front(),
                     static_cast<uint64_t>(std::max<int64_t>(customer.orders, 0)),
                     customer.spend,
                     customer.tier.level,
                     {},
                     {}};
    if (const Wallet* wallet = customer.wallet(wallet_id)) {
        member.earned = wallet->totals.earned - wallet->totals.taken_back;
        member.active = wallet->active();
    }
    return member;
}

bool ranks_before(const TopMember& a, const TopMember& b) {
    return a.earned != b.earned ? a.earned > b.earned : a.external_id < b.external_id;
}

// The aggregates of a replay. While an order is decided, vouchers of its customer stay hidden unless the order
// names them or the lottery of the assumption drew them: a voucher that is known to the engine is used when it
// helps.
class ReplayMemory : public loyalty::MemoryAggregates {
  public:
    explicit ReplayMemory(std::optional<Rate> voucher_use) : voucher_use_(voucher_use) {}

    const loyalty::Code* code(loyalty::CodeId id) override {
        const loyalty::Code* found = MemoryAggregates::code(id);
        if (!deciding_ || !found || found->form != loyalty::CodeForm::voucher) return found;
        return is_of_the_order(*found) || is_named(id) || is_drawn(id) ? found : nullptr;
    }
    // null: no order is decided.
    void decides(const PutOrder* order) { deciding_ = order; }

  private:
    // The order issued it, or uses it already.
    bool is_of_the_order(const loyalty::Code& code) const {
        return code.issued_by == deciding_->order ||
               std::any_of(code.uses.begin(), code.uses.end(),
                           [this](const loyalty::CodeUse& use) { return use.order == deciding_->order; });
    }
    bool is_named(loyalty::CodeId id) const {
        const auto& codes = deciding_->content.codes;
        return std::any_of(codes.begin(), codes.end(), [id](const auto& given) { return given.code == id; });
    }
    bool is_drawn(loyalty::CodeId id) const {
        if (!voucher_use_) return false;
        constexpr uint64_t kParts = 1'000'000'000;
        const uint64_t part = hash64("voucher use\n" + std::to_string(id.value)) % kParts;
        return Int128{static_cast<int64_t>(part)} * voucher_use_->denominator <
               Int128{static_cast<int64_t>(kParts)} * voucher_use_->numerator;
    }

    std::optional<Rate> voucher_use_;
    const PutOrder* deciding_ = nullptr;
};

}  // namespace

std::optional<Money> ReplayFigures::cost() const { return sum_of(wallets, &WalletFigures::cost); }
std::optional<Money> ReplayFigures::liability() const { return sum_of(wallets, &WalletFigures::liability); }

struct Replay::Rep {
    Rep(std::shared_ptr<const Programme> one, ReplayAssumptions said)
        : programme(std::move(one)),
          assumptions(said),
          memory(said.voucher_use),
          sums(*programme),
          offers(*programme),
          engine(programmes, memory, false) {
        programmes.add(programme);
        memory.on_record = [this](const loyalty::Record& record) {
            sums.add(record);
            offers.add(record);
        };
        figures.programme = programme;
    }

    // As the shop said it, with this programme's offers.
    void handle(const HistoryEvent& event) {
        if (!assumptions.apply_offers || programme->offers.empty() ||
            !std::holds_alternative<PutOrder>(event.command.body))
            return engine.handle(event.command, event.at, handled);
        loyalty::Command command = event.command;
        auto& put = std::get<PutOrder>(command.body);
        put.content.apply_offers = put.content.kind == loyalty::OrderKind::sale;
        put.expected_discount.reset();
        memory.decides(&put);
        engine.handle(command, event.at, handled);
        if (handled.decision.refused() && !put.content.codes.empty()) {
            const size_t codes = put.content.codes.size();
            put.content.codes.clear();
            engine.handle(command, event.at, handled);
            if (handled.decision.accepted()) figures.codes_left_out += codes;
        }
        memory.decides(nullptr);
    }

    void take(const HistoryEvent& event) {
        handle(event);
        const auto* put = std::get_if<PutOrder>(&event.command.body);
        if (handled.decision.refused()) {
            const std::string name(name_of(handled.decision.refusals.front().code));
            if (put)
                figures.refused_rows[name] += put->content.lines.size();
            else
                ++figures.refused_commands[name];
        } else if (put) {
            ++figures.orders;
            if (put->content.kind == loyalty::OrderKind::returned) ++figures.returns;
            if (put->customer.empty()) ++figures.guest_orders;
        } else if (std::holds_alternative<loyalty::TrackActivity>(event.command.body)) {
            ++figures.activities;
        }
    }

    void count_customers();
    void value_open_vouchers();
    void rank(TopMember);
    void compare();

    std::shared_ptr<const Programme> programme;
    ReplayAssumptions assumptions;
    loyalty::Programmes programmes;
    ReplayMemory memory;
    EntrySums sums;
    OfferSums offers;
    loyalty::Engine engine;
    loyalty::Handled handled;  // of the last event
    ReplayFigures figures;
};

Replay::Replay(Programme programme, ReplayAssumptions assumptions)
    : rep_(std::make_unique<Rep>(as_published(std::move(programme)), assumptions)) {}
Replay::~Replay() = default;

void Replay::run(const History& history, std::optional<Instant> until) {
    ReplayFigures& figures = rep_->figures;
    for (const HistoryEvent& event : history) rep_->take(event);
    if (!history.empty()) figures.from = std::min(figures.from, history.front().at);
    const Instant last = history.empty() ? kEarliest : history.back().at;
    figures.until = std::max(last, until.value_or(last));
    for (const CustomerId customer : rep_->memory.customers()) rep_->engine.advance(customer, figures.until);
}

void Replay::Rep::rank(TopMember member) {
    if (figures.top.size() == kTop && !ranks_before(member, figures.top.back())) return;
    figures.top.insert(std::upper_bound(figures.top.begin(), figures.top.end(), member, ranks_before),
                       std::move(member));
    if (figures.top.size() > kTop) figures.top.pop_back();
}

void Replay::Rep::count_customers() {
    for (const loyalty::WalletRule& rule : programme->wallets) figures.wallets.emplace_back().id = rule.id;
    if (programme->tiers) {
        figures.levels.emplace_back();
        for (const loyalty::TierLevel& level : programme->tiers->levels) figures.levels.push_back({level.id, 0});
    }
    for (const CustomerId id : memory.customers()) {
        const Customer& customer = *memory.customer(id);
        for (WalletFigures& wallet : figures.wallets)
            if (const Wallet* held = customer.wallet(wallet.id)) add(wallet, *held);
        if (customer.merged_into) continue;
        ++figures.customers;
        if (customer.member()) ++figures.members;
        figures.spend += customer.spend;
        for (LevelFigures& level : figures.levels)
            if (level.id == customer.tier.level) ++level.customers;
        rank(top_member(customer, programme->wallets.front().id));
    }
    for (size_t i = 0; i < figures.wallets.size(); ++i) value(figures.wallets[i], programme->wallets[i]);
}

void Replay::Rep::value_open_vouchers() {
    Rhythms rhythms;
    const int32_t today = day_number(programme->zone.date_of(figures.until));
    Amount spend;
    int64_t orders = 0;
    for (const CustomerId id : memory.customers()) {
        const Customer& customer = *memory.customer(id);
        rhythms.learn(customer, today);
        spend += customer.spend;
        orders += std::max<int64_t>(0, customer.orders);
    }
    const Amount average{orders > 0 ? std::max<int64_t>(0, spend.millionths) / orders : 0};
    OpenVouchers open(*programme, rhythms, average, figures.until, assumptions.voucher_use.value_or(Rate{1, 1}));
    const auto ids = offers.open_vouchers(figures.until);
    for (OfferFigures& offer : figures.offers) {
        const auto found = ids.find(offer.id);
        if (found == ids.end()) continue;
        for (const loyalty::CodeId id : found->second)
            if (const loyalty::Code* code = memory.code(id))
                open.add(*programme->offer(offer.id), *code, memory.customer(code->customer));
        offer.vouchers.expected = open.finish();
    }
}

// Two ways to the same figures: the customers' wallets as the fold left them, and the entries as they were written.
void Replay::Rep::compare() {
    const auto expect = [&](const std::string& what, Points wallets, Points entries) {
        if (wallets != entries)
            figures.differences.push_back(what + ": " + std::to_string(wallets.value) + " in the wallets, " +
                                          std::to_string(entries.value) + " in the entries");
    };
    for (size_t i = 0; i < figures.wallets.size(); ++i) {
        const WalletFigures& wallet = figures.wallets[i];
        const PointFlows flows = sums.flows(i);
        expect(wallet.id + ".earned", wallet.flows.earned, flows.earned);
        expect(wallet.id + ".taken_back", wallet.flows.taken_back, flows.taken_back);
        expect(wallet.id + ".spent", wallet.flows.spent, flows.spent);
        expect(wallet.id + ".expired", wallet.flows.expired, flows.expired);
        expect(wallet.id + ".adjusted", wallet.flows.adjusted, flows.adjusted);
        expect(wallet.id + ".transferred", wallet.flows.transferred, flows.transferred);
        expect(wallet.id + ".pending", wallet.pending, sums.balance(i, Account::pending));
        expect(wallet.id + ".active", wallet.active, sums.balance(i, Account::active));
        expect(wallet.id + ".held", wallet.held, sums.balance(i, Account::held));
        expect(wallet.id + ".deficit", wallet.deficit, -sums.balance(i, Account::deficit));
    }
}

ReplayFigures Replay::figures() {
    ReplayFigures& figures = rep_->figures;
    figures.wallets.clear();
    figures.levels.clear();
    figures.top.clear();
    figures.differences.clear();
    figures.customers = figures.members = 0;
    figures.spend = {};
    rep_->count_customers();
    rep_->compare();
    figures.offers = rep_->offers.offers(figures.until);
    rep_->value_open_vouchers();
    figures.limits = rep_->offers.limits();
    figures.months = rep_->sums.months();
    figures.records = rep_->sums.records();
    figures.entries = rep_->sums.entries();
    return figures;
}

}  // namespace habitue::insight
