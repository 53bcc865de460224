// What a customer has: wallets with their lots, and the entries that made them, now or as they were at any instant.
#include <charconv>

#include "http/routes/nouns.h"
#include "http/routes/person.h"
#include "http/routes/wire.h"
#include "http/url.h"
#include "service/customer_history.h"

namespace habitue {
namespace {

// Puts the customer back to how it stood then.
Found<Person> person_as_of(ApiContext& api, const Call& call, std::optional<Instant> as_of) {
    auto person = find_person(api, call);
    if (!person || !as_of) return person;
    auto past = service::customer_as_of(*person->reader, *person->programmes, person->customer.id, *as_of);
    if (!past) return past.fault();
    if (!*past)
        return loyalty::Refusal{loyalty::RefusalCode::customer_not_found, "",
                                call.parameter("id") + " did not exist on " + to_text(*as_of)};
    person->customer = std::move(**past);
    return person;
}

std::optional<Instant> read_as_of(ApiContext& api, QueryInput& query) {
    const auto as_of = query.instant("as_of");
    if (as_of && *as_of > api.now()) query.problem("as_of", "must not lie in the future");
    return as_of;
}

void write_head(JsonWriter& json, const Person& person, Instant as_of) {
    wire::customer_reference(json, person.customer);
    wire::instant(json, "as_of", as_of);
}

Found<std::string> get_wallets(ApiContext& api, const Call& call) {
    QueryInput query(call.request().query);
    const auto as_of = read_as_of(api, query);
    if (auto read = query.finish(); !read) return read.fault();
    auto person = person_as_of(api, call, as_of);
    if (!person) return person.no();
    std::string body;
    JsonWriter json(body);
    json.object();
    write_head(json, *person, as_of.value_or(api.now()));
    json.key("wallets").array();
    for (const loyalty::WalletRule& rule : person->programme().wallets)
        wire::wallet(json, person->programme(), rule, person->customer);
    json.end_array().end_object();
    return body;
}

// "17-42": entries below 17, looked for in records before 42 ("n": in all of them).
std::string cursor_text(uint32_t below_entry, uint64_t before_seq) {
    return std::to_string(below_entry) + "-" + (before_seq == store::kNewest ? "n" : std::to_string(before_seq));
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool parse_cursor(std::string_view text, service::EntriesAsked& asked) {
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos || !parse_number(text.substr(0, dash), asked.below_entry)) return false;
    const std::string_view seq = text.substr(dash + 1);
    return seq == "n" || parse_number(seq, asked.before_seq);
}

void write_entry(JsonWriter& json, const service::PastEntry& past) {
    json.object().field("type", name_of(past.entry.movement));
    wire::entry_fields(json, past.entry);
    wire::instant(json, "at", past.at);
    json.field("programme_version", past.programme_version).field("command", past.command);
    json.field("record", past.seq).end_object();
}

Found<std::string> get_entries(ApiContext& api, const Call& call) {
    QueryInput query(call.request().query);
    service::EntriesAsked asked;
    asked.wallet = query.text("wallet").value_or("");
    asked.limit = static_cast<size_t>(query.integer("limit", 1, 200).value_or(50));
    const auto as_of = read_as_of(api, query);
    asked.until = as_of.value_or(kNever);
    const auto cursor = query.text("cursor");
    if (cursor && !parse_cursor(*cursor, asked)) query.problem("cursor", "is not one that this list gave");
    if (auto read = query.finish(); !read) return read.fault();
    auto person = person_as_of(api, call, as_of);
    if (!person) return person.no();
    if (!asked.wallet.empty() && person->programme().wallet(asked.wallet) == nullptr)
        return loyalty::Refusal{loyalty::RefusalCode::wallet_not_found, "", asked.wallet};
    auto found = service::past_entries(*person->reader, person->customer.id, asked);
    if (!found) return found.fault();
    std::string body;
    JsonWriter json(body);
    json.object();
    write_head(json, *person, as_of.value_or(api.now()));
    wire::balances(json, person->programme(), person->customer);
    json.key("entries").array();
    for (const service::PastEntry& past : found->entries) write_entry(json, past);
    json.end_array();
    if (found->more) json.field("next_cursor", cursor_text(found->entries.back().entry.id, found->next_before_seq));
    json.end_object();
    return body;
}

}  // namespace

void add_wallet_routes(RouteTable& routes) {
    routes.question("/v1/customers/{id}/wallets", get_wallets);
    routes.question("/v1/customers/{id}/entries", get_entries);
}

}  // namespace habitue
