#include "base/ids.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace habitue {
namespace {

// Crockford's base 32: no I, L, O, U.
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kPrefix = "cus_";
constexpr size_t kDigits = 13;

}  // namespace

CustomerId customer_id_of(std::string_view external_id) {
    // the usual length takes no memory of its own
    constexpr std::string_view kKind = "customer\n";
    std::array<char, 128> few;
    std::string many;
    const size_t size = kKind.size() + external_id.size();
    if (size > few.size()) many.resize(size);
    char* const text = many.empty() ? few.data() : many.data();
    std::copy(external_id.begin(), external_id.end(), std::copy(kKind.begin(), kKind.end(), text));
    const uint64_t value = hash64({text, size});
    return {value == 0 ? 1 : value};
}

std::string to_text(CustomerId id) {
    std::string out(kPrefix);
    for (int shift = 60; shift >= 0; shift -= 5) out += kAlphabet[(id.value >> shift) & 31];
    return out;
}

Result<CustomerId> parse_customer_id(std::string_view text) {
    if (text.size() != kPrefix.size() + kDigits || !text.starts_with(kPrefix))
        return Fault::invalid("", "a customer id is \"cus_\" and 13 characters");
    uint64_t value = 0;
    for (size_t i = 0; i < kDigits; ++i) {
        const size_t digit = kAlphabet.find(text[kPrefix.size() + i]);
        if (digit == std::string_view::npos || (i == 0 && digit > 15))
            return Fault::invalid("", "a customer id has the characters " + std::string(kAlphabet));
        value = value << 5 | digit;
    }
    return CustomerId{value};
}

}  // namespace habitue
