#include "connect/orders_csv.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "connect/order_row.h"

namespace habitue::connect {
namespace {

using loyalty::OrderKind;
using loyalty::OrderLine;

// An order while its rows come in. Quantities are signed until it is finished.
struct Draft {
    OrderId id;
    std::string customer;
    std::string currency;
    std::string channel;
    Instant placed_at = kNever;
    Instant paid_at = kNever;
    Instant delivered_at = kNever;
    std::vector<OrderLine> lines;
    uint64_t line = 0;              // of the file, of its first row
    const char* refused = nullptr;  // why the whole order cannot be used
    bool several_dates = false;
};

class OrdersReader {
  public:
    OrdersReader(const OrdersOptions& options, OrderRowReader& rows) : options_(options), rows_(rows) {}

    void take(const CsvRow& row);
    OrdersRead finish();

  private:
    Draft& draft_of(std::string_view order_id);
    void add(const OrderRow&, uint64_t line);
    void note_oddities(const CsvRow&, const OrderRow&);
    void skip(uint64_t rows, const char* reason, uint64_t line, std::string detail);
    void finish(Draft&);
    bool is_credit_note(std::string_view order_id) const {
        return options_.preset.credit_notes_begin_with_c && !order_id.empty() &&
               (order_id[0] == 'C' || order_id[0] == 'c');
    }
    OrderKind settle_quantities(Draft&);
    void drop_repeated_lines(Draft&);
    void settle_times(Draft&, OrderKind);
    void emit(Draft&, OrderKind);
    void assume();

    const OrdersOptions& options_;
    OrderRowReader& rows_;
    OrderRow row_;
    std::vector<Draft> drafts_;
    std::unordered_map<std::string, size_t> by_id_;
    size_t last_ = 0;  // rows of one order mostly follow each other
    std::vector<uint64_t> row_hashes_;
    OrdersRead read_;
};

void OrdersReader::take(const CsvRow& row) {
    OrdersTally& tally = read_.tally;
    ++tally.rows;
    row_hashes_.push_back(std::hash<std::string_view>{}(row.text));
    rows_.read(row, row_);
    note_oddities(row, row_);
    if (row_.unusable) return skip(1, row_.unusable, row.line, std::move(row_.detail));
    add(row_, row.line);
}

void OrdersReader::note_oddities(const CsvRow& csv, const OrderRow& row) {
    if (csv.problem != RowProblem::none) return;
    if (row.quantity < 0 && options_.preset.credit_notes_begin_with_c && !is_credit_note(row.order_id))
        ++read_.tally.odd["negative_quantity"];
    if (row.unit_price < Amount{}) ++read_.tally.odd["negative_price"];
    const bool price_read = !row.unusable || std::string_view(row.unusable) != "bad_price";
    if (row.unit_price == Amount{} && price_read) ++read_.tally.odd["zero_price"];
}

void OrdersReader::skip(uint64_t rows, const char* reason, uint64_t line, std::string detail) {
    uint64_t& count = read_.tally.skipped[reason];
    if (count < options_.examples_of_each_reason)
        read_.tally.examples.push_back({line, reason, std::move(detail), rows});
    count += rows;
}

Draft& OrdersReader::draft_of(std::string_view order_id) {
    if (!drafts_.empty() && drafts_[last_].id.value == order_id) return drafts_[last_];
    const auto [found, fresh] = by_id_.try_emplace(std::string(order_id), drafts_.size());
    if (fresh) {
        drafts_.emplace_back();
        drafts_.back().id.value = order_id;
    }
    last_ = found->second;
    return drafts_[last_];
}

void OrdersReader::add(const OrderRow& row, uint64_t line) {
    Draft& draft = draft_of(row.order_id);
    if (draft.lines.empty()) {
        draft.line = line;
        draft.lines.reserve(8);
    }
    const auto same = [&](std::string& kept, std::string_view said, const char* otherwise) {
        if (kept.empty())
            kept = said;
        else if (!said.empty() && kept != said && otherwise && !draft.refused)
            draft.refused = otherwise;
    };
    same(draft.customer, row.customer_id, "several_customers");
    same(draft.currency, row.currency, "several_currencies");
    same(draft.channel, row.channel, nullptr);
    if (draft.placed_at != kNever && draft.placed_at != row.ordered_at) draft.several_dates = true;
    draft.placed_at = std::min(draft.placed_at, row.ordered_at);
    draft.paid_at = std::min(draft.paid_at, row.paid_at);
    draft.delivered_at = std::min(draft.delivered_at, row.delivered_at);
    OrderLine& added = draft.lines.emplace_back();
    added.id = row.line_id;
    added.sku = row.sku;
    added.category = row.category;
    added.quantity = row.quantity;
    added.unit_price = row.unit_price;
    added.discount = row.discount;
}

// Makes every quantity positive and says what the order is.
OrderKind OrdersReader::settle_quantities(Draft& draft) {
    const auto negative = [](const OrderLine& line) { return line.quantity < 0; };
    const bool by_name = options_.preset.credit_notes_begin_with_c;
    const bool returned =
        by_name ? is_credit_note(draft.id.value) : std::all_of(draft.lines.begin(), draft.lines.end(), negative);
    const size_t dropped =
        std::erase_if(draft.lines, [&](const OrderLine& line) { return negative(line) != returned; });
    if (dropped != 0 && returned)
        skip(dropped, "positive_quantity_in_return", draft.line, "order " + draft.id.value);
    if (dropped != 0 && !returned) skip(dropped, "negative_quantity", draft.line, "order " + draft.id.value);
    for (OrderLine& line : draft.lines) line.quantity = returned ? -line.quantity : line.quantity;
    return returned ? OrderKind::returned : OrderKind::sale;
}

void OrdersReader::drop_repeated_lines(Draft& draft) {
    if (!rows_.has(OrderField::line_id)) return;
    std::unordered_set<std::string_view> seen;
    std::vector<OrderLine> kept;
    kept.reserve(draft.lines.size());  // the views in `seen` stay valid
    for (OrderLine& line : draft.lines) {
        if (!line.id.empty() && seen.contains(line.id)) {
            skip(1, "line_repeated", draft.line, "order " + draft.id.value + ", line " + line.id);
            continue;
        }
        kept.push_back(std::move(line));
        if (!kept.back().id.empty()) seen.insert(kept.back().id);
    }
    draft.lines = std::move(kept);
}

void OrdersReader::settle_times(Draft& draft, OrderKind kind) {
    const auto settle = [&](Instant& at, OrderField field) {
        if (!rows_.has(field) || (kind == OrderKind::returned && at == kNever)) at = draft.placed_at;
        if (at >= draft.placed_at) return;
        ++read_.tally.odd["orders_paid_or_delivered_before_ordered"];
        at = draft.placed_at;
    };
    settle(draft.paid_at, OrderField::paid_at);
    settle(draft.delivered_at, OrderField::delivered_at);
}

void OrdersReader::finish(Draft& draft) {
    if (draft.several_dates) ++read_.tally.odd["orders_with_several_dates"];
    if (draft.refused) return skip(draft.lines.size(), draft.refused, draft.line, "order " + draft.id.value);
    const OrderKind kind = settle_quantities(draft);
    drop_repeated_lines(draft);
    if (draft.lines.empty()) return;
    settle_times(draft, kind);
    emit(draft, kind);
}

void OrdersReader::emit(Draft& draft, OrderKind kind) {
    OrdersTally& tally = read_.tally;
    tally.rows_used += draft.lines.size();
    ++tally.orders;
    if (kind == OrderKind::returned) ++tally.returns;
    if (draft.customer.empty()) ++tally.guest_orders;
    for (size_t i = 0; i < draft.lines.size(); ++i)
        if (draft.lines[i].id.empty()) draft.lines[i].id = std::to_string(i + 1);

    loyalty::PutOrder put;
    put.order = draft.id;
    put.customer = std::move(draft.customer);
    put.currency = draft.currency.empty() ? options_.currency : draft.currency;
    put.placed_at = draft.placed_at;
    if (draft.paid_at == draft.placed_at) put.paid_at = draft.paid_at;
    if (draft.delivered_at == draft.placed_at) put.delivered_at = draft.delivered_at;
    put.content.kind = kind;
    put.content.channel = std::move(draft.channel);
    put.content.lines = std::move(draft.lines);
    read_.commands.push_back({{}, std::move(put)});

    const auto later = [&](loyalty::OrderState state, Instant at) {
        if (at != draft.placed_at && at != kNever)
            read_.commands.push_back({{}, loyalty::AdvanceOrder{draft.id, state, at}});
    };
    later(loyalty::OrderState::paid, draft.paid_at);
    later(loyalty::OrderState::delivered, draft.delivered_at);
}

void OrdersReader::assume() {
    std::vector<Remark>& said = read_.assumptions;
    said = options_.preset.assumptions;
    const bool paid = rows_.has(OrderField::paid_at), delivered = rows_.has(OrderField::delivered_at);
    if (!paid && !delivered)
        said.push_back({"paid_and_delivered_when_ordered",
                        "Orders count as paid and delivered at the moment they were placed.",
                        "Les commandes comptent comme payées et livrées au moment où elles sont passées."});
    else if (!paid)
        said.push_back({"paid_when_ordered", "Orders count as paid at the moment they were placed.",
                        "Les commandes comptent comme payées au moment où elles sont passées."});
    else if (!delivered)
        said.push_back({"delivered_when_ordered", "Orders count as delivered at the moment they were placed.",
                        "Les commandes comptent comme livrées au moment où elles sont passées."});
    said.push_back({"local_times", "Times without an offset are local times in " + options_.zone.name() + ".",
                    "Les heures sans décalage sont des heures locales de " + options_.zone.name() + "."});
    if (!rows_.has(OrderField::currency))
        said.push_back(
            {"no_currency",
             "The file names no currency: its amounts are read as " + options_.currency + ", one for one.",
             "Le fichier ne nomme pas de devise : ses montants sont lus en " + options_.currency +
                 ", un pour un."});
    if (read_.tally.odd.contains("orders_with_several_dates"))
        said.push_back({"earliest_date", "An order whose rows have several dates was placed at the earliest.",
                        "Une commande dont les lignes portent plusieurs dates a été passée à la première."});
}

OrdersRead OrdersReader::finish() {
    read_.commands.reserve(drafts_.size());
    for (Draft& draft : drafts_) finish(draft);
    std::sort(row_hashes_.begin(), row_hashes_.end());
    uint64_t repeated = 0;
    for (size_t i = 1; i < row_hashes_.size(); ++i) repeated += row_hashes_[i] == row_hashes_[i - 1] ? 1 : 0;
    if (repeated != 0) read_.tally.odd["duplicate_rows"] = repeated;
    assume();
    return std::move(read_);
}

}  // namespace

Result<OrdersRead> read_orders(std::unique_ptr<ByteSource> source, const OrdersOptions& options) {
    auto csv = CsvReader::open(std::move(source), options.csv);
    if (!csv) return csv.fault();
    auto rows = OrderRowReader::open(*csv, options.preset, options.zone);
    if (!rows) return rows.fault();
    OrdersReader orders(options, *rows);
    CsvRow row;
    while (true) {
        const auto more = csv->next(row);
        if (!more) return more.fault();
        if (!*more) return orders.finish();
        orders.take(row);
    }
}

}  // namespace habitue::connect
