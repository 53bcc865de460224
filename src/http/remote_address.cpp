#include "http/remote_address.h"

#include <algorithm>

#include "http/listen_address.h"

namespace habitue {
namespace {

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string plain_address(std::string_view address) {
    constexpr std::string_view kMapped = "::ffff:";
    if (address.starts_with(kMapped) && address.find('.') != std::string_view::npos)
        address.remove_prefix(kMapped.size());
    return std::string(address);
}

std::string client_address(std::string_view peer, const Request& request,
                           const std::vector<std::string>& trusted_proxies) {
    const auto trusted = [&](std::string_view address) {
        return std::find(trusted_proxies.begin(), trusted_proxies.end(), address) != trusted_proxies.end();
    };
    std::string client(peer);
    if (trusted_proxies.empty() || !trusted(peer)) return client;
    // Several headers of this name are one list, in their order.
    for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
        if (!equal_ignoring_case(header->name, "x-forwarded-for")) continue;
        std::string_view list = header->value;
        while (!list.empty()) {
            const size_t comma = list.rfind(',');
            const size_t start = comma == std::string_view::npos ? 0 : comma + 1;
            const std::string address = plain_address(trim(list.substr(start)));
            if (!is_numeric_address(address)) return client;
            client = address;
            if (!trusted(client)) return client;
            list = list.substr(0, start == 0 ? 0 : comma);
        }
    }
    return client;
}

}  // namespace habitue
