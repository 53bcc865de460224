// How the kernel's nouns look on the wire. Keys are snake_case; amounts are "<name>_minor" in minor units, or
// "<name>" as decimal text when they have more decimals than the currency; points are integers in the wallet's
// smallest unit; instants are RFC 3339 in UTC and are left out when there is none.
#pragma once

#include <string_view>

#include "base/json.h"
#include "loyalty/decision.h"
#include "loyalty/programme/programme.h"

namespace habitue::wire {

void amount(JsonWriter&, JsonKey minor_key, Amount, const Currency&);  // "<name>_minor"
void instant(JsonWriter&, JsonKey, Instant);
void attributes(JsonWriter&, const loyalty::Attributes&);      // "attributes": {name: value}
void texts(JsonWriter&, JsonKey, const loyalty::LocalTexts&);  // {"fr": "Savon"}

// The fields of one entry, into the object that is open. `change` is what it did to each of the customer's
// accounts.
void entry_fields(JsonWriter&, const loyalty::Entry&);

// "customer": {"id": "cus_...", "external_id": "..."}; null for nobody.
void customer_reference(JsonWriter&, const loyalty::Customer&);
// "wallets": {"points": {"active": 0, "pending": 0, "held": 0, "deficit": 0}}, every wallet of the programme.
void balances(JsonWriter&, const loyalty::Programme&, const loyalty::Customer&);
// One wallet in full: unit, worth, lots, holds, totals.
void wallet(JsonWriter&, const loyalty::Programme&, const loyalty::WalletRule&, const loyalty::Customer&);
// "tier": where the customer stands and what is missing; left out when the programme has no tiers.
void tier(JsonWriter&, const loyalty::Programme&, const loyalty::Customer&, Instant now);
void redemption(JsonWriter&, const loyalty::Redemption&);
void customer(JsonWriter&, const loyalty::Programme&, const loyalty::Customer&, Instant now);
// `programme` is the version that decided the order, or the current one.
void order(JsonWriter&, const loyalty::Programme&, const loyalty::Order&);
void reward_fields(JsonWriter&, const loyalty::Programme&, const loyalty::Reward&);  // into the object that is open
// What customers may know of the programme: names, wallets, levels, rewards; no conditions and no limits.
void public_programme(JsonWriter&, const loyalty::Programme&);
void effect(JsonWriter&, const loyalty::Programme&, const loyalty::Effect&);  // nothing for an internal one

}  // namespace habitue::wire
