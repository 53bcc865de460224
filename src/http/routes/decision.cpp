#include "http/routes/decision.h"

#include <algorithm>
#include <map>

#include "http/problem.h"
#include "http/routes/order_body.h"
#include "http/routes/refusals.h"
#include "http/routes/wire_offers.h"
#include "http/url.h"

namespace habitue {
namespace {

constexpr size_t kLongestKey = 255;

// What one rule gave or lost, over all its entries of this decision, which it borrows from.
struct Part {
    struct Line {
        std::string_view id;
        int64_t points = 0;
    };
    std::string_view rule;
    std::string_view wallet;
    int64_t points = 0;
    std::vector<Line> lines;
};

std::vector<Part> breakdown_of(const loyalty::Effects& effects) {
    std::vector<Part> parts;
    for (const loyalty::Effect& effect : effects) {
        const auto* posted = std::get_if<loyalty::EntryPosted>(&effect);
        if (posted == nullptr || posted->entry.rule.empty()) continue;
        const loyalty::Entry& entry = posted->entry;
        int64_t sign = 0;
        if (entry.movement == loyalty::Movement::earned) sign = 1;
        if (entry.movement == loyalty::Movement::taken_back) sign = -1;
        if (sign == 0) continue;
        auto part = std::find_if(parts.begin(), parts.end(), [&](const Part& known) {
            return known.rule == entry.rule && known.wallet == entry.wallet;
        });
        if (part == parts.end()) part = parts.insert(part, {entry.rule, entry.wallet, 0, {}});
        part->points += sign * entry.points.value;
        for (const loyalty::LineShare& share : entry.lines) {
            auto line = std::find_if(part->lines.begin(), part->lines.end(),
                                     [&](const auto& known) { return known.id == share.line; });
            if (line == part->lines.end()) line = part->lines.insert(line, {share.line, 0});
            line->points += sign * share.points.value;
        }
    }
    return parts;
}

bool is_control(char c) { return c < 0x20 || c > 0x7e; }

Response response_of(service::Answer&& answer) {
    Response response = json_response(std::move(answer.body), answer.status);
    if (answer.status >= 400) response.content_type = "application/problem+json";
    if (answer.repeated) response.headers.push_back({"Idempotency-Replayed", "true"});
    return response;
}

struct HowToTell {
    std::string_view language;
    std::string request_id;
    std::vector<std::string> decimal_fields;
    std::function<std::string(const service::Told&)> render;
};

service::Answer tell(const service::Told& told, const HowToTell& how) {
    const loyalty::Decision& decision = told.handled.decision;
    if (decision.accepted()) return {200, how.render ? how.render(told) : render_accepted(told), false};
    RefusedResponse refused = render_refusals(decision.refusals, how.language, how.request_id, how.decimal_fields);
    return {static_cast<uint16_t>(refused.status), std::move(refused.body), false};
}

}  // namespace

Result<std::optional<std::string>> idempotency_key_of(const Request& request) {
    const std::string_view* header = request.header("idempotency-key");
    if (header == nullptr) return std::optional<std::string>();
    std::string_view key = *header;
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    if (key.empty() || key.size() > kLongestKey || std::any_of(key.begin(), key.end(), is_control))
        return Fault::invalid("", "the header Idempotency-Key has 1 to 255 printable ASCII characters");
    return std::optional<std::string>(key);
}

Hash128 fingerprint_of(const Request& request) {
    std::string text(request.method);
    text += ' ';
    text += request.path;
    text += '\n';
    text += request.body;
    return hash128(text);
}

void write_breakdown(JsonWriter& json, const loyalty::Effects& effects) {
    json.key("breakdown").array();
    for (const Part& part : breakdown_of(effects)) {
        json.object().field("rule", part.rule).field("wallet", part.wallet);
        json.field("points", part.points).key("lines").array();
        for (const Part::Line& line : part.lines)
            json.object().field("line", line.id).field("points", line.points).end_object();
        json.end_array().end_object();
    }
    json.end_array();
}

void write_earned(JsonWriter& json, const loyalty::Effects& effects) {
    std::map<std::string_view, int64_t> sums;
    for (const Part& part : breakdown_of(effects)) sums[part.wallet] += part.points;
    json.key("earned").object();
    for (const auto& [wallet, points] : sums) json.field(wallet, points);
    json.end_object();
}

std::function<void(Result<service::Answer>)> answer_with(Call&& call) {
    return [reply = std::move(call.reply), request_id = call.request().request_id](Result<service::Answer> answer) {
        if (!answer) return reply(decision_fault_response(answer.fault(), request_id));
        reply(response_of(std::move(*answer)));
    };
}

std::string render_accepted(const service::Told& told) {
    const loyalty::Handled& handled = told.handled;
    const loyalty::Programme& programme = told.programmes.current();
    std::string body;
    body.reserve(1024);
    JsonWriter json(body);
    json.object().field("accepted", true).field("dry_run", told.dry_run);
    json.field("programme_version", handled.decision.programme_version);
    wire::customer_reference(json, handled.after.customer);
    wire::instant(json, "at", handled.at);
    if (handled.decision.effects.empty()) json.field("repeated", true);
    json.key("effects").array();
    for (const loyalty::Effect& effect : handled.decision.effects) wire::effect(json, programme, effect);
    json.end_array();
    write_breakdown(json, handled.decision.effects);
    wire::balances(json, programme, handled.after.customer);
    if (handled.after.customer.exists()) wire::tier(json, programme, handled.after.customer, handled.at);
    if (handled.after.order.id) {
        const auto of_order = told.programmes.version(handled.after.order.programme_version);
        json.key("order");
        wire::order(json, of_order ? *of_order : programme, handled.after.order);
    }
    if (told.order_before != nullptr) wire::give_back(json, *told.order_before, handled);
    json.end_object();
    return body;
}

Response decision_fault_response(const Fault& fault, std::string_view request_id) {
    const Problem& first = fault.problems.front();
    ProblemDocument problem;
    problem.detail = first.what;
    problem.instance = request_id;
    if (first.where == "key_reused") {
        problem.status = 422;
        problem.code = "idempotency_key_reused";
        return to_response(problem);
    }
    problem.status = 409;
    if (first.where == "key_in_use") {
        problem.code = "idempotency_key_in_use";
        return to_response(problem, 1);
    }
    if (first.where == "no_programme") {
        problem.code = "no_programme";
        return to_response(problem);
    }
    return to_response(fault, request_id);
}

void decide(ApiContext& api, Call&& call, Asked&& asked) {
    QueryInput query(call.request().query);
    const bool dry_run = query.flag("dry_run");
    if (auto read = query.finish(); !read) return call.fail(read.fault());
    auto key = idempotency_key_of(call.request());
    if (!key) return call.fail(key.fault());

    service::Submission submission;
    submission.command = std::move(asked.command);
    submission.dry_run = dry_run;
    if (!dry_run) {
        if (asked.own_key)
            submission.key = asked.own_key;
        else if (*key)
            submission.key = service::Key{service::key_of(**key), fingerprint_of(call.request())};
    }
    if (const int wait = api.guesses.wait_seconds(asked.suspects, api.now()); wait > 0)
        return call.answer(guess_refusal(wait, call.request().request_id));
    HowToTell how{call.language, call.request().request_id, std::move(asked.decimal_fields),
                  std::move(asked.render)};
    submission.render = [how = std::move(how), suspects = std::move(asked.suspects),
                         &api](const service::Told& told) {
        api.guesses.note(suspects, wrong_codes(told.handled.decision.refusals), api.now());
        return tell(told, how);
    };
    submission.tell_order_before = asked.gives_back;
    if (asked.finish) {
        call.reply = [reply = std::move(call.reply), finish = std::move(asked.finish)](Response response) {
            finish(response);
            reply(std::move(response));
        };
    }
    submission.done = answer_with(std::move(call));
    api.decider.submit(std::move(submission));
}

}  // namespace habitue
