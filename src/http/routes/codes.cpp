// Single codes: issued for anybody or for one customer, looked up by support, voided. The text of a code is told
// once.
#include "base/random_bytes.h"
#include "http/routes/code_reading.h"
#include "http/routes/decision.h"
#include "http/routes/issued_text.h"
#include "http/routes/nouns.h"
#include "http/routes/wire_offers.h"

namespace habitue {

using loyalty::CodeForm;
using loyalty::IssueCodes;
using loyalty::RefusalCode;

namespace {

constexpr TextLimits kReason{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

// "code" of the shop's own, or one that is made.
Found<std::string> text_asked(JsonObject& body, const ApiContext& api, const Call& call) {
    const auto given = body.optional_text("code", {.min_bytes = 4, .max_bytes = 64});
    if (!given) return secret_text(api, call, "code");
    if (!loyalty::plain_code(*given)) body.problem("code", "cannot be a code");
    return *given;
}

Found<Asked> read_issue(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    IssueCodes issue;
    issue.rule = body.text("offer");
    issue.customer = body.optional_text("customer", kShopId).value_or("");
    issue.batch = body.optional_text("batch").value_or("single");
    issue.valid_from = body.optional_instant("valid_from").value_or(kEarliest);
    issue.valid_until = body.optional_instant("valid_until").value_or(kNever);
    issue.most_uses = body.optional_integer("uses", 1, 1'000).value_or(1);
    issue.reason = body.optional_text("reason", kReason).value_or("");
    issue.actor = body.optional_text("actor", kReason).value_or("");
    auto text = text_asked(body, api, call);
    if (!text) return text.no();
    if (auto read = input->finish(); !read) return read.fault();
    if (!issue.customer.empty()) {
        auto customer = external_id_of(api, issue.customer, "/customer");
        if (!customer) return customer.no();
        issue.customer = std::move(*customer);
    }
    issue.form = form_of_offer(api, issue.rule);
    return issue_one(api, std::move(issue), *text, "");
}

// A public word is of the programme's document; how often it was used is in its tally.
std::optional<std::string> word_state(ApiContext& api, store::Reader& reader, const std::string& text) {
    const auto programmes = api.decider.programmes();
    const auto word = loyalty::plain_word(text);
    if (programmes->empty() || !word) return std::nullopt;
    for (const loyalty::Offer& offer : programmes->current().offers) {
        if (offer.source != loyalty::Offer::Source::word || offer.word != *word) continue;
        auto tally = load_tally(reader, "offer:" + offer.id);
        std::string body;
        JsonWriter json(body);
        json.object().field("form", "word").field("rule", offer.id);
        json.field("state", offer.until <= api.now() ? "expired"
                            : offer.from > api.now() ? "not_yet_valid"
                                                     : "open");
        if (!offer.community.empty()) json.field("community", offer.community);
        json.field("orders", tally ? tally->uses : 0).end_object();
        return body;
    }
    return std::nullopt;
}

Found<std::string> get_code(ApiContext& api, const Call& call) {
    const std::string& text = call.parameter("code");
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    if (auto word = word_state(api, **reader, text)) return *word;
    auto code = load_code(**reader, code_of_path(api, text));
    if (!code) return code.fault();
    if (!*code) return loyalty::Refusal{RefusalCode::code_not_valid, "", ""};
    std::string body;
    JsonWriter json(body);
    json.object();
    wire::code_fields(json, (*code)->code, api.now());
    json.end_object();
    return body;
}

}  // namespace

ReadDecision read_code_change(const char* parameter, loyalty::CodeChange change, CodeForm only) {
    return [=](ApiContext& api, const Call& call) -> Found<Asked> {
        auto input = parse_body_or_nothing(call.request().body);
        if (!input) return input.fault();
        JsonObject body = input->root();
        loyalty::ChangeCode command;
        command.change = change;
        const bool why = change != loyalty::CodeChange::printed;
        command.reason = why ? body.text("reason", kReason) : body.optional_text("reason", kReason).value_or("");
        command.actor = why ? body.text("actor", kReason) : body.optional_text("actor", kReason).value_or("");
        if (auto read = input->finish(); !read) return read.fault();
        command.code = code_of_path(api, call.parameter(parameter));
        auto reader = api.readers.lease();
        if (!reader) return reader.fault();
        auto code = load_code(**reader, command.code);
        if (!code) return code.fault();
        const RefusalCode no =
            only == CodeForm::gift_card ? RefusalCode::card_not_valid : RefusalCode::code_not_valid;
        if (!*code || ((*code)->code.form == CodeForm::gift_card) != (only == CodeForm::gift_card))
            return loyalty::Refusal{no, "", ""};
        return asked_about_code(api, std::move(command));
    };
}

void add_code_routes(RouteTable& routes) {
    routes.decision("POST", "/v1/codes", read_issue);
    routes.question("/v1/codes/{code}", get_code, Access::secret);
    routes.decision("POST", "/v1/codes/{code}/void",
                    read_code_change("code", loyalty::CodeChange::void_code, CodeForm::batch));
}

}  // namespace habitue
