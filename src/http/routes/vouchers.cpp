// What a customer holds: vouchers with what they are worth today and when that changes; one more, by hand.
#include "http/routes/issued_text.h"
#include "http/routes/nouns.h"
#include "http/routes/person.h"
#include "http/routes/wire_offers.h"

namespace habitue {
namespace {

constexpr TextLimits kReason{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

// The text of a voucher that an order issued; one issued by hand was told once.
std::string text_of(const loyalty::Programme& programme, const loyalty::Code& code) {
    if (!code.issued_by) return "";
    const std::string text = loyalty::voucher_code(programme.code_secret, code.issued_by, code.rule);
    const auto plain = loyalty::plain_code(text);
    return plain && loyalty::code_id_of(programme.code_secret, *plain) == code.id ? text : "";
}

void write_voucher(JsonWriter& json, const loyalty::Programme& programme, const loyalty::Code& code,
                   std::string_view language, Instant now) {
    json.object();
    if (const std::string text = text_of(programme, code); !text.empty()) json.field("code", text);
    wire::code_fields(json, code, now);
    if (const loyalty::Offer* offer = programme.offer(code.rule)) {
        wire::texts(json, "name", offer->name);
        wire::countdown(json, programme, *offer, code, language, now);
    }
    json.end_object();
}

Found<std::string> list(ApiContext& api, const Call& call) {
    auto person = find_person(api, call);
    if (!person) return person.no();
    std::string body;
    JsonWriter json(body);
    json.object();
    wire::customer_reference(json, person->customer);
    json.key("vouchers").array();
    for (const loyalty::CodeId id : person->customer.codes) {
        auto kept = load_code(*person->reader, id);
        if (!kept) return kept.fault();
        if (!*kept || (*kept)->code.form != loyalty::CodeForm::voucher) continue;
        write_voucher(json, person->programme(), (*kept)->code, call.language, api.now());
    }
    json.end_array().end_object();
    return body;
}

Found<Asked> read_issue(ApiContext& api, const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, loyalty::kLongestText, "the customer's id"); !fine) return fine.fault();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::IssueCodes issue;
    issue.form = loyalty::CodeForm::voucher;
    issue.rule = body.text("offer");
    issue.valid_from = body.optional_instant("valid_from").value_or(kEarliest);
    issue.valid_until = body.optional_instant("valid_until").value_or(kNever);
    issue.reason = body.optional_text("reason", kReason).value_or("");
    issue.actor = body.optional_text("actor", kReason).value_or("");
    if (auto read = input->finish(); !read) return read.fault();
    auto customer = external_id_of(api, id, "/customer");
    if (!customer) return customer.no();
    issue.customer = std::move(*customer);
    return issue_one(api, std::move(issue), secret_text(api, call, "voucher"), "");
}

}  // namespace

void add_voucher_routes(RouteTable& routes) {
    routes.question("/v1/customers/{id}/vouchers", list);
    routes.decision("POST", "/v1/customers/{id}/vouchers", read_issue);
}

}  // namespace habitue
