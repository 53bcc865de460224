// Gift cards and cheques: bought or offered, asked for their balance, told with their whole life, frozen, voided.
#include "http/routes/issued_text.h"
#include "http/routes/nouns.h"
#include "http/routes/order_body.h"
#include "http/routes/wire_offers.h"
#include "loyalty/decision.h"

namespace habitue {
namespace {

using loyalty::CodeForm;
using loyalty::RefusalCode;

constexpr TextLimits kReason{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

Found<Asked> read_issue(ApiContext& api, const Call& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::IssueCodes issue;
    issue.form = CodeForm::gift_card;
    issue.rule = body.text("kind");
    issue.amount = body.money("amount_minor", Money{1});
    issue.customer = body.optional_text("customer", kShopId).value_or("");
    issue.purchase = OrderId{body.optional_text("order", {.min_bytes = 1, .max_bytes = 128}).value_or("")};
    issue.merchant = body.optional_text("merchant", kReason).value_or("");
    issue.valid_from = body.optional_instant("valid_from").value_or(kEarliest);
    issue.valid_until = body.optional_instant("valid_until").value_or(kNever);
    issue.reason = body.optional_text("reason", kReason).value_or("");
    issue.actor = body.optional_text("actor", kReason).value_or("");
    if (auto read = input->finish(); !read) return read.fault();
    if (!issue.customer.empty()) {
        auto customer = external_id_of(api, issue.customer, "/customer");
        if (!customer) return customer.no();
        issue.customer = std::move(*customer);
    }
    const loyalty::GiftCardKind* kind = (*programmes)->current().gift_card(issue.rule);
    if (kind == nullptr) return loyalty::Refusal{RefusalCode::rule_not_found, "/kind", issue.rule};
    const std::string pin = kind->pin ? secret_pin(api, call, "pin") : "";
    return issue_one(api, std::move(issue), secret_text(api, call, "gift card"), pin);
}

// The same answer, and the same work, for a card that does not exist, one of another form and a wrong PIN.
void balance(ApiContext& api, Call&& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return call.fail(programmes.fault());
    auto input = JsonInput::parse(call.request().body);
    if (!input) return call.fail(input.fault());
    JsonObject body = input->root();
    const std::string text = body.text("code", {.min_bytes = 1, .max_bytes = 64});
    const std::string pin = body.optional_text("pin", {.min_bytes = 1, .max_bytes = 16}).value_or("");
    const std::string visitor = body.optional_text("visitor_address").value_or("");
    if (auto read = input->finish(); !read) return call.fail(read.fault());
    const Hash256& secret = api.decider.code_secret();
    const auto plain = loyalty::plain_code(text);
    loyalty::OrderContent asked;
    asked.gift_cards.push_back({loyalty::code_id_of(secret, plain.value_or("")), "", {}});
    auto suspects = suspects_of(call, asked, "", visitor, {});
    suspects.push_back({"card:" + to_text(asked.gift_cards.front().card), 5});  // its PIN is short
    if (const int wait = api.guesses.wait_seconds(suspects, api.now()); wait > 0)
        return call.answer(guess_refusal(wait, call.request().request_id));
    const loyalty::CodeId id = asked.gift_cards.front().card;
    const uint64_t pin_hash = loyalty::pin_hash_of(secret, id, pin);
    auto reader = api.readers.lease();
    if (!reader) return call.fail(reader.fault());
    auto found = load_code(**reader, id);
    if (!found) return call.fail(found.fault());
    const loyalty::Code code = *found ? (*found)->code : loyalty::Code{};
    const bool fits = code.form == CodeForm::gift_card && (code.pin_hash == 0 || code.pin_hash == pin_hash);
    if (!fits) {
        api.guesses.note(suspects, 1, api.now());
        return call.fail(loyalty::Refusal{RefusalCode::card_not_valid, "", ""});
    }
    std::string answer;
    JsonWriter json(answer);
    json.object().field("state", wire::state_of(code, api.now())).field("last_four", code.last_four);
    json.field("balance_minor", code.balance.minor);
    json.field("currency", (*programmes)->current().currency.text());
    wire::instant(json, "valid_from", code.valid_from);
    wire::instant(json, "valid_until", code.valid_until);
    if (!code.merchant.empty()) json.field("merchant", code.merchant);
    json.end_object();
    call.answer(json_response(std::move(answer)));
}

// One movement of the card that a record tells, into the array that is open.
void movement(JsonWriter& json, loyalty::CodeId id, const loyalty::Record& record, const loyalty::Effect& effect,
              Money& balance) {
    const auto open = [&](std::string_view type) {
        json.object().field("type", type);
        wire::instant(json, "at", record.at);
    };
    const auto close = [&](Money now) {
        json.field("change_minor", now.minor - balance.minor).field("balance_minor", now.minor).end_object();
        balance = now;
    };
    if (const auto* issued = std::get_if<loyalty::CodeIssued>(&effect); issued && issued->code.id == id) {
        open("issued");
        if (issued->code.issued_by) json.field("order", issued->code.issued_by.value);
        close(issued->code.balance);
    } else if (const auto* used = std::get_if<loyalty::CodeUsed>(&effect); used && used->code == id) {
        open(used->balance < balance ? "paid" : "given_back");
        json.field("order", used->use.order.value);
        close(used->balance);
    } else if (const auto* changed = std::get_if<loyalty::CodeChanged>(&effect);
               changed && changed->code.id == id) {
        open(changed->code.voided ? "voided" : changed->code.frozen ? "frozen" : "changed");
        wire::instant(json, "valid_until", changed->code.valid_until);
        if (const auto* change = std::get_if<loyalty::ChangeCode>(&record.command.body)) {
            if (!change->reason.empty()) json.field("reason", change->reason);
            if (!change->actor.empty()) json.field("actor", change->actor);
        }
        close(balance);
    }
}

Found<std::string> get_card(ApiContext& api, const Call& call) {
    const loyalty::CodeId id = code_of_path(api, call.parameter("id"));
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto kept = load_code(**reader, id);
    if (!kept) return kept.fault();
    if (!*kept || (*kept)->code.form != CodeForm::gift_card)
        return loyalty::Refusal{RefusalCode::card_not_valid, "", ""};
    std::string body;
    JsonWriter json(body);
    json.object();
    wire::code_fields(json, (*kept)->code, api.now());
    json.key("movements").array();
    Money balance;
    for (const uint64_t seq : (*kept)->records) {
        auto row = (*reader)->record(seq);
        if (!row) return row.fault();
        if (!*row) return Fault::of(FaultKind::corrupt, "record " + std::to_string(seq) + " is missing");
        auto record = loyalty::read_record((*row)->bytes);
        if (!record) return record.fault();
        for (const loyalty::Effect& effect : record->effects) movement(json, id, *record, effect, balance);
    }
    json.end_array().end_object();
    return body;
}

}  // namespace

void add_gift_card_routes(RouteTable& routes) {
    using enum loyalty::CodeChange;
    routes.decision("POST", "/v1/gift-cards", read_issue);
    routes.add("POST", "/v1/gift-cards/balance", Access::publishable, balance);
    routes.question("/v1/gift-cards/{id}", get_card, Access::secret);
    routes.decision("POST", "/v1/gift-cards/{id}/freeze", read_code_change("id", freeze, CodeForm::gift_card));
    routes.decision("POST", "/v1/gift-cards/{id}/unfreeze", read_code_change("id", unfreeze, CodeForm::gift_card));
    routes.decision("POST", "/v1/gift-cards/{id}/void", read_code_change("id", void_code, CodeForm::gift_card));
}

}  // namespace habitue
