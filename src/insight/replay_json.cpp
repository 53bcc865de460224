#include "base/hash.h"
#include "base/json.h"
#include "insight/replay_report.h"

namespace habitue::insight {
namespace {

using Counts = std::map<std::string, uint64_t>;
using loyalty::Programme;

class Writer {
  public:
    Writer(std::string& out, Language language) : json_(out), language_(language) {}

    void report(const ReplayReport&);

  private:
    void counts(std::string_view name, const Counts&);
    void money(std::string_view name, std::optional<Money>, const Currency&);
    void programme(const Programme&);
    void wallets(const ReplayFigures&);
    void flows(const PointFlows&);
    void levels(const ReplayFigures&);
    void top(const ReplayFigures&);
    void months(const ReplayFigures&);
    void checks(const ReplayFigures&);
    void figures(const ReplayFigures&, const Counts& skipped);
    void difference(const ReplayFigures&, const ReplayFigures& other);
    void source(const HistorySource&);
    void timing(const ReplayTiming&);

    JsonWriter json_;
    Language language_;
};

void Writer::counts(std::string_view name, const Counts& counted) {
    json_.key(name).object();
    for (const auto& [reason, count] : counted) json_.field(reason, count);
    json_.end_object();
}

void Writer::money(std::string_view name, std::optional<Money> money, const Currency& currency) {
    if (!money) return;
    json_.key(name).object().field("amount", money->minor).field("currency", currency.text()).end_object();
}

void Writer::programme(const Programme& programme) {
    json_.key("programme").object();
    json_.field("id", programme.id)
        .field("currency", programme.currency.text())
        .field("time_zone", programme.zone.name());
    json_.field("hash", to_hex(bytes_of(programme.hash)));
    json_.end_object();
}

void Writer::flows(const PointFlows& flows) {
    json_.field("earned", flows.earned.value).field("taken_back", flows.taken_back.value);
    json_.field("spent", flows.spent.value).field("expired", flows.expired.value);
}

void Writer::wallets(const ReplayFigures& figures) {
    const Programme& programme = *figures.programme;
    json_.key("wallets").object();
    for (size_t i = 0; i < figures.wallets.size(); ++i) {
        const WalletFigures& wallet = figures.wallets[i];
        json_.key(wallet.id).object();
        flows(wallet.flows);
        json_.field("pending", wallet.pending.value).field("active", wallet.active.value);
        json_.field("deficit", wallet.deficit.value).field("held", wallet.held.value);
        json_.field("adjusted", wallet.flows.adjusted.value).field("transferred", wallet.flows.transferred.value);
        json_.field("decimals", programme.wallets[i].decimals);
        if (wallet.cost) {
            json_.key("worth").object();
            money("cost", wallet.cost, programme.currency);
            money("spent", wallet.spent, programme.currency);
            money("liability", wallet.liability, programme.currency);
            money("pending", wallet.pending_worth, programme.currency);
            json_.end_object();
        }
        json_.end_object();
    }
    json_.end_object();
}

void Writer::levels(const ReplayFigures& figures) {
    json_.key("tiers").array();
    for (const LevelFigures& level : figures.levels)
        json_.object().field("id", level.id).field("customers", level.customers).end_object();
    json_.end_array();
}

void Writer::top(const ReplayFigures& figures) {
    json_.key("top_members").array();
    for (const TopMember& member : figures.top) {
        json_.object().field("customer", member.external_id).field("orders", member.orders);
        money("spend", round_down(member.spend, figures.programme->currency), figures.programme->currency);
        if (!figures.levels.empty()) json_.field("tier", member.level);
        json_.field("earned", member.earned.value).field("active", member.active.value).end_object();
    }
    json_.end_array();
}

void Writer::months(const ReplayFigures& figures) {
    json_.key("months").array();
    for (const auto& [first, month] : figures.months) {
        json_.object().field("month", month_text(first, Language::en)).field("orders", month.orders);
        json_.key("wallets").object();
        for (size_t i = 0; i < month.wallets.size(); ++i) {
            json_.key(figures.wallets[i].id).object();
            flows(month.wallets[i]);
            json_.end_object();
        }
        json_.end_object().end_object();
    }
    json_.end_array();
}

void Writer::checks(const ReplayFigures& figures) {
    json_.key("checks").object();
    json_.field("reconciled", figures.differences.empty())
        .field("records", figures.records)
        .field("entries", figures.entries);
    json_.key("differences").array();
    for (const std::string& difference : figures.differences) json_.text(difference);
    json_.end_array().end_object();
}

void Writer::figures(const ReplayFigures& figures, const Counts& skipped) {
    const Currency& currency = figures.programme->currency;
    programme(*figures.programme);
    json_.field("orders", figures.orders)
        .field("returns", figures.returns)
        .field("guest_orders", figures.guest_orders);
    json_.field("activities", figures.activities);
    json_.field("customers", figures.customers).field("members", figures.members);
    money("spend", round_down(figures.spend, currency), currency);
    counts("skipped", skipped);
    counts("refused_commands", figures.refused_commands);
    wallets(figures);
    money("cost", figures.cost(), currency);
    money("liability", figures.liability(), currency);
    write_offers(json_, figures);
    levels(figures);
    top(figures);
    months(figures);
    if (figures.until != kNever) json_.field("until", to_text(figures.until));
    checks(figures);
}

// Of the wallets that both programmes have with the same decimals, and of money when they share the currency.
void Writer::difference(const ReplayFigures& figures, const ReplayFigures& other) {
    json_.key("difference").object();
    json_.key("wallets").object();
    for (size_t i = 0; i < figures.wallets.size(); ++i) {
        for (size_t k = 0; k < other.wallets.size(); ++k) {
            const WalletFigures &a = figures.wallets[i], &b = other.wallets[k];
            if (a.id != b.id || figures.programme->wallets[i].decimals != other.programme->wallets[k].decimals)
                continue;
            json_.key(a.id).object();
            flows({a.flows.earned - b.flows.earned,
                   a.flows.taken_back - b.flows.taken_back,
                   a.flows.spent - b.flows.spent,
                   a.flows.expired - b.flows.expired,
                   {},
                   {}});
            json_.field("pending", (a.pending - b.pending).value).field("active", (a.active - b.active).value);
            json_.field("deficit", (a.deficit - b.deficit).value).end_object();
        }
    }
    json_.end_object();
    const auto less = [](std::optional<Money> a, std::optional<Money> b) -> std::optional<Money> {
        if (!a || !b) return {};
        return Money{a->minor - b->minor};
    };
    if (figures.programme->currency == other.programme->currency) {
        money("cost", less(figures.cost(), other.cost()), figures.programme->currency);
        money("liability", less(figures.liability(), other.liability()), figures.programme->currency);
    }
    json_.end_object();
}

void Writer::source(const HistorySource& source) {
    json_.key("rows").object().field("read", source.rows).field("used", source.rows_used).end_object();
    counts("odd", source.odd);
    json_.key("assumptions").array();
    for (const Remark& remark : source.assumptions)
        json_.object()
            .field("id", remark.id)
            .field("text", remark.in(language_ == Language::fr ? "fr" : "en"))
            .end_object();
    json_.end_array();
}

void Writer::timing(const ReplayTiming& timing) {
    const auto per_second = [](uint64_t count, int64_t microseconds) {
        return microseconds <= 0 ? uint64_t{0} : count * 1'000'000 / static_cast<uint64_t>(microseconds);
    };
    json_.key("timing").object();
    json_.field("parse_ms", timing.parse_microseconds / 1000).field("decide_ms", timing.decide_microseconds / 1000);
    json_.field("rows_per_second", per_second(timing.rows, timing.parse_microseconds));
    json_.field("orders_per_second", per_second(timing.orders, timing.decide_microseconds));
    json_.end_object();
}

void Writer::report(const ReplayReport& report) {
    json_.object();
    figures(report.figures, report.skipped());
    source(report.source);
    if (report.against) {
        ReplayReport other{report.source, *report.against, {}, {}};
        json_.key("against").object();
        figures(other.figures, other.skipped());
        json_.end_object();
        difference(report.figures, *report.against);
    }
    timing(report.timing);
    json_.end_object();
}

}  // namespace

std::map<std::string, uint64_t> ReplayReport::skipped() const {
    std::map<std::string, uint64_t> rows = source.skipped;
    for (const auto& [refusal, count] : figures.refused_rows) rows[refusal] += count;
    return rows;
}

bool ReplayReport::reconciled() const {
    return figures.differences.empty() && (!against || against->differences.empty());
}

std::string to_json(const ReplayReport& report, Language language) {
    std::string out;
    Writer(out, language).report(report);
    return out;
}

}  // namespace habitue::insight
