// The definitions of offers, vouchers, budgets, stacking, gift cards and gifts in the JSON Schema.
#include "loyalty/programme/json_schema_offers.h"

namespace habitue::loyalty {
namespace {

// Keys that offers and vouchers share.
constexpr const char* kCommonKeys =
    R"json(        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name", "description": "Shown to customers."},
        "give": {"$ref": "#/$defs/give"},
        "for": {"$ref": "#/$defs/audience"},
        "who": {"$ref": "#/$defs/condition", "description": "Over customer and now; who does not match never hears of the offer."},
        "when": {"$ref": "#/$defs/condition", "description": "Over customer, cart and now, such as cart.subtotal >= money(\"60 EUR\")."},
        "of": {"$ref": "#/$defs/condition", "description": "The offer's own lines, such as line.category == \"wine\"; all when absent."},
        "minimum": {"$ref": "#/$defs/amount", "description": "Of the offer's own lines."},
        "minimum_quantity": {"type": "integer", "minimum": 1, "maximum": 1000000, "description": "Of the offer's own lines, in pieces."},
        "on": {"enum": ["order", "lines", "cheapest", "dearest"], "description": "What a percentage or amount is taken of; order, or lines where there is an of or a new price."},
        "lines": {"enum": ["all", "regular", "reduced"], "default": "all", "description": "regular: lines that the shop has not reduced; reduced: only those."},
        "from": {"$ref": "#/$defs/moment"},
        "until": {"$ref": "#/$defs/moment"},
        "days": {"$ref": "#/$defs/weekdays", "description": "Days of the week, in the programme's zone."},
        "hours": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$", "description": "Of the local day, such as 10:00-18:00."},
        "channels": {"$ref": "#/$defs/texts", "description": "Where orders come from; all when absent."},
        "limit": {"$ref": "#/$defs/money_limit"},
        "budget": {"$ref": "#/$defs/ids", "description": "Of these budgets."},
        "cap": {"$ref": "#/$defs/contribution_cap"},
        "group": {"$ref": "#/$defs/id", "description": "A stacking group."},
        "exclusive": {"type": "boolean", "default": false, "description": "Never with another offer."},
        "priority": {"type": "integer", "minimum": -1000, "maximum": 1000, "default": 0, "description": "Higher ones are applied first, then in the document's order."},
        "after_others": {"type": "boolean", "default": false, "description": "Taken of what the other offers left."},
        "nudge": {"type": "string", "pattern": "^within .+$", "description": "Told to a customer who is so near: within 15 EUR, or within 2 (pieces)."},
        "personal": {"type": "boolean", "description": "Not a price for everybody: does not count for the lowest earlier price."}
)json";

constexpr const char* kOffer = R"json(    "offer": {
      "type": "object", "additionalProperties": false, "required": ["id", "give"], "not": {"required": ["code", "codes"]},
      "properties": {
        "code": {"type": ["string", "integer"], "description": "One public word that opens it, such as NOEL10."},
        "codes": {"type": "boolean", "default": false, "description": "Opened by codes of batches."},
        "community": {"$ref": "#/$defs/id", "description": "Where the code was given out, for reports."},
)json";

constexpr const char* kVoucher = R"json(      }
    },
    "voucher": {
      "type": "object", "additionalProperties": false, "required": ["id"], "anyOf": [{"required": ["give"]}, {"required": ["value"]}],
      "properties": {
        "issue": {"type": "string", "pattern": "^(by hand|order_placed|order_paid|order_delivered|activity.+)$", "default": "by hand", "description": "What issues it."},
        "issue_when": {"$ref": "#/$defs/condition", "description": "Over customer and order, or activity."},
        "valid": {"$ref": "#/$defs/period", "description": "From its issue; as long as the voucher is offered when absent."},
        "insert": {"type": "boolean", "default": false, "description": "Printed for the parcel."},
        "value": {"$ref": "#/$defs/falling_value"},
)json";

constexpr const char* kParts = R"json(      }
    },
    "benefit": {"description": "10 %; 5 EUR; price 9.90 EUR; buy 2 get 1; buy 2 get 1 at 50 %; free delivery; 50 % of delivery; or a free product out of a list.", "oneOf": [
      {"type": "string", "pattern": "^(free delivery|[0-9].*%( of delivery)?|(price )?([0-9].* [A-Z]{3}|[A-Z]{3} [0-9].*)|buy [0-9]+ get [0-9]+( at [0-9.]+ *%( off)?)?)$"},
      {"type": "object", "additionalProperties": false, "required": ["free"], "properties": {
        "free": {"description": "SKUs of which the customer chooses.", "oneOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/text"}}]},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 1}}}]},
    "give": {"description": "What the offer gives; or in steps, by amount ({50 EUR: 5 %, 100 EUR: 10 %}) or {by quantity: {3: 5 %, 6: 10 %}}.", "anyOf": [
      {"$ref": "#/$defs/benefit"},
      {"type": "object", "additionalProperties": false, "required": ["by quantity"], "properties": {
        "by quantity": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[0-9]+$"}, "additionalProperties": {"$ref": "#/$defs/benefit"}}}},
      {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^([0-9.]+ [A-Z]{3}|[A-Z]{3} [0-9.]+)$"}, "additionalProperties": {"$ref": "#/$defs/benefit"}}]},
    "audience": {"description": "Joined with who.", "default": "everybody", "oneOf": [
      {"enum": ["everybody", "members"]},
      {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
        "segment": {"$ref": "#/$defs/ids"},
        "tier": {"$ref": "#/$defs/ids"},
        "order": {"type": "integer", "minimum": 1, "description": "Only with the customer's first order (1), second (2) ..."}}}]},
    "falling_value": {
      "type": "object", "additionalProperties": false, "description": "A value that falls with time.",
      "oneOf": [{"required": ["steps"]}, {"required": ["linear"]}, {"required": ["exponential", "until"]}],
      "properties": {
        "at": {"enum": ["issued", "placed", "paid", "delivered"], "description": "When its clock starts; delivered where an order issues the voucher, else issued."},
        "steps": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[0-9]+ (day|days|week|weeks)$"}, "additionalProperties": {"anyOf": [{"const": "none"}, {"$ref": "#/$defs/benefit"}]}, "description": "What it is worth from so many days on; the first begins at 0 days."},
        "linear": {"$ref": "#/$defs/period", "description": "What the voucher gives falls evenly to nothing in this time."},
        "exponential": {"$ref": "#/$defs/period", "description": "It halves in each such time."},
        "until": {"$ref": "#/$defs/period", "description": "Of exponential: worth nothing after."},
        "wait": {"$ref": "#/$defs/period", "description": "For a late parcel: the clock starts at the latest so long after the issue."}
      }
    },
    "contribution_cap": {
      "type": "object", "additionalProperties": false, "description": "No advantage is worth more than a share of what the customer brings.",
      "oneOf": [{"required": ["of_margin"]}, {"required": ["of_revenue"]}],
      "properties": {
        "of_margin": {"$ref": "#/$defs/share"},
        "of_revenue": {"$ref": "#/$defs/share"},
        "refuse": {"type": "boolean", "default": false, "description": "Instead of making the advantage smaller."},
        "first_cart": {"type": "boolean", "default": false, "description": "Who has brought nothing yet is taken to bring what this cart does; else gets nothing."}
      }
    },
    "weekday": {"enum": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]},
    "weekdays": {"oneOf": [{"$ref": "#/$defs/weekday"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/weekday"}}]},
    "texts": {"oneOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}]},
    "one_money_limit": {"type": "string", "pattern": "^([0-9]+|[0-9]+(\\.[0-9]+)? [A-Z]{3}|[A-Z]{3} [0-9]+(\\.[0-9]+)?) (per (order|customer|day|week|month|year)|in total)$", "description": "Uses or money: 1 per customer, 500 in total, 300 EUR per month."},
    "money_limit": {"oneOf": [{"$ref": "#/$defs/one_money_limit"}, {"type": "array", "items": {"$ref": "#/$defs/one_money_limit"}}]},
)json";

constexpr const char* kTogether = R"json(    "budget": {
      "type": "object", "additionalProperties": false, "required": ["id", "limit"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "limit": {"$ref": "#/$defs/money_limit", "description": "Such as 5000 EUR in total, 500 EUR per month; not per order."}
      }
    },
    "stacking": {
      "type": "object", "additionalProperties": false, "description": "Which offers go together.",
      "properties": {
        "objective": {"enum": ["customer", "merchant"], "default": "customer", "description": "customer: the largest discount; merchant: the smallest of the sets to which nothing could be added."},
        "at_most": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Offers on one cart; no limit when absent."},
        "groups": {"type": "array", "items": {"$ref": "#/$defs/stacking_group"}},
        "floor": {"type": "object", "additionalProperties": false, "minProperties": 1, "description": "The margin on cost that discounts leave at least.", "properties": {
          "line": {"$ref": "#/$defs/percentage"}, "order": {"$ref": "#/$defs/percentage"}}},
        "ceiling": {"$ref": "#/$defs/share", "description": "The check tells of offers that take more than this of a cart together."},
        "each": {"enum": ["alone", "together"], "default": "together", "description": "alone: every offer is judged by itself on the cart as it came."},
        "work": {"type": "integer", "minimum": 1, "maximum": 1000000000, "default": 100000, "description": "Steps that the search for the best combination may take."}
      }
    },
    "stacking_group": {
      "type": "object", "additionalProperties": false, "required": ["id"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "at_most": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1, "description": "Of its offers on one cart."},
        "not_with": {"$ref": "#/$defs/ids", "description": "Other groups, both ways."}
      }
    },
    "percentage": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,6})? *%$", "description": "Zero or more, such as 10 %."},
    "gift_card": {
      "type": "object", "additionalProperties": false, "required": ["id"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "form": {"enum": ["card", "cheque"], "default": "card", "description": "cheque: used once; what it does not pay is lost."},
        "amount": {"description": "What it may be worth when it is issued.", "oneOf": [{"$ref": "#/$defs/amount"}, {"type": "object", "additionalProperties": false, "properties": {"from": {"$ref": "#/$defs/amount"}, "to": {"$ref": "#/$defs/amount"}}}]},
        "validity": {"description": "For ever when absent.", "oneOf": [{"$ref": "#/$defs/period"}, {"type": "object", "additionalProperties": false, "required": ["after"], "properties": {
          "after": {"$ref": "#/$defs/period"}, "at": {"enum": ["end of day", "end of month", "end of quarter", "end of year"], "default": "end of day"}}}]},
        "activation": {"$ref": "#/$defs/period", "default": "0 days", "description": "It pays from so long after its issue on."},
        "minimum_order": {"$ref": "#/$defs/amount"},
        "pin": {"type": "boolean", "default": false, "description": "A PIN is asked for its balance."},
        "merchant": {"enum": ["one", "any"], "default": "any", "description": "one: pays one seller of the marketplace, named when it is issued."},
        "refund_grace": {"$ref": "#/$defs/period", "default": "0 days", "description": "How long money that comes back to an expired card can be used."}
      }
    },
    "gift": {
      "type": "object", "additionalProperties": false, "required": ["id", "product"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "product": {"$ref": "#/$defs/text", "description": "The SKU, told to the warehouse with the order."},
        "share": {"$ref": "#/$defs/share", "default": "100 %", "description": "Of the orders that match, decided by a hash."},
        "when": {"$ref": "#/$defs/condition", "description": "Over customer and order."},
        "limit": {"$ref": "#/$defs/money_limit", "description": "In pieces; in total: the stock."},
        "from": {"$ref": "#/$defs/moment"},
        "until": {"$ref": "#/$defs/moment"}
      }
    },
)json";

}  // namespace

const char* offer_sections_schema() {
    return R"json(    "offers": {"type": "array", "items": {"$ref": "#/$defs/offer"}, "description": "What is taken off a cart."},
    "vouchers": {"type": "array", "items": {"$ref": "#/$defs/voucher"}, "description": "Offers that only the holder of a voucher can use."},
    "budgets": {"type": "array", "items": {"$ref": "#/$defs/budget"}, "description": "Money and uses that offers share."},
    "stacking": {"$ref": "#/$defs/stacking"},
    "gift_cards": {"type": "array", "items": {"$ref": "#/$defs/gift_card"}, "description": "Kinds of gift cards and gift cheques."},
    "gifts": {"type": "array", "items": {"$ref": "#/$defs/gift"}, "description": "Surprise gifts with some orders."},
    "prices": {"type": "object", "additionalProperties": false, "properties": {"tax": {"enum": ["included", "excluded"], "default": "included", "description": "Do the shop's prices contain the tax?"}}},
    "margin": {"$ref": "#/$defs/percentage", "description": "Of revenue, where the cost of a line is not known; at most 100 %."},
)json";
}

std::string offer_definitions_schema() {
    return std::string(kOffer) + kCommonKeys + kVoucher + kCommonKeys + kParts + kTogether;
}

}  // namespace habitue::loyalty
