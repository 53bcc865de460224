// The print queue of parcel inserts: the vouchers of orders that wait to be printed, printed, put aside.
#include "http/routes/issued_text.h"
#include "http/routes/nouns.h"
#include "http/routes/wire_offers.h"
#include "http/url.h"

namespace habitue {
namespace {

using loyalty::PrintState;
using loyalty::RefusalCode;

Found<std::string> list(ApiContext& api, const Call& call) {
    QueryInput query(call.request().query);
    const auto limit = static_cast<size_t>(query.integer("limit", 1, 1'000).value_or(100));
    if (auto read = query.finish(); !read) return read.fault();
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    std::vector<loyalty::CodeId> waiting;
    auto scanned = (*reader)->each_due_code([&](uint64_t id, Instant) {
        waiting.push_back(loyalty::CodeId{id});
        return waiting.size() <= limit;
    });
    if (!scanned) return scanned.fault();
    const bool more = waiting.size() > limit;
    if (more) waiting.pop_back();
    std::string body;
    JsonWriter json(body);
    json.object().key("inserts").array();
    for (const loyalty::CodeId id : waiting) {
        auto kept = load_code(**reader, id);
        if (!kept) return kept.fault();
        if (!*kept) continue;
        const loyalty::Code& code = (*kept)->code;
        json.object().field("order", code.issued_by.value).field("id", to_text(id)).field("offer", code.rule);
        if (const loyalty::Offer* offer = (*programmes)->current().offer(code.rule))
            wire::texts(json, "name", offer->name);
        json.field("last_four", code.last_four).field("print", name_of(code.print));
        wire::instant(json, "waits_since", code.issued_at);
        json.end_object();
    }
    json.end_array().field("more", more).end_object();
    return body;
}

}  // namespace

// The insert of the order: the one of that offer, else the first that waits, else the first.
Found<loyalty::Code> insert_of(ApiContext& api, const Call& call, const std::optional<std::string>& offer) {
    const std::string& id = call.parameter("order");
    if (auto fine = check_path_id(id, 128, "the order's id"); !fine) return fine.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto order = load_order(**reader, OrderId{id});
    if (!order) return order.fault();
    if (!*order) return loyalty::Refusal{RefusalCode::order_not_found, "", id};
    std::optional<loyalty::Code> found;
    for (const loyalty::CodeId code_id : (*order)->issued) {
        auto kept = load_code(**reader, code_id);
        if (!kept) return kept.fault();
        if (!*kept || (*kept)->code.print == PrintState::none) continue;
        if (offer && (*kept)->code.rule != *offer) continue;
        if (!found || (found->print != PrintState::waiting && (*kept)->code.print == PrintState::waiting))
            found = (*kept)->code;
    }
    if (!found) return loyalty::Refusal{RefusalCode::code_not_valid, "", id};
    return std::move(*found);
}

namespace {

ReadDecision read_change(loyalty::CodeChange change) {
    return [change](ApiContext& api, const Call& call) -> Found<Asked> {
        auto input = parse_body_or_nothing(call.request().body);
        if (!input) return input.fault();
        JsonObject body = input->root();
        const auto offer = body.optional_text("offer");
        loyalty::ChangeCode command;
        command.change = change;
        command.reason = body.optional_text("reason").value_or("");
        command.actor = body.optional_text("actor").value_or("");
        if (auto read = input->finish(); !read) return read.fault();
        auto code = insert_of(api, call, offer);
        if (!code) return code.no();
        command.code = code->id;
        return asked_about_code(api, std::move(command));
    };
}

}  // namespace

void add_insert_routes(RouteTable& routes) {
    routes.question("/v1/inserts", list);
    routes.decision("POST", "/v1/inserts/{order}/printed", read_change(loyalty::CodeChange::printed));
    routes.decision("POST", "/v1/inserts/{order}/void", read_change(loyalty::CodeChange::void_insert));
}

}  // namespace habitue
