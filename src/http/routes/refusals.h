// The domain's "no" as HTTP: one table from refusal to status, and the problem document with all reasons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "loyalty/refusal.h"

namespace habitue {

// 404 what is not there, 409 what contradicts what was told before, 422 what the programme or the ledger forbids,
// 400 what no ledger could accept.
int status_of(loyalty::RefusalCode);

struct RefusedResponse {
    int status = 422;
    std::string body;  // application/problem+json
};
// The first reason decides the status. `language` is "fr" or "en". `decimal_fields` are the pointers of amounts
// that the request gave as decimal text; all others are named with their "_minor".
RefusedResponse render_refusals(const std::vector<loyalty::Refusal>&, std::string_view language,
                                std::string_view request_id, const std::vector<std::string>& decimal_fields = {});
Response refusal_response(const std::vector<loyalty::Refusal>&, std::string_view language,
                          std::string_view request_id);

}  // namespace habitue
