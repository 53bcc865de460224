#include "http/request.h"

namespace habitue {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

const std::string_view* Request::header(std::string_view name) const {
    for (const Header& header : headers)
        if (equal_ignoring_case(header.name, name)) return &header.value;
    return nullptr;
}

}  // namespace habitue
