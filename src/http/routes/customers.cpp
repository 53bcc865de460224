// Customers: who they are and how they stand.
#include "http/routes/nouns.h"
#include "http/routes/person.h"
#include "http/routes/reading.h"
#include "http/routes/wire.h"
#include "http/url.h"

namespace habitue {
namespace {

Found<Asked> read_put(ApiContext& api, const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, loyalty::kLongestText, "the customer's id"); !fine) return fine.fault();
    auto input = parse_body_or_nothing(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::PutCustomer put;
    put.joined_at = body.optional_instant("joined_at");
    put.attributes = read_attributes(body);
    put.removed = body.texts("removed", {.min = 0, .max = loyalty::kMostAttributes}, kShopId);
    if (auto read = input->finish(); !read) return read.fault();
    auto external_id = external_id_of(api, id, "");
    if (!external_id) return external_id.no();
    put.external_id = std::move(*external_id);
    Asked asked;
    asked.command.body = std::move(put);
    return asked;
}

Found<std::string> get_customer(ApiContext& api, const Call& call) {
    auto person = find_person(api, call);
    if (!person) return person.no();
    std::string body;
    JsonWriter json(body);
    wire::customer(json, person->programme(), person->customer, api.now());
    return body;
}

Found<std::string> get_tier(ApiContext& api, const Call& call) {
    auto person = find_person(api, call);
    if (!person) return person.no();
    std::string body;
    JsonWriter json(body);
    json.object();
    wire::customer_reference(json, person->customer);
    wire::tier(json, person->programme(), person->customer, api.now());
    json.end_object();
    return body;
}

Found<std::string> list_customers(ApiContext& api, const Call& call) {
    QueryInput query(call.request().query);
    const auto limit = static_cast<size_t>(query.integer("limit", 1, 200).value_or(50));
    const auto cursor = query.text("cursor");
    uint64_t from = 1;  // 0 is the workspace itself
    if (cursor) {
        const auto last = parse_customer_id(*cursor);
        if (last)
            from = last->value + 1;
        else
            query.problem("cursor", "is not one that this list gave");
    }
    if (auto read = query.finish(); !read) return read.fault();
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    std::string body;
    JsonWriter json(body);
    json.object().key("customers").array();
    size_t told = 0;
    CustomerId last;
    bool more = false;
    std::optional<Fault> damaged;
    auto scanned =
        (*reader)->each_aggregate(store::AggregateKind::customer, from, [&](uint64_t id, const auto& row) {
            if (told == limit) {
                more = true;
                return false;
            }
            const auto customer = from_bytes<loyalty::Customer>(row.bytes);
            if (!customer) {
                damaged = Fault::of(FaultKind::corrupt, "customer " + std::to_string(id) + " cannot be read");
                return false;
            }
            wire::customer(json, (*programmes)->current(), *customer, api.now());
            last = CustomerId{id};
            ++told;
            return true;
        });
    if (!scanned) return scanned.fault();
    if (damaged) return *damaged;
    json.end_array();
    if (more) json.field("next_cursor", to_text(last));
    json.end_object();
    return body;
}

}  // namespace

void add_customer_routes(RouteTable& routes) {
    routes.decision("PUT", "/v1/customers/{id}", read_put);
    routes.question("/v1/customers/{id}", get_customer);
    routes.question("/v1/customers", list_customers);
    routes.question("/v1/customers/{id}/tier", get_tier);
}

}  // namespace habitue
