// Effects on the wire. Entries carry their movement's name as type; bookkeeping that only the engine needs is left
// out.
#include "http/routes/code_reading.h"
#include "http/routes/wire.h"

namespace habitue::wire {

using namespace loyalty;

namespace {

struct WriteEffect {
    JsonWriter& json;
    const Programme& programme;

    JsonWriter& open(std::string_view type) const { return json.object().field("type", type); }
    void close() const { json.end_object(); }

    void operator()(const EntryPosted& of) const {
        open(name_of(of.entry.movement));
        entry_fields(json, of.entry);
        close();
    }
    void operator()(const CustomerCreated& of) const {
        open(of.kName).field("external_id", of.external_id);
        close();
    }
    void operator()(const ProfileChanged& of) const {
        open(of.kName).key("external_ids").array();
        for (const std::string& id : of.external_ids) json.text(id);
        json.end_array();
        instant(json, "joined_at", of.joined_at);
        attributes(json, of.attributes);
        close();
    }
    void operator()(const OrderRecorded& of) const {
        open(of.kName).field("programme_version", of.programme_version);
        close();
    }
    void operator()(const OrderAdvanced& of) const {
        open(of.kName).field("state", name_of(of.state));
        instant(json, "at", of.at);
        json.field("waiting", of.waiting);
        close();
    }
    void operator()(const OrderRefunded& of) const {
        open(of.kName).field("refund", of.refund.id);
        instant(json, "at", of.refund.at);
        json.field("waiting", of.waiting);
        if (!of.reason.empty()) json.field("reason", of.reason);
        close();
    }
    void operator()(const OrderPaidWithPoints& of) const {
        open(of.kName).field("wallet", of.payment.wallet);
        json.field("points", of.payment.points().value).field("worth_minor", of.payment.worth.minor);
        close();
    }
    void operator()(const TierReviewed& of) const {
        open("tier_" + std::string(name_of(of.change)));
        if (!of.from.empty()) json.field("from", of.from);
        if (!of.standing.level.empty()) json.field("level", of.standing.level);
        instant(json, "review_at", of.standing.review_at);
        instant(json, "grace_until", of.standing.grace_until);
        close();
    }
    void operator()(const HoldOpened& of) const {
        open(of.kName).field("wallet", of.wallet).field("hold", of.hold);
        instant(json, "ends_at", of.ends_at);
        if (!of.reference.empty()) json.field("reference", of.reference);
        if (of.cart) json.field("cart", of.cart.value);
        close();
    }
    void operator()(const HoldPromised& of) const {
        open(of.kName).field("wallet", of.wallet).field("hold", of.hold);
        if (of.cart) json.field("cart", of.cart.value);
        if (of.until != kEarliest) instant(json, "until", of.until);
        close();
    }
    void operator()(const RewardRedeemed& of) const {
        open(of.kName).key("redemption");
        redemption(json, of.redemption);
        close();
    }
    void operator()(const RewardRefunded& of) const {
        open(of.kName).field("redemption", of.redemption);
        close();
    }
    void operator()(const CommandSent& of) const {
        open(of.kName).field("command", name_of(of.command));
        json.field("customer", to_text(of.command.customer));
        close();
    }
    void operator()(const MergedAway& of) const {
        open(of.kName).field("survivor", to_text(of.survivor));
        close();
    }
    void operator()(const MergeAbsorbed& of) const {
        open(of.kName).field("absorbed", to_text(of.merge.absorbed));
        instant(json, "reversible_until", of.merge.reversible_until);
        close();
    }
    void operator()(const MergeUndone& of) const {
        open(of.kName).field("absorbed", to_text(of.absorbed));
        close();
    }
    void operator()(const StoodAlone& of) const {
        open(of.kName);
        close();
    }
    void operator()(const ActivityRecorded& of) const {
        open(of.kName).field("activity_type", of.type);
        close();
    }

    void operator()(const CodeIssued& of) const {
        open(of.kName).field("code", habitue::to_text(of.code.id)).field("form", name_of(of.code.form));
        json.field("rule", of.code.rule).field("last_four", of.code.last_four);
        close();
    }
    void operator()(const CodeChanged& of) const {
        open(of.kName).field("code", habitue::to_text(of.code.id)).field("last_four", of.code.last_four);
        json.field("voided", of.code.voided).field("frozen", of.code.frozen).field("print", name_of(of.code.print));
        close();
    }
    void operator()(const CodeUsed& of) const {
        open(of.kName).field("code", habitue::to_text(of.code)).field("order", of.use.order.value);
        json.field("amount_minor", of.use.amount.minor).field("given_back", of.given_back);
        json.field("balance_minor", of.balance.minor);
        close();
    }
    void operator()(const AdvantageGranted& of) const {
        open(of.kName).field("offer", of.advantage.offer).field("amount_minor", of.advantage.amount.minor);
        if (!of.advantage.last_four.empty()) json.field("code_last_four", of.advantage.last_four);
        close();
    }
    void operator()(const OrderPaidWithCard& of) const {
        open(of.kName).field("code", habitue::to_text(of.payment.card)).field("last_four", of.payment.last_four);
        if (!of.payment.merchant.empty()) json.field("merchant", of.payment.merchant);
        json.field("amount_minor", of.payment.amount.minor);
        close();
    }
    void operator()(const GiftGranted& of) const {
        open(of.kName).field("gift", of.gift.gift).field("product", of.gift.product);
        close();
    }
    void operator()(const CartLocked& of) const {
        open(of.until > kEarliest ? of.kName : "cart_released");
        instant(json, "until", of.until);
        close();
    }
    void operator()(const MoneyGivenBack& of) const {
        open(of.kName)
            .field("money_minor", of.money.minor)
            .field("unpaid_minor", of.unpaid.minor)
            .key("spent")
            .array();
        for (const std::string& last_four : of.spent) json.text(last_four);
        json.end_array();
        close();
    }

    void operator()(const PriceRecorded& of) const {
        open(of.kName).field("sku", of.sku).field("price_minor", of.price.price.minor);
        instant(json, "at", of.price.at);
        close();
    }

    void operator()(const StandingTaken&) const {}
    void operator()(const OrderGranted&) const {}
    void operator()(const DayCounted&) const {}
    void operator()(const UseCounted&) const {}
    void operator()(const TallyCounted&) const {}
    void operator()(const DueSet&) const {}
    void operator()(const TallyHeld&) const {}
    void operator()(const UseHeld&) const {}
    void operator()(const MarginCounted&) const {}
    void operator()(const CartPriced&) const {}
};

}  // namespace

void effect(JsonWriter& json, const Programme& programme, const Effect& of) {
    std::visit(WriteEffect{json, programme}, of);
}

}  // namespace habitue::wire
