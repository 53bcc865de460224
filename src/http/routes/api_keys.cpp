// API keys: made, listed, revoked. A key itself is told once, when it is made.
#include "base/fields.h"
#include "http/routes/api_key_store.h"
#include "http/routes/kept_answers.h"
#include "http/routes/nouns.h"
#include "http/routes/reading.h"
#include "http/routes/wire.h"

namespace habitue {

MadeKey make_key(ApiKeyKind kind, const std::string& name, Instant now) {
    MadeKey made;
    made.key = generate_api_key(kind);
    made.row.hash = hash_of_api_key(made.key);
    made.row.id = "key_" + to_hex(bytes_of(made.row.hash).substr(0, 8));
    made.row.name = name;
    made.row.kind = static_cast<store::ApiKeyKind>(kind);
    made.row.last_four = made.key.substr(made.key.size() - 4);
    made.row.created_at = now;
    return made;
}

uint64_t ring_id(std::string_view key_id) { return hash64(key_id); }

ApiKeyRecord in_force(const store::ApiKey& row) {
    return {ring_id(row.id), static_cast<ApiKeyKind>(row.kind), row.hash, row.name, kNever};
}

Result<void> load_keys(ApiContext& api) {
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto rows = (*reader)->api_keys();
    if (!rows) return rows.fault();
    std::vector<ApiKeyRecord> records;
    for (const store::ApiKey& row : *rows)
        if (row.revoked_at == kNever) records.push_back(in_force(row));
    api.keys.replace_all(std::move(records));
    return {};
}

namespace {

void write_key(JsonWriter& json, const store::ApiKey& row, const std::string* key) {
    json.object().field("id", row.id).field("name", row.name);
    json.field("kind", name_of(static_cast<ApiKeyKind>(row.kind)));
    json.field("last_four", row.last_four);
    wire::instant(json, "created_at", row.created_at);
    wire::instant(json, "revoked_at", row.revoked_at);
    if (key) json.field("key", *key);
    json.end_object();
}

void create(ApiContext& api, Call&& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return call.fail(input.fault());
    JsonObject body = input->root();
    const std::string name = body.text("name");
    const ApiKeyKind kind = body.choice<ApiKeyKind>("kind", {{"secret", ApiKeyKind::secret},
                                                             {"read_only", ApiKeyKind::read_only},
                                                             {"publishable", ApiKeyKind::publishable}});
    if (auto read = input->finish(); !read) return call.fail(read.fault());
    KeptAnswers::answer_once(api, call, [&](store::Batch& batch) -> Result<GivenAnswer> {
        MadeKey made = make_key(kind, name, api.now());
        batch.api_keys.push_back(made.row);
        GivenAnswer given;
        JsonWriter now(given.now);
        write_key(now, made.row, &made.key);
        JsonWriter kept(given.kept);  // the key itself is never kept
        write_key(kept, made.row, nullptr);
        given.status = 201;
        given.committed = [&api, row = made.row] { api.keys.add(in_force(row)); };
        return given;
    });
}

Found<std::string> list(ApiContext& api, const Call&) {
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto rows = (*reader)->api_keys();
    if (!rows) return rows.fault();
    std::string body;
    JsonWriter json(body);
    json.object().key("api_keys").array();
    for (const store::ApiKey& row : *rows) write_key(json, row, nullptr);
    json.end_array().end_object();
    return body;
}

void revoke(ApiContext& api, Call&& call) {
    const std::string& id = call.parameter("id");
    auto reader = api.readers.lease();
    if (!reader) return call.fail(reader.fault());
    auto rows = (*reader)->api_keys();
    if (!rows) return call.fail(rows.fault());
    for (store::ApiKey row : *rows) {
        if (row.id != id) continue;
        if (row.revoked_at == kNever) {
            row.revoked_at = api.now();
            if (auto kept = api.store.put_api_key(row); !kept) return call.fail(kept.fault());
            api.keys.remove(ring_id(row.id));
        }
        std::string body;
        JsonWriter json(body);
        write_key(json, row, nullptr);
        return call.answer(json_response(std::move(body)));
    }
    call.answer(problem_of(404, "key_not_found", "there is no key " + id, call));
}

}  // namespace

void add_api_key_routes(RouteTable& routes) {
    routes.add("POST", "/v1/api-keys", Access::secret, create);
    routes.question("/v1/api-keys", list, Access::secret);
    routes.add("DELETE", "/v1/api-keys/{id}", Access::secret, revoke);
}

}  // namespace habitue
