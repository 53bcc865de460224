#include <algorithm>

#include "insight/replay_report.h"
#include "insight/table.h"

namespace habitue::insight {
namespace {

using loyalty::Programme;

// Reads in one language; one column of figures, or three when two programmes are compared.
class Page {
  public:
    Page(const ReplayReport& report, Language language) : report_(report), language_(language) {}

    std::string text();

  private:
    std::string say(const char* en, const char* fr) const { return language_ == Language::fr ? fr : en; }
    std::string count(uint64_t value) const { return number_text(value, language_); }
    std::string name_of(const Programme& programme) const {
        return std::string(text_in(programme.name, language_ == Language::fr ? "fr" : "en"));
    }
    void heading(const std::string& text) { out_ += "\n" + text + "\n"; }

    void opening();
    void totals();
    void wallets();
    void wallet(const loyalty::WalletRule&);
    void money();
    void levels();
    void top();
    void months(const ReplayFigures&);
    void rows();
    void refusals(const ReplayFigures&);
    void assumptions();
    void checks(const ReplayFigures&);

    template <class Figure>
    void compared(Table& table, const std::string& label, Figure figure, int decimals = 0);
    template <class Figure>
    void compared_money(Table& table, const std::string& label, Figure figure);

    const ReplayReport& report_;
    Language language_;
    std::string out_;
};

// One figure of both programmes and the difference; an absent figure is a dash.
template <class Figure>
void Page::compared(Table& table, const std::string& label, Figure figure, int decimals) {
    const std::optional<int64_t> mine = figure(report_.figures);
    const auto shown = [&](std::optional<int64_t> value) {
        return value ? number_text(*value, decimals, language_) : "-";
    };
    std::vector<std::string> cells{label, shown(mine)};
    if (report_.against) {
        const std::optional<int64_t> other = figure(*report_.against);
        cells.push_back(shown(other));
        cells.push_back(
            mine && other ? (*mine > *other ? "+" : "") + number_text(*mine - *other, decimals, language_) : "-");
    }
    table.row(std::move(cells));
}

template <class Figure>
void Page::compared_money(Table& table, const std::string& label, Figure figure) {
    const std::optional<Money> mine = figure(report_.figures);
    const Currency& currency = report_.figures.programme->currency;
    std::vector<std::string> cells{label, mine ? money_text(*mine, currency, language_) : "-"};
    if (report_.against) {
        const std::optional<Money> other = figure(*report_.against);
        const Currency& theirs = report_.against->programme->currency;
        cells.push_back(other ? money_text(*other, theirs, language_) : "-");
        const bool comparable = mine && other && currency == theirs;
        cells.push_back(comparable ? (mine->minor > other->minor ? "+" : "") +
                                         money_text({mine->minor - other->minor}, currency, language_)
                                   : "-");
    }
    table.row(std::move(cells));
}

void Page::opening() {
    const ReplayFigures& figures = report_.figures;
    out_ +=
        say("Replay of ", "Rejeu de ") + "« " + name_of(*figures.programme) + " » (" + figures.programme->id + ")";
    if (report_.against)
        out_ += say(" against ", " face à ") + "« " + name_of(*report_.against->programme) + " » (" +
                report_.against->programme->id + ")";
    out_ += "\n";
    if (figures.from == kNever) return;
    const TimeZone& zone = figures.programme->zone;
    out_ += say("From ", "Du ") + date_text(zone.date_of(figures.from), language_) + say(" to ", " au ") +
            date_text(zone.date_of(figures.until), language_) + " (" + zone.name() + ")\n";
}

void Page::totals() {
    Table table;
    if (report_.against)
        table.row(
            {"", report_.label(report_.figures), report_.label(*report_.against), say("difference", "différence")});
    const auto number = [&](const char* en, const char* fr, uint64_t ReplayFigures::*figure) {
        compared(table, say(en, fr),
                 [figure](const ReplayFigures& f) { return std::optional(static_cast<int64_t>(f.*figure)); });
    };
    number("orders", "commandes", &ReplayFigures::orders);
    if (report_.figures.returns) number("  of them returns", "  dont retours", &ReplayFigures::returns);
    if (report_.figures.guest_orders)
        number("  of them by guests", "  dont sans client connu", &ReplayFigures::guest_orders);
    if (report_.figures.activities) number("activities", "activités", &ReplayFigures::activities);
    number("customers", "clients", &ReplayFigures::customers);
    number("members", "membres", &ReplayFigures::members);
    compared_money(table, say("net spend", "dépense nette"), [](const ReplayFigures& f) {
        return std::optional(round_down(f.spend, f.programme->currency));
    });
    heading(say("What happened", "Ce qui s’est passé"));
    out_ += table.text();
}

// Those of the programme, then those that only the other one has.
void Page::wallets() {
    const std::vector<loyalty::WalletRule>& mine = report_.figures.programme->wallets;
    for (const loyalty::WalletRule& rule : mine) wallet(rule);
    if (!report_.against) return;
    for (const loyalty::WalletRule& rule : report_.against->programme->wallets) {
        const auto same = [&](const loyalty::WalletRule& known) {
            return known.id == rule.id && known.decimals == rule.decimals;
        };
        if (std::none_of(mine.begin(), mine.end(), same)) wallet(rule);
    }
}

void Page::wallet(const loyalty::WalletRule& rule) {
    Table table;
    const auto row = [&](const char* en, const char* fr, auto figure) {
        compared(
            table, say(en, fr),
            [&](const ReplayFigures& f) -> std::optional<int64_t> {
                for (size_t i = 0; i < f.wallets.size(); ++i)
                    if (f.wallets[i].id == rule.id && f.programme->wallets[i].decimals == rule.decimals)
                        return figure(f.wallets[i]).value;
                return {};
            },
            rule.decimals);
    };
    row("earned", "gagnés", [](const WalletFigures& w) { return w.flows.earned; });
    row("taken back", "repris", [](const WalletFigures& w) { return w.flows.taken_back; });
    row("spent", "utilisés", [](const WalletFigures& w) { return w.flows.spent; });
    row("expired", "expirés", [](const WalletFigures& w) { return w.flows.expired; });
    row("pending", "en attente", [](const WalletFigures& w) { return w.pending; });
    row("active", "actifs", [](const WalletFigures& w) { return w.active; });
    row("deficit", "déficit", [](const WalletFigures& w) { return w.deficit; });
    heading(say("Wallet ", "Compte ") + rule.id + " (" +
            std::string(text_in(rule.name, language_ == Language::fr ? "fr" : "en", 2)) + ")");
    out_ += table.text();
}

void Page::money() {
    if (!report_.figures.cost() && !(report_.against && report_.against->cost())) return;
    Table table;
    compared_money(table, say("cost: earned less taken back", "coût : gagné moins repris"),
                   [](const ReplayFigures& f) { return f.cost(); });
    compared_money(table, say("liability: active and held", "dette : actifs et réservés"),
                   [](const ReplayFigures& f) { return f.liability(); });
    const auto share = [&](const ReplayFigures& f) {
        const auto cost = f.cost();
        return cost ? share_text(cost->minor, round_down(f.spend, f.programme->currency).minor, language_) : "-";
    };
    std::vector<std::string> cells{say("cost, of the net spend", "coût rapporté à la dépense nette"),
                                   share(report_.figures)};
    if (report_.against) cells.push_back(share(*report_.against));
    table.row(std::move(cells));
    heading(say("Money", "Argent"));
    out_ += table.text();
}

void Page::levels() {
    for (const ReplayFigures* figures : {&report_.figures, report_.against ? &*report_.against : nullptr}) {
        if (!figures || figures->levels.empty()) continue;
        Table table;
        for (const LevelFigures& level : figures->levels) {
            const loyalty::TierLevel* known = figures->programme->level(level.id);
            if (!known && level.customers == 0) continue;
            table.row({known ? std::string(text_in(known->name, language_ == Language::fr ? "fr" : "en"))
                             : say("below the first level", "sous le premier palier"),
                       count(level.customers),
                       share_text(static_cast<int64_t>(level.customers), static_cast<int64_t>(figures->customers),
                                  language_)});
        }
        heading(say("Tiers of ", "Statuts de ") + report_.label(*figures));
        out_ += table.text();
    }
}

void Page::top() {
    const ReplayFigures& figures = report_.figures;
    if (figures.top.empty()) return;
    const loyalty::WalletRule& rule = figures.programme->wallets.front();
    Table table;
    table.row({say("customer", "client"), say("orders", "commandes"), say("net spend", "dépense nette"),
               say("earned", "gagnés"), say("active", "actifs"),
               figures.levels.empty() ? "" : say("tier", "statut")});
    for (const TopMember& member : figures.top)
        table.row({member.external_id, count(member.orders),
                   money_text(round_down(member.spend, figures.programme->currency), figures.programme->currency,
                              language_),
                   number_text(member.earned.value, rule.decimals, language_),
                   number_text(member.active.value, rule.decimals, language_), member.level});
    heading(say("Those who earned most", "Ceux qui ont le plus gagné"));
    out_ += table.text();
}

void Page::months(const ReplayFigures& figures) {
    for (size_t i = 0; i < figures.wallets.size(); ++i) {
        const int decimals = figures.programme->wallets[i].decimals;
        Table table;
        table.row({say("month", "mois"), say("orders", "commandes"), say("earned", "gagnés"),
                   say("taken back", "repris"), say("spent", "utilisés"), say("expired", "expirés")});
        for (const auto& [first, month] : figures.months) {
            const PointFlows& flows = month.wallets[i];
            std::vector<std::string> cells{month_text(first, language_), count(month.orders)};
            for (const Points points : {flows.earned, flows.taken_back, flows.spent, flows.expired})
                cells.push_back(number_text(points.value, decimals, language_));
            table.row(std::move(cells));
        }
        heading(say("By month, wallet ", "Par mois, compte ") + figures.wallets[i].id);
        out_ += table.text();
    }
}

void Page::rows() {
    const HistorySource& source = report_.source;
    if (source.rows == 0) return;
    Table table;
    table.row({say("rows read", "lignes lues"), count(source.rows)});
    uint64_t skipped_rows = 0;
    for (const auto& [reason, rows] : report_.skipped()) {
        table.row({say("  skipped: ", "  écartées : ") + reason, count(rows)});
        skipped_rows += rows;
    }
    table.row({say("  used", "  utilisées"), count(source.rows - skipped_rows)});
    for (const auto& [what, rows] : source.odd) table.row({say("odd: ", "insolite : ") + what, count(rows)});
    heading(say("Rows of the file", "Lignes du fichier"));
    out_ += table.text();
}

void Page::refusals(const ReplayFigures& figures) {
    if (figures.refused_commands.empty()) return;
    Table table;
    for (const auto& [refusal, commands] : figures.refused_commands) table.row({refusal, count(commands)});
    heading(say("Refused, other than orders, by ", "Refusés, hors commandes, par ") + report_.label(figures));
    out_ += table.text();
}

void Page::assumptions() {
    if (report_.source.assumptions.empty()) return;
    heading(say("Assumed", "Hypothèses"));
    for (const Remark& remark : report_.source.assumptions)
        out_ += "  - " + remark.in(language_ == Language::fr ? "fr" : "en") + "\n";
}

void Page::checks(const ReplayFigures& figures) {
    if (figures.differences.empty()) {
        out_ += "  " + report_.label(figures) +
                say(": the wallets equal the sum of their ", " : les soldes égalent la somme de leurs ") +
                count(figures.entries) + say(" entries, account by account", " écritures, compte par compte") +
                "\n";
        return;
    }
    out_ += "  " + report_.label(figures) + say(": THE BOOKS DIFFER", " : LES COMPTES DIFFÈRENT") + "\n";
    for (const std::string& difference : figures.differences) out_ += "    " + difference + "\n";
}

std::string Page::text() {
    opening();
    totals();
    wallets();
    money();
    out_ += offers_text(report_.figures, report_.label(report_.figures), language_);
    if (report_.against) out_ += offers_text(*report_.against, report_.label(*report_.against), language_);
    levels();
    top();
    months(report_.figures);
    rows();
    refusals(report_.figures);
    assumptions();
    heading(say("Checked", "Vérifié"));
    checks(report_.figures);
    if (report_.against) checks(*report_.against);
    return std::move(out_);
}

}  // namespace

std::string ReplayReport::label(const ReplayFigures& of) const {
    const std::string& id = of.programme->id;
    const bool both = against && figures.programme->id == against->programme->id;
    return both && &of != &figures ? id + " (--against)" : id;
}

std::string to_text(const ReplayReport& report, Language language) { return Page(report, language).text(); }

}  // namespace habitue::insight
