// BLAKE2b (RFC 7693) through libsodium. Hashes are stored and chained: their input formats only ever grow.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace habitue {

using Hash128 = std::array<uint8_t, 16>;
using Hash256 = std::array<uint8_t, 32>;

uint64_t hash64(std::string_view bytes);  // the first 8 bytes of BLAKE2b-128, little endian
Hash128 hash128(std::string_view bytes);
Hash256 hash256(std::string_view bytes);
Hash256 hash256(std::string_view first, std::string_view second);  // of the two, one behind the other
Hash256 keyed_hash256(std::string_view key, std::string_view bytes);

std::string to_hex(std::string_view bytes);
template <size_t N>
std::string_view bytes_of(const std::array<uint8_t, N>& hash) {
    return {reinterpret_cast<const char*>(hash.data()), N};
}

}  // namespace habitue
