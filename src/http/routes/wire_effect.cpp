// Effects on the wire. Entries carry their movement's name as type; bookkeeping that only the engine needs is left
// out.
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

    void operator()(const StandingTaken&) const {}
    void operator()(const OrderGranted&) const {}
    void operator()(const DayCounted&) const {}
    void operator()(const UseCounted&) const {}
    void operator()(const TallyCounted&) const {}
    void operator()(const DueSet&) const {}
    void operator()(const CodeIssued&) const {}
    void operator()(const CodeChanged&) const {}
    void operator()(const CodeUsed&) const {}
    void operator()(const AdvantageGranted&) const {}
    void operator()(const OrderPaidWithCard&) const {}
    void operator()(const GiftGranted&) const {}
    void operator()(const CartLocked&) const {}
    void operator()(const TallyHeld&) const {}
    void operator()(const UseHeld&) const {}
    void operator()(const MarginCounted&) const {}
    void operator()(const CartPriced&) const {}
    void operator()(const MoneyGivenBack&) const {}
};

}  // namespace

void effect(JsonWriter& json, const Programme& programme, const Effect& of) {
    std::visit(WriteEffect{json, programme}, of);
}

}  // namespace habitue::wire
