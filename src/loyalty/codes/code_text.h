// The text of a code: 13 symbols of 32 that cannot be mistaken for one another (65 bits; no I, L, O, U) and one
// check symbol, shown in groups: "7K3M-Q9XW-2RTB-5H". Public words ("NOEL10") are whatever the programme says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "loyalty/codes/code.h"

namespace habitue::loyalty {

// From random (or keyed-hash) bytes; the first 65 bits count.
std::string code_text_of(const Hash256& random);  // "7K3M-Q9XW-2RTB-5H"
// How people type it: capitals, no blanks or hyphens; in a generated code O is read as 0, I and L as 1. Nothing
// when it is empty, longer than 64 bytes or has control characters.
std::optional<std::string> plain_code(std::string_view typed);
// The plain form of a public word: capitals, no blanks; letters, digits, - and _ only.
std::optional<std::string> plain_word(std::string_view typed);
// True for 14 symbols whose check symbol is right. Any single wrong symbol and any two neighbours that changed
// places are noticed.
bool is_generated_code(std::string_view plain);
// What stands before the generated symbols of a batch with a prefix ("ATELIER"); empty when there is none.
std::string_view prefix_of(std::string_view plain);
CodeId code_id_of(const Hash256& secret, std::string_view plain);
std::string last_four_of(std::string_view plain);
// The code of the voucher that this order issues by this offer.
std::string voucher_code(const Hash256& secret, const OrderId& order, std::string_view offer);
uint64_t pin_hash_of(const Hash256& secret, CodeId, std::string_view pin);  // never 0

}  // namespace habitue::loyalty
