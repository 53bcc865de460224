#include "http/request_ids.h"

#include <random>

namespace habitue {
namespace {

// Spreads consecutive numbers over all 64 bits, one to one (the finaliser of splitmix64).
uint64_t spread(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

}  // namespace

RequestIds::RequestIds() {
    std::random_device device;
    next_ = static_cast<uint64_t>(device()) << 32 | device();
}

std::string RequestIds::next() {
    static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    const uint64_t value = spread(next_.fetch_add(1, std::memory_order_relaxed));
    std::string id = "req_";
    for (int shift = 60; shift >= 0; shift -= 5) id += kAlphabet[(value >> shift) & 31];
    return id;
}

bool RequestIds::well_formed(std::string_view id) {
    if (id.empty() || id.size() > 64) return false;
    for (const char c : id) {
        const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter_or_digit && c != '-' && c != '_' && c != '.' && c != ':') return false;
    }
    return true;
}

}  // namespace habitue
