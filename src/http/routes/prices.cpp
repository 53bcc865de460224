// Public prices of products, and the prior price to show beside a reduced one.
#include "base/fields.h"
#include "http/routes/nouns.h"
#include "http/routes/reading.h"
#include "http/routes/wire.h"
#include "http/url.h"
#include "loyalty/prices/prior_price.h"
#include "service/aggregate_keys.h"

namespace habitue {
namespace {

constexpr TextLimits kSku{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

Found<Asked> read_price(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    Asked asked;
    loyalty::RecordPrice told;
    told.sku = body.text("sku", kSku);
    const std::string code = body.text("currency", {.min_bytes = 3, .max_bytes = 3});
    Currency currency;
    if (auto parsed = parse_currency(code))
        currency = *parsed;
    else if (code.size() == 3)
        body.problem("currency", parsed.fault().problems.front().what);
    const AmountField amounts{currency, asked.decimal_fields};
    const Amount price = amounts.read(body, "price", {}, true).value_or(Amount{});
    told.price = round_down(price, currency);
    if (amount_of(told.price, currency) != price) body.problem("price", "has more decimals than " + code);
    told.at = body.optional_instant("at").value_or(api.now());
    told.is_public = body.optional_boolean("public").value_or(true);
    if (auto read = input->finish(); !read) return read.fault();
    const auto programmes = api.decider.programmes();
    if (!programmes->empty() && programmes->current().currency != currency)
        return loyalty::Refusal{loyalty::RefusalCode::currency_mismatch, "/currency",
                                std::string(programmes->current().currency.text())};
    asked.command.body = std::move(told);
    return asked;
}

// As of the last durable commit; without prices where none was told.
Result<loyalty::Product> load_product(store::Reader& reader, const std::string& sku) {
    auto loaded = reader.load(service::key_of_product(sku));
    if (!loaded) return loaded.fault();
    if (!*loaded) return loyalty::Product{sku, {}};
    auto product = from_bytes<loyalty::Product>((*loaded)->bytes);
    if (!product) return Fault::of(FaultKind::corrupt, "the prices of a product cannot be read");
    if (product->sku != sku) return loyalty::Product{sku, {}};
    return std::move(*product);
}

void write_prior(JsonWriter& json, const loyalty::PriorPrice& prior, const loyalty::Programme& programme,
                 std::string_view language) {
    json.key("prior").object().field("reason", name_of(prior.reason));
    if (prior.price) {
        json.field("price_minor", prior.price->minor);
        wire::instant(json, "price_at", prior.price_at);
    }
    wire::instant(json, "began", prior.began);
    json.field("sentence", sentence(prior, programme.currency, programme.zone).in(language)).end_object();
}

Found<std::string> get_prices(ApiContext& api, const Call& call) {
    const std::string& sku = call.parameter("sku");
    if (auto fine = check_path_id(sku, loyalty::kLongestText, "the SKU"); !fine) return fine.fault();
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    const loyalty::Programme& programme = (*programmes)->current();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto product = load_product(**reader, sku);
    if (!product) return product.fault();
    std::string body;
    JsonWriter json(body);
    json.object().field("sku", sku).field("currency", programme.currency.text());
    json.key("prices").array();
    for (const loyalty::PublicPrice& one : product->prices) {
        json.object();
        wire::instant(json, "at", one.at);
        json.field("price_minor", one.price.minor).end_object();
    }
    json.end_array();
    write_prior(json, prior_price(product->prices, api.now(), programme.zone), programme, call.language);
    json.end_object();
    return body;
}

}  // namespace

void add_price_routes(RouteTable& routes) {
    routes.decision("POST", "/v1/prices", read_price);
    routes.question("/v1/prices/{sku}", get_prices);
}

}  // namespace habitue
