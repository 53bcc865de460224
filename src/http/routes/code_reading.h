// Codes and gift cards as requests name them.
#pragma once

#include "http/routes/reading.h"
#include "loyalty/codes/code_text.h"
#include "service/kept_code.h"

namespace habitue {

std::string to_text(loyalty::CodeId);  // "code_00f3..."
std::optional<loyalty::CodeId> parse_code_id(std::string_view);

// A code by our id or by its text; its id is 0 where the text cannot be one.
loyalty::CodeId code_of_path(const ApiContext&, const std::string& text);
// As of the last durable commit; nothing when there is none.
Result<std::optional<service::KeptCode>> load_code(store::Reader&, loyalty::CodeId);

struct PinGiven {
    loyalty::CodeId card;
    std::string pin;
};
// What the content does not keep of the codes and cards that were given.
struct Entered {
    std::vector<PinGiven> pins;
    std::vector<std::string> prefixes;  // of batches that the codes claim to be from
};

// "codes": ["NOEL10", "7K3M-..."]. A public word of the programme is told apart from a code. Gives the prefixes.
std::vector<std::string> read_codes(JsonObject&, const loyalty::Programme&, loyalty::OrderContent&);
// "gift_cards": [{"code": "...", "pin": "...", "most_minor": 500}].
std::vector<PinGiven> read_gift_cards(JsonObject&, const loyalty::Programme&, loyalty::OrderContent&);

}  // namespace habitue
