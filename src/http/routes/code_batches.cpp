// Batches of unique codes: issued in the background, exported with the key that was told once, or brought in by the
// shop.
#include <algorithm>
#include <set>

#include "base/random_bytes.h"
#include "http/routes/code_reading.h"
#include "http/routes/decision.h"
#include "http/routes/kept_answers.h"
#include "http/routes/nouns.h"
#include "http/routes/refusals.h"
#include "http/routes/wire.h"
#include "http/url.h"

namespace habitue {
namespace {

using service::BatchState;
using service::CodeBatch;

constexpr int64_t kCodesInPage = 50'000;
constexpr TextLimits kActor{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

const loyalty::Offer* offer_of_codes(const loyalty::Programme& programme, const std::string& id) {
    const loyalty::Offer* offer = programme.offer(id);
    return offer != nullptr && offer->source == loyalty::Offer::Source::codes ? offer : nullptr;
}

void batch_fields(JsonWriter& json, const CodeBatch& batch, int64_t issued) {
    json.object().field("id", batch.id).field("offer", batch.offer).field("state", service::name_of(batch.state));
    json.field("issued", issued).field("of", batch.count).field("uses", batch.most_uses);
    if (!batch.prefix.empty()) json.field("prefix", batch.prefix);
    wire::instant(json, "valid_from", batch.valid_from);
    wire::instant(json, "valid_until", batch.valid_until);
    wire::instant(json, "created_at", batch.created_at);
    if (!batch.trouble.empty()) json.field("trouble", batch.trouble);
}

std::string prefix_of(JsonObject& body) {
    const auto prefix = body.optional_text("prefix", {.min_bytes = 1, .max_bytes = 20});
    if (!prefix) return "";
    const auto plain = loyalty::plain_word(*prefix);
    if (!plain) body.problem("prefix", "has letters, digits, - and _ only");
    return plain.value_or("");
}

CodeBatch read_batch(JsonObject& body, const ApiContext& api) {
    CodeBatch batch;
    batch.offer = body.text("offer");
    batch.valid_from = body.optional_instant("valid_from").value_or(kEarliest);
    batch.valid_until = body.optional_instant("valid_until").value_or(kNever);
    batch.most_uses = body.optional_integer("uses", 1, 1'000).value_or(1);
    batch.actor = body.optional_text("actor", kActor).value_or("");
    batch.created_at = api.now();
    return batch;
}

void create(ApiContext& api, Call&& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return call.fail(programmes.fault());
    auto input = JsonInput::parse(call.request().body);
    if (!input) return call.fail(input.fault());
    JsonObject body = input->root();
    CodeBatch batch = read_batch(body, api);
    batch.count = body.integer("count", 1, service::kMostCodes);
    batch.prefix = prefix_of(body);
    if (auto read = input->finish(); !read) return call.fail(read.fault());
    if (offer_of_codes((*programmes)->current(), batch.offer) == nullptr)
        return call.fail(loyalty::Refusal{loyalty::RefusalCode::rule_not_found, "/offer", batch.offer});
    KeptAnswers::answer_once(api, call, [&](store::Batch& writes) -> Result<GivenAnswer> {
        const std::string key = service::new_export_key();
        batch.seed = service::seed_of(key);
        batch.check = service::check_of(*batch.seed);
        batch.id = "batch_" + to_hex(bytes_of(random_256()).substr(0, 8));
        writes.settings.push_back(service::setting_of(batch));
        GivenAnswer given;
        given.status = 202;
        JsonWriter kept(given.kept);
        batch_fields(kept, batch, 0);
        kept.end_object();
        JsonWriter now(given.now);
        batch_fields(now, batch, 0);
        now.field("export_key", key).end_object();  // told this once
        given.committed = [&api, batch] { api.batches->run(batch); };
        return given;
    });
}

Found<CodeBatch> batch_of_path(ApiContext& api, const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, 64, "the batch's id"); !fine) return fine.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto batch = service::find_batch(**reader, id);
    if (!batch) return batch.fault();
    if (!*batch) return loyalty::Refusal{loyalty::RefusalCode::batch_not_found, "", id};
    return std::move(**batch);
}

Found<std::string> get_batch(ApiContext& api, const Call& call) {
    auto batch = batch_of_path(api, call);
    if (!batch) return batch.no();
    auto issued = api.batches->issued(*batch);
    if (!issued) return issued.fault();
    std::string body;
    JsonWriter json(body);
    batch_fields(json, *batch, *issued);
    json.end_object();
    return body;
}

Found<std::string> list_batches(ApiContext& api, const Call&) {
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto all = service::all_batches(**reader);
    if (!all) return all.fault();
    std::string body;
    JsonWriter json(body);
    json.object().key("code_batches").array();
    for (const CodeBatch& batch : *all) {
        auto issued = api.batches->issued(batch);
        if (!issued) return issued.fault();
        batch_fields(json, batch, *issued);
        json.end_object();
    }
    json.end_array().end_object();
    return body;
}

// One page of the texts, made anew from the export key; CSV with one column. Link names the next page.
void export_codes(ApiContext& api, Call&& call) {
    QueryInput query(call.request().query);
    const int64_t from = query.integer("from", 0, service::kMostCodes).value_or(0);
    const int64_t count = query.integer("count", 1, kCodesInPage).value_or(kCodesInPage);
    if (auto read = query.finish(); !read) return call.fail(read.fault());
    auto batch = batch_of_path(api, call);
    if (!batch) return call.fail(batch.no());
    const std::string_view* key = call.request().header("export-key");
    const Hash256 seed = service::seed_of(key != nullptr ? *key : std::string_view());
    if (service::check_of(seed) != batch->check || batch->state == BatchState::imported)
        return call.answer(problem_of(403, "export_key_wrong",
                                      "send the batch's key, told when it was made, as the header Export-Key",
                                      call));
    Response response = json_response("code\r\n");
    response.content_type = "text/csv; charset=utf-8";
    const int64_t end = std::min(batch->count, from + count);
    for (int64_t index = from; index < end; ++index)
        response.body += service::batch_code(seed, index, batch->prefix) + "\r\n";
    response.headers.push_back({"Cache-Control", "no-store"});
    if (end < batch->count)
        response.headers.push_back({"Link", "</v1/code-batches/" + batch->id +
                                                "/codes?from=" + std::to_string(end) +
                                                "&count=" + std::to_string(count) + ">; rel=\"next\""});
    call.answer(std::move(response));
}

// The codes of a CSV body: the first field of each line; a first line that says "code" is a heading.
std::vector<std::string> codes_of_csv(std::string_view text) {
    std::vector<std::string> codes;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        line = line.substr(0, line.find_first_of(",;\t\r"));
        if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
        if (line.empty() || (codes.empty() && equal_ignoring_case(line, "code"))) continue;
        codes.emplace_back(line);
    }
    return codes;
}

struct Import {
    CodeBatch batch;
    std::vector<std::string> texts;
};

Found<Import> read_import(ApiContext& api, const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, 64, "the batch's id"); !fine) return fine.fault();
    const std::string_view* type = call.request().header("content-type");
    Import import;
    if (type != nullptr && type->starts_with("text/csv")) {
        QueryInput query(call.request().query);
        import.batch.offer = query.text("offer").value_or("");
        import.batch.valid_from = query.instant("valid_from").value_or(kEarliest);
        import.batch.valid_until = query.instant("valid_until").value_or(kNever);
        import.batch.most_uses = query.integer("uses", 1, 1'000).value_or(1);
        if (import.batch.offer.empty()) query.problem("offer", "is required");
        if (auto read = query.finish(); !read) return read.fault();
        import.batch.created_at = api.now();
        import.texts = codes_of_csv(call.request().body);
    } else {
        auto input = JsonInput::parse(call.request().body);
        if (!input) return input.fault();
        JsonObject body = input->root();
        import.batch = read_batch(body, api);
        import.texts = body.texts("codes", {.min = 1, .max = 100'000}, {.min_bytes = 1, .max_bytes = 64});
        if (auto read = input->finish(); !read) return read.fault();
    }
    import.batch.id = id;
    import.batch.state = BatchState::imported;
    return import;
}

// What of an import is new, known or impossible.
struct Sorted {
    std::vector<loyalty::NewCode> fresh;
    int64_t unchanged = 0;
    int64_t taken = 0;                  // exist elsewhere
    std::vector<std::string> unusable;  // that cannot be codes, as they came
};

Result<Sorted> sort_codes(ApiContext& api, const Import& import) {
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    Sorted sorted;
    std::set<uint64_t> seen;
    for (const std::string& text : import.texts) {
        const auto plain = loyalty::plain_code(text);
        if (!plain || plain->size() < 4) {
            if (sorted.unusable.size() < 20) sorted.unusable.push_back(text);
            continue;
        }
        const loyalty::NewCode code = service::new_code(api.decider.code_secret(), *plain);
        auto known = load_code(**reader, code.code);
        if (!known) return known.fault();
        const bool again = !seen.insert(code.code.value).second;
        if (again || (*known && (*known)->code.batch == import.batch.id))
            ++sorted.unchanged;
        else if (*known)
            ++sorted.taken;
        else
            sorted.fresh.push_back(code);
    }
    std::sort(sorted.fresh.begin(), sorted.fresh.end(),
              [](const auto& a, const auto& b) { return a.code < b.code; });
    return sorted;
}

// The parts go to the decider one behind the other; the last answer answers the request.
struct Importing {
    Import import;
    Sorted sorted;
    size_t next = 0;
    Call call;
};

void import_next(ApiContext& api, const std::shared_ptr<Importing>& state);

void tell_import(ApiContext& api, Importing& state) {
    CodeBatch& batch = state.import.batch;
    {
        auto reader = api.readers.lease();
        auto known =
            reader ? service::find_batch(**reader, batch.id) : Result<std::optional<CodeBatch>>(reader.fault());
        if (!known) return state.call.fail(known.fault());
        const int64_t before = *known ? (*known)->count : 0;
        if (*known) batch.created_at = (*known)->created_at;
        batch.count = batch.issued = before + static_cast<int64_t>(state.sorted.fresh.size());
    }
    store::Setting setting = service::setting_of(batch);
    if (auto kept = api.store.put_setting(std::move(setting.name), std::move(setting.value)); !kept)
        return state.call.fail(kept.fault());
    std::string body;
    JsonWriter json(body);
    batch_fields(json, batch, batch.issued);
    json.field("imported", state.sorted.fresh.size()).field("unchanged", state.sorted.unchanged);
    json.field("taken", state.sorted.taken).key("unusable").array();
    for (const std::string& text : state.sorted.unusable) json.text(text);
    json.end_array().end_object();
    state.call.answer(json_response(std::move(body)));
}

void import_next(ApiContext& api, const std::shared_ptr<Importing>& state) {
    const auto& fresh = state->sorted.fresh;
    if (state->next >= fresh.size()) return tell_import(api, *state);
    const size_t end = std::min(state->next + service::kCodesInCommand, fresh.size());
    const std::vector<loyalty::NewCode> part(fresh.begin() + static_cast<std::ptrdiff_t>(state->next),
                                             fresh.begin() + static_cast<std::ptrdiff_t>(end));
    state->next = end;
    service::Submission submission;
    submission.command.body = service::issue_part(state->import.batch, part);
    submission.render = [language = state->call.language,
                         id = state->call.request().request_id](const service::Told& told) -> service::Answer {
        if (told.handled.decision.accepted()) return {};
        RefusedResponse no = render_refusals(told.handled.decision.refusals, language, id, {});
        return {static_cast<uint16_t>(no.status), std::move(no.body), false};
    };
    submission.done = [&api, state](Result<service::Answer> answer) {
        if (!answer) return state->call.fail(answer.fault());
        if (answer->status == 200) return import_next(api, state);
        Response response = json_response(std::move(answer->body), answer->status);
        response.content_type = "application/problem+json";
        state->call.answer(std::move(response));
    };
    api.decider.submit(std::move(submission));
}

void import_codes(ApiContext& api, Call&& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return call.fail(programmes.fault());
    auto import = read_import(api, call);
    if (!import) return call.fail(import.no());
    if (offer_of_codes((*programmes)->current(), import->batch.offer) == nullptr)
        return call.fail(loyalty::Refusal{loyalty::RefusalCode::rule_not_found, "/offer", import->batch.offer});
    auto reader = api.readers.lease();
    if (!reader) return call.fail(reader.fault());
    auto known = service::find_batch(**reader, import->batch.id);
    if (!known) return call.fail(known.fault());
    if (*known && ((*known)->state != BatchState::imported || (*known)->offer != import->batch.offer))
        return call.fail(loyalty::Refusal{loyalty::RefusalCode::code_exists, "/offer", import->batch.id});
    auto sorted = sort_codes(api, *import);
    if (!sorted) return call.fail(sorted.fault());
    import_next(api,
                std::make_shared<Importing>(Importing{std::move(*import), std::move(*sorted), 0, std::move(call)}));
}

}  // namespace

void add_code_batch_routes(RouteTable& routes) {
    routes.add("POST", "/v1/code-batches", Access::secret, create);
    routes.question("/v1/code-batches", list_batches, Access::secret);
    routes.question("/v1/code-batches/{id}", get_batch, Access::secret);
    routes.add("GET", "/v1/code-batches/{id}/codes", Access::secret, export_codes);
    routes.add("POST", "/v1/code-batches/{id}/import", Access::secret, import_codes);
}

}  // namespace habitue
