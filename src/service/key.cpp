#include "service/key.h"

#include <optional>
#include <string>

namespace habitue::service {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<Hash128> uuid_version_7(std::string_view text) {
    if (text.size() != 36 || text[14] != '7') return std::nullopt;
    Hash128 bytes{};
    size_t at = 0;
    for (size_t i = 0; i < text.size(); i += 2) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return std::nullopt;
            ++i;
        }
        const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[at++] = static_cast<uint8_t>(high << 4 | low);
    }
    return bytes;
}

}  // namespace

Hash128 key_of(std::string_view text) {
    if (auto uuid = uuid_version_7(text)) return *uuid;
    return hash128("key\n" + std::string(text));
}

}  // namespace habitue::service
