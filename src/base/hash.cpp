#include "base/hash.h"

#include <sodium.h>

#include <cstring>

namespace habitue {
namespace {

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

// libsodium takes the processor's fast paths only once it was told to look for them.
[[maybe_unused]] const int kReady = sodium_init();

}  // namespace

Hash128 hash128(std::string_view bytes) {
    Hash128 out{};
    crypto_generichash(out.data(), out.size(), raw(bytes), bytes.size(), nullptr, 0);
    return out;
}

uint64_t hash64(std::string_view bytes) {
    const Hash128 hash = hash128(bytes);
    uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = value << 8 | hash[i];
    return value;
}

Hash256 hash256(std::string_view bytes) {
    Hash256 out{};
    crypto_generichash(out.data(), out.size(), raw(bytes), bytes.size(), nullptr, 0);
    return out;
}

Hash256 hash256(std::string_view first, std::string_view second) {
    crypto_generichash_state state;
    Hash256 out{};
    crypto_generichash_init(&state, nullptr, 0, out.size());
    crypto_generichash_update(&state, raw(first), first.size());
    crypto_generichash_update(&state, raw(second), second.size());
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

Hash256 keyed_hash256(std::string_view key, std::string_view bytes) {
    Hash256 out{};
    crypto_generichash(out.data(), out.size(), raw(bytes), bytes.size(), raw(key), key.size());
    return out;
}

std::string to_hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

}  // namespace habitue
