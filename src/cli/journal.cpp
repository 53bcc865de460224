// habitue journal: the canonical journal as JSON lines. The same history gives the same lines on every machine and
// store.
#include <CLI/CLI.hpp>

#include "base/json.h"
#include "cli/data_option.h"
#include "cli/subcommands.h"
#include "loyalty/decision.h"

namespace habitue::cli {
namespace {

struct JournalOptions {
    std::shared_ptr<std::string> data;
    std::string customer;
    bool by_customer = false;
};

// Customers are met in another order on another day; without the numbering a listing by customer is the same.
bool write_record(const store::JournalRecord& row, bool numbered, Session& session) {
    const auto record = loyalty::read_record(row.bytes);
    if (!record) {
        session.fail("record " + std::to_string(row.seq) + " cannot be read: " + record.fault().text(),
                     Exit::failed);
        return false;
    }
    std::string line;
    JsonWriter json(line);
    json.object();
    if (numbered) json.field("seq", row.seq);
    json.key("customer");
    if (row.customer == 0)
        json.null();
    else
        json.text(to_text(CustomerId{row.customer}));
    json.field("at", to_text(row.at)).key("record");
    JsonFields(json).write(*record);
    json.end_object();
    line += '\n';
    session.out << line;
    return true;
}

bool write_customer(store::Reader& reader, uint64_t customer, bool numbered, Session& session) {
    auto rows = reader.history(customer, store::kNewest, SIZE_MAX);
    if (!rows) return session.fail(rows.fault()), false;
    for (auto row = rows->rbegin(); row != rows->rend(); ++row)
        if (!write_record(*row, numbered, session)) return false;
    return true;
}

CustomerId customer_of(const std::string& text) {
    const auto ours = parse_customer_id(text);
    return ours ? *ours : customer_id_of(text);
}

void journal(const JournalOptions& options, Session& session) {
    auto store = open_for_reading(*options.data, session);
    if (!store) return;
    auto reader = store->reader();
    if (!reader) return session.fail(reader.fault());
    if (!options.customer.empty()) {
        write_customer(**reader, customer_of(options.customer).value, !options.by_customer, session);
        return;
    }
    const auto read =
        options.by_customer
            ? (*reader)->each_aggregate(
                  store::AggregateKind::customer, 0,
                  [&](uint64_t id, const store::Loaded&) { return write_customer(**reader, id, false, session); })
            : (*reader)->each_record(
                  1, [&](const store::JournalRecord& row) { return write_record(row, true, session); });
    if (!read) session.fail(read.fault());
}

}  // namespace

void add_journal(CLI::App& app, Session& session) {
    auto options = std::make_shared<JournalOptions>();
    CLI::App* command = app.add_subcommand(
        "journal", session.say("the journal as JSON lines", "le journal, un objet JSON par ligne"));
    options->data = add_data_option(*command, session);
    command->add_option("--customer", options->customer,
                        session.say("of one customer: the shop's id, or cus_...",
                                    "d’un client : l’identifiant de la boutique, ou cus_..."));
    command->add_flag(
        "--by-customer", options->by_customer,
        session.say("customer by customer and without numbers: two workspaces with the same history "
                    "give the same text",
                    "client par client et sans numéros : deux espaces de même histoire donnent le même "
                    "texte"));
    command->callback([options, &session] { journal(*options, session); });
}

}  // namespace habitue::cli
