// The one table from refusal to status. A refusal that has no row does not compile (the switch is exhaustive).
#include <algorithm>

#include "http/problem.h"
#include "http/routes/refusals.h"

namespace habitue {

int status_of(loyalty::RefusalCode code) {
    using enum loyalty::RefusalCode;
    switch (code) {
        case customer_not_found:
        case order_not_found:
        case wallet_not_found:
        case reward_not_found:
        case hold_not_found:
        case redemption_not_found:
        case merge_not_found:
        case rule_not_found:
        case batch_not_found:
        case line_not_found: return 404;
        case customer_merged:
        case order_changed:
        case order_of_another_customer:
        case order_cancelled:
        case refund_changed:
        case refunded_more_than_bought:
        case already_refunded:
        case hold_closed:
        case hold_of_a_cart:
        case code_used:
        case code_exists:
        case quote_changed:
        case lock_expired:
        case merge_no_longer_reversible: return 409;
        case currency_mismatch:
        case not_a_member:
        case condition_not_met:
        case not_available_yet:
        case no_longer_available:
        case below_minimum:
        case above_maximum:
        case not_a_step:
        case limit_reached:
        case out_of_stock:
        case not_enough_points:
        case not_allowed:
        case code_not_valid:
        case offer_not_met:
        case offer_excluded:
        case budget_exhausted:
        case cap_reached:
        case card_not_valid:
        case card_empty:
        case card_frozen:
        case same_customer: return 422;
        case amount_out_of_range:
        case in_the_future:
        case invalid: return 400;
    }
    return 422;
}

namespace {

// The kernel knows amounts without their unit; on the wire the field says it.
std::string wire_pointer(const std::string& where, const std::vector<std::string>& decimal_fields) {
    if (std::find(decimal_fields.begin(), decimal_fields.end(), where) != decimal_fields.end()) return where;
    for (const std::string_view field : {"/unit_price", "/discount", "/tax", "/delivery", "/order_total"})
        if (where.ends_with(field)) return where + "_minor";
    return where;
}

ProblemReason reason_of(const loyalty::Refusal& refusal, std::string_view language,
                        const std::vector<std::string>& decimal_fields) {
    const loyalty::RefusalKind& kind = loyalty::kind_of(refusal.code);
    ProblemReason reason;
    reason.code = kind.name;
    reason.message = language == "en" ? kind.en : kind.fr;
    reason.retry = kind.later_could_help ? Retry::later : Retry::never;
    reason.detail = refusal.detail;
    if (refusal.where.starts_with('/'))
        reason.pointer = wire_pointer(refusal.where, decimal_fields);
    else
        reason.cause = refusal.where;
    return reason;
}

}  // namespace

RefusedResponse render_refusals(const std::vector<loyalty::Refusal>& refusals, std::string_view language,
                                std::string_view request_id, const std::vector<std::string>& decimal_fields) {
    const auto first = std::min_element(refusals.begin(), refusals.end(),
                                        [](const auto& a, const auto& b) { return a.code < b.code; });
    ProblemDocument problem;
    problem.status = status_of(first->code);
    problem.code = loyalty::name_of(first->code);
    const loyalty::RefusalKind& kind = loyalty::kind_of(first->code);
    problem.title = language == "en" ? kind.en : kind.fr;
    problem.detail = first->detail;
    problem.instance = request_id;
    for (const loyalty::Refusal& refusal : refusals)
        problem.reasons.push_back(reason_of(refusal, language, decimal_fields));
    return {problem.status, to_json(problem)};
}

Response refusal_response(const std::vector<loyalty::Refusal>& refusals, std::string_view language,
                          std::string_view request_id) {
    RefusedResponse refused = render_refusals(refusals, language, request_id);
    return {.status = refused.status,
            .body = std::move(refused.body),
            .content_type = "application/problem+json",
            .headers = {}};
}

}  // namespace habitue
