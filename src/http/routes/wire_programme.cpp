// The parts of a programme that its customers may know.
#include "http/routes/wire.h"

namespace habitue::wire {

using namespace loyalty;

namespace {

// "unit": {"fr": {"one": "brin", "other": "brins"}}
void units(JsonWriter& json, const LocalTexts& names) {
    json.key("unit").object();
    for (const LocalText& text : names)
        json.key(text.language).object().field("one", text.singular).field("other", text.plural).end_object();
    json.end_object();
}

void public_wallet(JsonWriter& json, const WalletRule& wallet) {
    json.object().field("id", wallet.id);
    units(json, wallet.name);
    json.field("money", wallet.money).field("decimals", static_cast<int>(wallet.decimals));
    if (wallet.worth_points > Points{})
        json.field("worth_minor", wallet.worth.minor).field("worth_points", wallet.worth_points.value);
    if (wallet.pay) {
        json.key("pay").object().field("minimum", wallet.pay->minimum.value);
        json.field("step", wallet.pay->step.value).end_object();
    }
    json.end_object();
}

void public_level(JsonWriter& json, const Programme& programme, const TierLevel& level) {
    json.object().field("id", level.id);
    texts(json, "name", level.name);
    if (programme.tiers->measure == TierMeasure::spend)
        json.field("from", round_down(Amount{level.from}, programme.currency).minor);
    else
        json.field("from", level.from);
    json.field("free_delivery", level.free_delivery).end_object();
}

}  // namespace

void reward_fields(JsonWriter& json, const Programme& programme, const Reward& reward) {
    json.field("id", reward.id);
    texts(json, "name", reward.name);
    json.field("wallet", programme.wallets[reward.wallet].id).field("cost", reward.cost.value);
    if (reward.value) json.field("value_minor", reward.value->minor);
    if (reward.minimum_order > Amount{})
        amount(json, "minimum_order_minor", reward.minimum_order, programme.currency);
    if (reward.stock) json.field("stock", *reward.stock);
    instant(json, "from", reward.from);
    instant(json, "until", reward.until);
}

void public_programme(JsonWriter& json, const Programme& programme) {
    json.object().field("id", programme.id).field("version", programme.version);
    texts(json, "name", programme.name);
    json.field("currency", programme.currency.text()).key("languages").array();
    for (const std::string& language : programme.languages) json.text(language);
    json.end_array().key("wallets").array();
    for (const WalletRule& wallet : programme.wallets) public_wallet(json, wallet);
    json.end_array().key("levels").array();
    if (programme.tiers)
        for (const TierLevel& level : programme.tiers->levels) public_level(json, programme, level);
    json.end_array().key("earning").array();
    for (const EarningRule& rule : programme.earning) {
        json.object().field("id", rule.id);
        texts(json, "name", rule.name);
        instant(json, "from", rule.from);
        instant(json, "until", rule.until);
        json.end_object();
    }
    json.end_array().key("rewards").array();
    for (const Reward& reward : programme.rewards) {
        json.object();
        reward_fields(json, programme, reward);
        json.end_object();
    }
    json.end_array().end_object();
}

}  // namespace habitue::wire
