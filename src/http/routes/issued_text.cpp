#include "http/routes/issued_text.h"

#include "base/random_bytes.h"
#include "http/routes/wire_offers.h"
#include "service/code_batches.h"

namespace habitue {
namespace {

Hash256 secret_of(const ApiContext& api, const Call& call, std::string_view what) {
    const auto key = idempotency_key_of(call.request());
    if (!key || !*key) return random_256();
    const Hash128 request = fingerprint_of(call.request());
    return keyed_hash256(bytes_of(api.decider.code_secret()),
                         "request\n" + std::string(what) + "\n" + **key + "\n" + std::string(bytes_of(request)));
}

// The answer as it is kept has no text; it is put in front of the other fields when the answer leaves.
std::function<void(Response&)> tell_text(const std::string& text, const std::string& pin) {
    return [text, pin](Response& response) {
        if (response.status != 200 || !response.body.starts_with('{')) return;
        std::string told;
        JsonWriter json(told);
        json.object().field("code", text);
        if (!pin.empty()) json.field("pin", pin);
        json.end_object();
        told.back() = ',';
        response.body = told + response.body.substr(1);
    };
}

// What the decision did to the code; a repeat finds it as it is.
std::string render_code(const service::Told& told, loyalty::CodeId id) {
    std::string body;
    JsonWriter json(body);
    json.object().field("dry_run", told.dry_run);
    for (const loyalty::Code& code : told.handled.after.codes) {
        if (code.id != id) continue;
        json.key("issued").object();
        wire::code_fields(json, code, told.handled.at);
        json.end_object();
        break;
    }
    json.end_object();
    return body;
}

}  // namespace

std::string secret_text(const ApiContext& api, const Call& call, std::string_view what) {
    return loyalty::code_text_of(secret_of(api, call, what));
}

std::string secret_pin(const ApiContext& api, const Call& call, std::string_view what) {
    const Hash256 bytes = secret_of(api, call, what);
    uint64_t number = 0;
    for (size_t i = 0; i < 8; ++i) number = number << 8 | bytes[i];
    return std::to_string(1'000'000 + number % 1'000'000).substr(1);
}

loyalty::CodeForm form_of_offer(const ApiContext& api, const std::string& offer) {
    const auto programmes = api.decider.programmes();
    const loyalty::Offer* found = programmes->empty() ? nullptr : programmes->current().offer(offer);
    const bool voucher = found != nullptr && found->source == loyalty::Offer::Source::voucher;
    return voucher ? loyalty::CodeForm::voucher : loyalty::CodeForm::batch;
}

Asked issue_one(const ApiContext& api, loyalty::IssueCodes issue, const std::string& text, const std::string& pin) {
    const Hash256& secret = api.decider.code_secret();
    loyalty::NewCode code = service::new_code(secret, loyalty::plain_code(text).value_or(""));
    if (!pin.empty()) code.pin_hash = loyalty::pin_hash_of(secret, code.code, pin);
    if (issue.form != loyalty::CodeForm::batch) issue.batch.clear();
    issue.codes = {code};
    Asked asked;
    asked.command.body = std::move(issue);
    asked.render = [id = code.code](const service::Told& told) { return render_code(told, id); };
    asked.finish = tell_text(text, pin);
    return asked;
}

Asked asked_about_code(const ApiContext&, loyalty::ChangeCode change) {
    Asked asked;
    asked.render = [id = change.code](const service::Told& told) { return render_code(told, id); };
    asked.command.body = std::move(change);
    return asked;
}

}  // namespace habitue
