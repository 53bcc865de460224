// From a command to an answer: dry run, idempotency key, the decider, and what the shop is told.
#pragma once

#include "http/routes/route_table.h"

namespace habitue {

// Hands the command to the decider; the call is answered after the durable commit.
void decide(ApiContext&, Call&&, Asked&&);

// The decider's faults: no programme 409, key reused 422, key in use 409 with Retry-After; others as problem.h has
// it.
Response decision_fault_response(const Fault&, std::string_view request_id);

// The header's text without the quotes it may stand in; nothing without the header, a fault when it is malformed.
Result<std::optional<std::string>> idempotency_key_of(const Request&);
// Of method, path and body: the same key may only come with the same of them.
Hash128 fingerprint_of(const Request&);

// The body of an accepted decision.
std::string render_accepted(const service::Told&);

}  // namespace habitue
