// The JSON Schema of the document, for editors and for whoever writes documents by machine. It says what the reader
// takes key by key; what hangs together across keys (an id that exists, a condition that type-checks) only the
// reader knows.
#include "loyalty/programme/json_schema_offers.h"
#include "loyalty/programme/reader.h"

namespace habitue::loyalty {
namespace {

constexpr const char* kTop = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:habitue:programme:1",
  "title": "Habitué programme",
  "description": "One loyalty programme: what customers earn, keep, reach and receive.",
  "type": "object",
  "additionalProperties": false,
  "required": ["habitue", "id", "name", "currency", "time_zone", "wallets"],
  "properties": {
    "habitue": {"const": 1, "description": "The format of the document."},
    "id": {"$ref": "#/$defs/id", "description": "The programme's own id."},
    "name": {"$ref": "#/$defs/name", "description": "What customers call the programme."},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code of every amount in the document and of every order, such as EUR."},
    "time_zone": {"type": "string", "minLength": 1, "description": "IANA zone, such as Europe/Paris: days begin and end there."},
    "languages": {"description": "The first is the programme's own; fr when absent.", "default": ["fr"], "oneOf": [{"$ref": "#/$defs/language"}, {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/language"}}]},
    "identity": {"type": "object", "description": "Colours, tone and promises of the programme page; kept as they are written."},
    "enrolment": {"enum": ["automatic", "explicit"], "default": "automatic", "description": "automatic: a customer is a member with the first order; explicit: by joining."},
    "wallets": {"type": "object", "minProperties": 1, "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": {"$ref": "#/$defs/wallet"}, "description": "Accounts of points or money, by id. The first is the default one."},
    "earning_basis": {"$ref": "#/$defs/earning_basis"},
    "multipliers": {"enum": ["highest", "product", "sum"], "default": "highest", "description": "Several multipliers on one line: the highest counts, they are multiplied, or their surpluses are added (x2 and x3 give x4)."},
    "tiers": {"$ref": "#/$defs/tiers"},
    "segments": {"type": "object", "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": {"$ref": "#/$defs/segment"}, "description": "Named groups of customers, by id."},
    "earning": {"type": "array", "items": {"$ref": "#/$defs/earning_rule"}, "description": "How points are earned."},
    "rewards": {"type": "array", "items": {"$ref": "#/$defs/reward"}, "description": "What points buy."},
)json";

constexpr const char* kTopEnd =
    R"json(    "merge": {"type": "object", "additionalProperties": false, "properties": {"reversible": {"$ref": "#/$defs/period"}}, "description": "How long a merge of two customers can be undone; 30 days when absent."},
    "refund_grace": {"$ref": "#/$defs/period", "default": "30 days", "description": "How long points that a refund gives back stay usable when they have expired meanwhile."}
  },
  "$defs": {
)json";

constexpr const char* kScalars =
    R"json(    "id": {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", "description": "Letters a to z, digits, - and _; at most 64."},
    "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"},
    "text": {"type": ["string", "number"]},
    "forms": {"description": "One form, or singular and plural.", "oneOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/$defs/text"}}]},
    "name": {"description": "A text, or one for each language; each a form, or [singular, plural].", "oneOf": [{"$ref": "#/$defs/forms"}, {"type": "object", "propertyNames": {"$ref": "#/$defs/language"}, "additionalProperties": {"$ref": "#/$defs/forms"}}]},
    "points": {"description": "Whole points, with decimals where the wallet has some; in a money wallet also \"5 EUR\".", "oneOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?( [A-Z]{3})?$"}]},
    "amount": {"type": "string", "pattern": "^([0-9]+(\\.[0-9]{1,6})? [A-Z]{3}|[A-Z]{3} [0-9]+(\\.[0-9]{1,6})?)$", "description": "An amount and its currency, such as 60 EUR or 7.50 EUR."},
    "period": {"type": "string", "pattern": "^[0-9]+ (day|days|week|weeks|month|months|year|years)$", "description": "Such as 30 days or 12 months."},
    "factor": {"description": "Such as x1.5; at most 6 decimals.", "oneOf": [{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1000}, {"type": "string", "pattern": "^[x×]?[0-9]+(\\.[0-9]{1,6})?$"}]},
    "share": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,6})? *%$", "description": "Such as 50 %."},
    "moment": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$", "description": "A local date, or an instant with its offset."},
    "condition": {"type": ["string", "boolean"], "description": "A condition in the Common Expression Language, such as cart.subtotal >= money(\"60 EUR\")."},
    "one_limit": {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?( points?| [A-Z]{3})? (per (order|customer|day|week|month|year)|in total)$", "description": "Uses or points: 1 per order, 3 per month, 500 points per month, 10000 points in total."},
    "limit": {"oneOf": [{"$ref": "#/$defs/one_limit"}, {"type": "array", "items": {"$ref": "#/$defs/one_limit"}}]},
    "ids": {"oneOf": [{"$ref": "#/$defs/id"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/id"}}]},
)json";

constexpr const char* kWallet = R"json(    "wallet": {
      "type": ["object", "null"], "additionalProperties": false,
      "properties": {
        "name": {"$ref": "#/$defs/name", "description": "What one unit is called, such as [brin, brins]."},
        "kind": {"enum": ["points", "money"], "default": "points", "description": "money: a purse in the programme's currency."},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 4, "default": 0, "description": "Of a wallet of points."},
        "worth": {"type": "string", "pattern": "^.+ per [0-9]+(\\.[0-9]+)?$", "description": "What points are worth, such as 5 EUR per 100."},
        "pending": {"type": "string", "pattern": "^(immediate|[0-9]+ [a-z]+ after (placed|paid|delivered)|until activity.+)$", "default": "immediate", "description": "When earned points become usable: immediate, 14 days after delivered, or until activity review."},
        "expiry": {"$ref": "#/$defs/expiry"},
        "overdraw": {"enum": ["repay", "forgive", "pending only"], "default": "repay", "description": "What a refund cannot take back: the next points repay it, it is forgiven, or only pending points are ever taken back."},
        "pay": {"$ref": "#/$defs/pay"},
        "transfer": {"description": "May customers give points to each other, and how many at once.", "default": false, "oneOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": false, "properties": {"most": {"$ref": "#/$defs/points"}}}]}
      }
    },
    "expiry": {
      "description": "When usable points expire; never when absent.", "default": "never",
      "oneOf": [
        {"const": "never"},
        {"type": "object", "additionalProperties": false, "required": ["after"], "properties": {
          "after": {"$ref": "#/$defs/period", "description": "From the day they become usable."},
          "at": {"enum": ["end of day", "end of month", "end of quarter", "end of year"], "default": "end of day", "description": "Where that end is moved to."}}},
        {"type": "object", "additionalProperties": false, "required": ["inactivity"], "properties": {
          "inactivity": {"$ref": "#/$defs/period", "description": "Without earning or using points."}}},
        {"type": "object", "additionalProperties": false, "required": ["on"], "properties": {
          "on": {"description": "Days of the year, such as \"12-31\".", "oneOf": [{"$ref": "#/$defs/month_day"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/month_day"}}]},
          "at_least": {"$ref": "#/$defs/period", "default": "0 days", "description": "The next of these days that is at least this far away."}}}
      ]
    },
    "month_day": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"},
    "pay": {
      "description": "Paying a part of an order with points.", "default": false,
      "oneOf": [
        {"type": "boolean"},
        {"type": "object", "additionalProperties": false, "properties": {
          "minimum": {"$ref": "#/$defs/points", "description": "The least that can be used."},
          "step": {"$ref": "#/$defs/points", "description": "Used in multiples of it."},
          "maximum_share": {"$ref": "#/$defs/share", "default": "100 %", "description": "Of the order's total."}}}
      ]
    },
)json";

constexpr const char* kRules = R"json(    "counted": {"enum": ["included", "excluded"]},
    "earning_basis": {
      "type": "object", "additionalProperties": false, "description": "What of an order's money earns.",
      "properties": {
        "tax": {"$ref": "#/$defs/counted", "default": "included", "description": "The tax contained in prices."},
        "delivery": {"$ref": "#/$defs/counted", "default": "excluded", "description": "Delivery charges."},
        "gift_cards": {"$ref": "#/$defs/counted", "default": "excluded", "description": "Gift cards that are bought."},
        "points_paid": {"$ref": "#/$defs/counted", "default": "excluded", "description": "The share that was paid with points."}
      }
    },
    "tiers": {
      "type": "object", "additionalProperties": false, "required": ["measure", "window", "levels"], "description": "Levels that customers reach.",
      "properties": {
        "measure": {"type": "string", "pattern": "^(spend|orders|points|points of .+)$", "description": "What counts: spend, orders, points (of the first wallet), points of WALLET."},
        "window": {"type": "string", "pattern": "^(rolling [0-9]+ [a-z]+|calendar year|anniversary|lifetime)$", "description": "The time that is looked at; a rolling window has at most 3 years."},
        "downgrade": {"description": "How one goes down.", "oneOf": [
          {"const": "never"},
          {"type": "object", "additionalProperties": false, "properties": {
            "at_most": {"type": "integer", "minimum": 0, "maximum": 100, "default": 1, "description": "Levels at one review."},
            "grace": {"$ref": "#/$defs/period", "default": "0 days", "description": "The level is kept for so long."},
            "warn": {"$ref": "#/$defs/period", "default": "0 days", "description": "The customer is told so long before."}}}]},
        "levels": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/level"}, "description": "Rising."}
      }
    },
    "level": {
      "type": "object", "additionalProperties": false, "required": ["id", "from"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "from": {"description": "What it takes: an amount, orders or points, as measured.", "anyOf": [{"$ref": "#/$defs/amount"}, {"$ref": "#/$defs/points"}]},
        "benefits": {"type": "array", "items": {"type": "object", "additionalProperties": false, "properties": {
          "earn": {"$ref": "#/$defs/factor", "description": "Multiplies what is earned in proportion."},
          "free_delivery": {"type": "boolean"}}}}
      }
    },
    "segment": {"oneOf": [{"$ref": "#/$defs/condition"}, {"type": "object", "additionalProperties": false, "required": ["when"], "properties": {
      "name": {"$ref": "#/$defs/name"}, "when": {"$ref": "#/$defs/condition"}}}]},
    "earning_rule": {
      "type": "object", "additionalProperties": false, "required": ["id", "on"],
      "oneOf": [{"required": ["points"]}, {"required": ["multiply"]}],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "on": {"type": "string", "pattern": "^(order_placed|order_paid|order_delivered|activity.+)$", "description": "What sets it off: order_placed, order_paid, order_delivered, or activity(\"review\")."},
        "wallet": {"$ref": "#/$defs/id", "description": "Where the points go; the first wallet when absent."},
        "points": {"type": ["number", "string"], "description": "20; \"1 per 1 EUR\"; \"1 per 10 of activity.distance\"; in a money wallet \"5 %\"."},
        "multiply": {"$ref": "#/$defs/factor", "description": "Multiplies what other rules of the same wallet and trigger give."},
        "of": {"$ref": "#/$defs/condition", "description": "The order lines that count, such as line.category == \"wine\"."},
        "when": {"$ref": "#/$defs/condition"},
        "segment": {"$ref": "#/$defs/ids", "description": "Only for customers of one of these segments."},
        "tier": {"$ref": "#/$defs/ids", "description": "Only for customers of one of these levels."},
        "crosses": {"type": "object", "additionalProperties": false, "description": "Only when this order takes the customer's measure to the threshold.",
          "oneOf": [{"required": ["spend"]}, {"required": ["orders"]}],
          "properties": {"spend": {"$ref": "#/$defs/amount"}, "orders": {"type": "integer", "minimum": 1}, "in": {"enum": ["lifetime", "calendar year"], "default": "lifetime"}}},
        "from": {"$ref": "#/$defs/moment", "description": "From the beginning of that day, or that instant."},
        "until": {"$ref": "#/$defs/moment", "description": "Up to the end of that day, or to that instant, which is excluded."},
        "limit": {"$ref": "#/$defs/limit"},
        "rounding": {"enum": ["down", "half even", "up"], "default": "down", "description": "Of the rule's total, once."},
        "round_to": {"$ref": "#/$defs/points", "description": "Before any multiplier, round to multiples of so many points."},
        "priority": {"type": "integer", "minimum": -1000, "maximum": 1000, "default": 0, "description": "Higher ones first, then in the document's order."},
        "stop": {"type": "boolean", "default": false, "description": "When it gives points, later rules of the wallet are not looked at."},
        "members_only": {"type": "boolean", "default": true}
      }
    },
    "reward": {
      "type": "object", "additionalProperties": false, "required": ["id", "cost"],
      "properties": {
        "id": {"$ref": "#/$defs/id"},
        "name": {"$ref": "#/$defs/name"},
        "cost": {"$ref": "#/$defs/points"},
        "wallet": {"$ref": "#/$defs/id", "description": "What pays it; the first wallet when absent."},
        "value": {"$ref": "#/$defs/amount", "description": "What it is worth to the customer."},
        "minimum_order": {"$ref": "#/$defs/amount", "description": "Of the order it is meant for."},
        "stock": {"type": "integer", "minimum": 0, "description": "For all customers together; unlimited when absent."},
        "limit": {"$ref": "#/$defs/limit"},
        "when": {"$ref": "#/$defs/condition"},
        "from": {"$ref": "#/$defs/moment"},
        "until": {"$ref": "#/$defs/moment"}
      }
    }
  }
}
)json";

}  // namespace

std::string programme_schema() {
    return std::string(kTop) + offer_sections_schema() + kTopEnd + kScalars + kWallet + offer_definitions_schema() +
           kRules;
}

}  // namespace habitue::loyalty
