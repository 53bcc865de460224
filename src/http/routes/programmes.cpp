// The programme's life: checked, compared, published, read.
#include <charconv>

#include "http/problem.h"
#include "http/routes/kept_answers.h"
#include "http/routes/nouns.h"
#include "http/routes/reading.h"
#include "http/routes/wire.h"
#include "http/url.h"
#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue {
namespace {

Result<loyalty::Programme> compile(std::string_view source) {
    auto document = service::read_document(source);
    if (!document) return document.fault();
    return loyalty::read_programme(*document);
}

void write_warnings(JsonWriter& json, const loyalty::Programme& programme, Instant now, std::string_view language) {
    json.key("warnings").array();
    for (const loyalty::Warning& warning : loyalty::check(programme, now))
        json.object()
            .field("where", warning.where)
            .field("message", language == "en" ? warning.en : warning.fr)
            .end_object();
    json.end_array();
}

void write_changes(JsonWriter& json, const std::vector<std::string>& sentences) {
    json.key("changes").array();
    for (const std::string& sentence : sentences) json.text(sentence);
    json.end_array();
}

Response not_a_programme(const Fault& fault, const Call& call) {
    ProblemDocument problem;
    problem.status = 422;
    problem.code = "programme_invalid";
    problem.detail = "the document is not a programme";
    problem.instance = call.request().request_id;
    for (const Problem& found : fault.problems) problem.errors.push_back({found.where, found.what});
    return to_response(problem);
}

Result<bool> read_dry_run(const Call& call) {
    QueryInput query(call.request().query);
    const bool dry_run = query.flag("dry_run");
    if (auto read = query.finish(); !read) return read.fault();
    return dry_run;
}

std::string render_published(const loyalty::Programmes& before, const loyalty::Programme& programme, bool dry_run,
                             uint32_t version, Instant now, std::string_view language) {
    std::string body;
    JsonWriter json(body);
    json.object().field("id", programme.id).field("dry_run", dry_run);
    if (version != 0) json.field("version", version);
    json.field("hash", to_hex(bytes_of(programme.hash)));
    write_warnings(json, programme, now, language);
    write_changes(
        json, before.empty() ? std::vector<std::string>() : loyalty::diff(before.current(), programme, language));
    json.end_object();
    return body;
}

void publish(ApiContext& api, Call&& call) {
    const auto dry_run = read_dry_run(call);
    if (!dry_run) return call.fail(dry_run.fault());
    auto compiled = compile(call.request().body);
    if (!compiled) return call.answer(not_a_programme(compiled.fault(), call));
    const auto before = api.decider.programmes();
    if (*dry_run)
        return call.answer(json_response(render_published(*before, *compiled, true, 0, api.now(), call.language)));
    KeptAnswers::answer_once(api, call, [&](store::Batch&) -> Result<GivenAnswer> {
        const loyalty::Programme programme = *compiled;
        auto version = api.decider.publish(std::move(*compiled), std::string(call.request().body));
        if (!version) return version.fault();
        GivenAnswer given;
        given.status = before->version(*version) ? 200 : 201;
        given.now = given.kept = render_published(*before, programme, false, *version, api.now(), call.language);
        return given;
    });
}

void check(ApiContext& api, Call&& call) {
    auto compiled = compile(call.request().body);
    std::string body;
    JsonWriter json(body);
    json.object().field("valid", compiled.ok()).key("errors").array();
    if (!compiled)
        for (const Problem& problem : compiled.fault().problems)
            json.object().field("where", problem.where).field("message", problem.what).end_object();
    json.end_array();
    if (compiled)
        write_warnings(json, *compiled, api.now(), call.language);
    else
        json.key("warnings").array().end_array();
    json.end_object();
    call.answer(json_response(std::move(body)));
}

// A version's number, or "current".
Found<std::shared_ptr<const loyalty::Programme>> version_of_path(ApiContext& api, const std::string& text) {
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text == "current")
        number = (*programmes)->current().version;
    else if (error != std::errc() || end != text.data() + text.size())
        return Fault::of(FaultKind::not_found, "a version is a number, or current");
    auto version = (*programmes)->version(number);
    if (!version) return Fault::of(FaultKind::not_found, "there is no version " + text);
    return version;
}

void list(ApiContext& api, Call&& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return call.fail(programmes.fault());
    auto reader = api.readers.lease();
    if (!reader) return call.fail(reader.fault());
    auto rows = (*reader)->programmes();
    if (!rows) return call.fail(rows.fault());
    std::string body;
    JsonWriter json(body);
    json.object().key("current");
    wire::public_programme(json, (*programmes)->current());
    if (call.caller != ApiKeyKind::publishable) {
        json.key("versions").array();
        for (const store::ProgrammeVersion& row : *rows) {
            json.object().field("id", row.id).field("version", row.version);
            wire::instant(json, "published_at", row.published_at);
            json.field("hash", to_hex(bytes_of(row.hash))).end_object();
        }
        json.end_array();
    }
    json.end_object();
    call.answer(json_response(std::move(body)));
}

Found<std::string> get_version(ApiContext& api, const Call& call) {
    auto version = version_of_path(api, call.parameter("version"));
    if (!version) return version.no();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto row = (*reader)->programme((*version)->id, (*version)->version);
    if (!row) return row.fault();
    std::string body;
    JsonWriter json(body);
    json.object().field("id", (*version)->id).field("version", (*version)->version);
    if (*row) wire::instant(json, "published_at", (*row)->published_at);
    json.field("hash", to_hex(bytes_of((*version)->hash)));
    json.key("document").raw((*version)->document);
    if (*row) json.field("source", (*row)->source);
    json.end_object();
    return body;
}

Found<std::string> get_diff(ApiContext& api, const Call& call) {
    QueryInput query(call.request().query);
    const std::string language = query.text("language").value_or(std::string(call.language));
    if (language != "fr" && language != "en") query.problem("language", "is fr or en");
    if (auto read = query.finish(); !read) return read.fault();
    auto before = version_of_path(api, call.parameter("a"));
    if (!before) return before.no();
    auto after = version_of_path(api, call.parameter("b"));
    if (!after) return after.no();
    std::string body;
    JsonWriter json(body);
    json.object().field("before", (*before)->version).field("after", (*after)->version);
    write_changes(json, loyalty::diff(**before, **after, language));
    json.end_object();
    return body;
}

Found<std::string> get_schema(ApiContext&, const Call&) { return loyalty::programme_schema(); }

}  // namespace

void add_programme_routes(RouteTable& routes) {
    routes.add("GET", "/v1/programmes", Access::publishable, list);
    routes.add("POST", "/v1/programmes", Access::decision, publish);
    routes.add("POST", "/v1/programmes/check", Access::read_only, check);
    routes.question("/v1/programmes/schema", get_schema);
    routes.question("/v1/programmes/{version}", get_version);
    routes.question("/v1/programmes/{a}/diff/{b}", get_diff);
}

}  // namespace habitue
