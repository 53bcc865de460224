#include "whole/shop_request.h"

#include "base/json.h"
#include "base/money.h"

namespace habitue {
namespace {

using namespace loyalty;

const Currency kEuro = *parse_currency("EUR");

void attributes(JsonWriter& json, const Attributes& all) {
    json.key("attributes").object();
    for (const Attribute& attribute : all) {
        json.key(attribute.name);
        JsonFields(json).write(attribute.value);
    }
    json.end_object();
}

void instant(JsonWriter& json, std::string_view name, std::optional<Instant> at) {
    if (at) json.field(name, to_text(*at));
}

void amount(JsonWriter& json, std::string_view name, Amount value) {
    if (value != Amount{}) json.field(name, to_text(value, kEuro));
}

void line(JsonWriter& json, const OrderLine& of) {
    json.object().field("id", of.id).field("sku", of.sku).field("category", of.category);
    json.field("quantity", of.quantity).field("unit_price", to_text(of.unit_price, kEuro));
    amount(json, "discount", of.discount);
    amount(json, "tax", of.tax);
    json.field("gift_card", of.gift_card);
    attributes(json, of.attributes);
    json.end_object();
}

void payments(JsonWriter& json, const std::vector<PointsPayment>& all) {
    json.key("pay_with_points").array();
    for (const PointsPayment& payment : all) {
        json.object().field("wallet", payment.wallet).field("points", payment.points.value);
        if (payment.hold != 0) json.field("hold", payment.hold);
        json.end_object();
    }
    json.end_array();
}

std::string body_of(const PutOrder& put) {
    std::string body;
    JsonWriter json(body);
    json.object();
    if (!put.customer.empty()) json.field("customer", put.customer);
    json.field("currency", put.currency).field("kind", name_of(put.content.kind));
    json.field("channel", put.content.channel);
    instant(json, "placed_at", put.placed_at);
    instant(json, "paid_at", put.paid_at);
    instant(json, "delivered_at", put.delivered_at);
    json.key("lines").array();
    for (const OrderLine& one : put.content.lines) line(json, one);
    json.end_array();
    amount(json, "delivery", put.content.delivery);
    payments(json, put.content.pay_with_points);
    attributes(json, put.content.attributes);
    json.end_object();
    return body;
}

std::string body_of(const PutCustomer& put) {
    std::string body;
    JsonWriter json(body);
    json.object();
    instant(json, "joined_at", put.joined_at);
    attributes(json, put.attributes);
    json.key("removed").array();
    for (const std::string& name : put.removed) json.text(name);
    json.end_array().end_object();
    return body;
}

std::string body_of(const Refund& refund) {
    std::string body;
    JsonWriter json(body);
    json.object().field("id", refund.id);
    instant(json, "at", refund.at);
    json.key("lines").array();
    for (const RefundLine& back : refund.lines)
        json.object().field("line", back.line).field("quantity", back.quantity).end_object();
    json.end_array().end_object();
    return body;
}

std::string body_of(const TrackActivity& activity) {
    std::string body;
    JsonWriter json(body);
    json.object().field("customer", activity.customer).field("id", activity.activity);
    json.field("type", activity.type);
    instant(json, "at", activity.at);
    attributes(json, activity.attributes);
    json.end_object();
    return body;
}

// The one object that `write` fills.
template <class Write>
std::string object(Write write) {
    std::string body;
    JsonWriter json(body);
    json.object();
    write(json);
    json.end_object();
    return body;
}

void optional_text(JsonWriter& json, std::string_view name, const std::string& text) {
    if (!text.empty()) json.field(name, text);
}

struct Requests {
    std::string customer;  // the beginning of the path of the one that is addressed

    template <class Write>
    ShopRequest post(const std::string& path, Write write) const {
        return {"POST", customer + path, object(write)};
    }

    ShopRequest operator()(const PutCustomer& put) const {
        return {"PUT", "/v1/customers/" + put.external_id, body_of(put)};
    }
    ShopRequest operator()(const PutOrder& put) const {
        return {"PUT", "/v1/orders/" + put.order.value, body_of(put)};
    }
    ShopRequest operator()(const AdvanceOrder& advance) const {
        return {"POST", "/v1/orders/" + advance.order.value + "/" + std::string(name_of(advance.state)),
                object([&](JsonWriter& json) { instant(json, "at", advance.at); })};
    }
    ShopRequest operator()(const RefundOrder& refund) const {
        return {"POST", "/v1/orders/" + refund.order.value + "/refunds", body_of(refund.refund)};
    }
    ShopRequest operator()(const TrackActivity& activity) const {
        return {"POST", "/v1/activities", body_of(activity)};
    }
    ShopRequest operator()(const RedeemReward& redeem) const {
        return post("/redemptions", [&](JsonWriter& json) {
            json.field("reward", redeem.reward).field("quantity", redeem.quantity);
            if (redeem.order_total) amount(json, "order_total", *redeem.order_total);
        });
    }
    ShopRequest operator()(const RefundReward& refund) const {
        return post("/redemptions/" + std::to_string(refund.redemption) + "/refund", [](JsonWriter&) {});
    }
    ShopRequest operator()(const HoldPoints& hold) const {
        return post("/holds", [&](JsonWriter& json) {
            optional_text(json, "wallet", hold.wallet);
            json.field("points", hold.points.value);
            instant(json, "ends_at", hold.ends_at);
            optional_text(json, "reference", hold.reference);
        });
    }
    ShopRequest operator()(const CaptureHold& capture) const {
        return post("/holds/" + std::to_string(capture.hold) + "/capture", [&](JsonWriter& json) {
            if (capture.points) json.field("points", capture.points->value);
        });
    }
    ShopRequest operator()(const ReleaseHold& release) const {
        return post("/holds/" + std::to_string(release.hold) + "/release", [](JsonWriter&) {});
    }
    ShopRequest operator()(const AdjustPoints& adjust) const {
        return post("/adjustments", [&](JsonWriter& json) {
            optional_text(json, "wallet", adjust.wallet);
            json.field("points", adjust.points.value);
            json.field("reason", adjust.reason).field("actor", adjust.actor);
        });
    }
    ShopRequest operator()(const TransferPoints& transfer) const {
        return post("/transfers", [&](JsonWriter& json) {
            optional_text(json, "wallet", transfer.wallet);
            json.field("to", transfer.to).field("points", transfer.points.value);
            optional_text(json, "reason", transfer.reason);
        });
    }
    ShopRequest operator()(const MergeInto& merge) const {
        return post("/merge", [&](JsonWriter& json) {
            json.field("into", merge.survivor).field("reason", merge.reason).field("actor", merge.actor);
        });
    }
    ShopRequest operator()(const UndoMerge& undo) const {
        return post("/merge/undo",
                    [&](JsonWriter& json) { json.field("reason", undo.reason).field("actor", undo.actor); });
    }
    template <class Own>
    ShopRequest operator()(const Own&) const {
        return {};
    }
};

}  // namespace

ShopRequest request_of(const Command& command) {
    return std::visit(Requests{"/v1/customers/" + to_text(command.customer)}, command.body);
}

}  // namespace habitue
