// Issuing one code over HTTP: its text goes into the answer on its way out and is kept nowhere. With an
// Idempotency-Key the text is made from that key, so that the same request is told the same code again.
#pragma once

#include "http/routes/code_reading.h"
#include "http/routes/decision.h"

namespace habitue {

// A new code's text. `what` tells several texts of one request apart.
std::string secret_text(const ApiContext&, const Call&, std::string_view what);
std::string secret_pin(const ApiContext&, const Call&, std::string_view what);  // six digits

loyalty::CodeForm form_of_offer(const ApiContext&, const std::string& offer);  // voucher or batch
// One code of this text. Answers with the code's fields, "code" and, where there is one, "pin".
Asked issue_one(const ApiContext&, loyalty::IssueCodes, const std::string& text, const std::string& pin);
// A change, answered with the code's fields.
Asked asked_about_code(const ApiContext&, loyalty::ChangeCode);
// For routes whose path names a code: gift cards, or any other.
ReadDecision read_code_change(const char* parameter, loyalty::CodeChange, loyalty::CodeForm only);

}  // namespace habitue
