// The print queue of parcel inserts: the vouchers of orders that wait to be printed, printed, put aside.
#include "channels/insert_sheet.h"
#include "http/routes/issued_text.h"
#include "http/routes/nouns.h"
#include "http/routes/offer_texts.h"
#include "http/routes/wire_offers.h"
#include "http/url.h"
#include "loyalty/offers/decay.h"

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

channels::InsertStep step_of(const loyalty::Programme& programme, const loyalty::Offer& offer,
                             const loyalty::Code& code, size_t index, std::string_view language) {
    const std::vector<loyalty::Decay::Point>& points = offer.decay->steps;
    channels::InsertStep step;
    step.worth = worth_text(points[index].benefit, programme.currency, language);
    if (index + 1 >= points.size()) return step;
    const Instant start = clock_start(offer, &code, programme.zone);
    const int32_t last = points[index + 1].day - 1;
    if (start == kNever)
        step.last_day = last;
    else
        step.last_date = programme.zone.date_of(add(start, Period{last, Period::Unit::days}, programme.zone));
    return step;
}

channels::InsertSheet sheet_of(const loyalty::Programme& programme, const loyalty::Offer& offer,
                               const loyalty::Code& code, const std::string& text, std::string_view language) {
    const bool french = language != "en";
    channels::InsertSheet sheet;
    sheet.shop = loyalty::text_in(programme.name, language);
    sheet.headline = worth_text(offer.steps.front().benefit, programme.currency, language) +
                     (french ? " sur votre prochaine commande" : " on your next order");
    sheet.message = loyalty::text_in(offer.name, language);
    if (offer.decay)
        for (size_t i = 0; i < offer.decay->steps.size() && sheet.steps.size() < channels::kMostInsertSteps; ++i)
            if (!offer.decay->steps[i].none) sheet.steps.push_back(step_of(programme, offer, code, i, language));
    sheet.scan = sheet.code = text;
    if (offer.minimum)
        sheet.conditions =
            (french ? "À partir de " : "From ") +
            price_text(round_half_even(*offer.minimum, programme.currency), programme.currency, language) +
            (french ? " d’achat." : " of goods.");
    if (code.valid_until != kNever) sheet.valid_until = programme.zone.date_of({code.valid_until.milliseconds - 1});
    if (offer.decay && !offer.decay->steps.empty() && offer.decay->steps.back().none) {
        const Instant start = clock_start(offer, &code, programme.zone);
        const Period last{offer.decay->steps.back().day - 1, Period::Unit::days};
        if (start != kNever) {
            const LocalDate worthless_after = programme.zone.date_of(add(start, last, programme.zone));
            sheet.valid_until = sheet.valid_until ? std::min(*sheet.valid_until, worthless_after) : worthless_after;
        }
    }
    return sheet;
}

void sheet(ApiContext& api, Call&& call) {
    QueryInput query(call.request().query);
    const std::string language = query.text("language").value_or(std::string(call.language));
    if (language != "fr" && language != "en") query.problem("language", "is fr or en");
    const auto offer_id = query.text("offer");
    if (auto read = query.finish(); !read) return call.fail(read.fault());
    auto programmes = published_programmes(api);
    if (!programmes) return call.fail(programmes.fault());
    auto code = insert_of(api, call, offer_id);
    if (!code) return call.fail(code.no());
    const loyalty::Programme& programme = (*programmes)->current();
    const loyalty::Offer* offer = programme.offer(code->rule);
    if (code->voided || offer == nullptr)
        return call.fail(loyalty::Refusal{RefusalCode::code_not_valid, "", code->rule});
    const std::string text = loyalty::voucher_code(programme.code_secret, code->issued_by, code->rule);
    auto pdf = channels::insert_sheet(sheet_of(programme, *offer, *code, text, language), language);
    if (!pdf) return call.fail(pdf.fault());
    Response response = json_response(std::move(*pdf));
    response.content_type = "application/pdf";
    response.headers.push_back({"Cache-Control", "no-store"});
    call.answer(std::move(response));
}

}  // namespace

void add_insert_routes(RouteTable& routes) {
    routes.question("/v1/inserts", list);
    routes.add("GET", "/v1/inserts/{order}/sheet.pdf", Access::secret, sheet);
    routes.decision("POST", "/v1/inserts/{order}/printed", read_change(loyalty::CodeChange::printed));
    routes.decision("POST", "/v1/inserts/{order}/void", read_change(loyalty::CodeChange::void_insert));
}

}  // namespace habitue
