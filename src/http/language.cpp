#include "http/language.h"

namespace habitue {
namespace {

// "0.8" as 800; 1000 when there is none, 0 when it is not a weight.
int weight_of(std::string_view parameters) {
    const size_t mark = parameters.find("q=");
    if (mark == std::string_view::npos) return 1000;
    std::string_view text = parameters.substr(mark + 2);
    if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
    int weight = text[0] == '1' ? 1000 : 0;
    if (weight == 0 && text.size() > 1 && text[1] == '.') {
        int unit = 100;
        for (size_t i = 2; i < text.size() && i < 5 && text[i] >= '0' && text[i] <= '9'; ++i, unit /= 10)
            weight += (text[i] - '0') * unit;
    }
    return weight;
}

bool names(std::string_view range, std::string_view language) {
    return range.size() >= 2 && equal_ignoring_case(range.substr(0, 2), language) &&
           (range.size() == 2 || range[2] == '-' || range[2] == ';' || range[2] == ' ');
}

}  // namespace

std::string_view language_of(const Request& request) {
    const std::string_view* header = request.header("accept-language");
    if (header == nullptr) return "fr";
    int french = -1;
    int english = -1;
    std::string_view left = *header;
    while (!left.empty()) {
        const size_t comma = left.find(',');
        std::string_view range = left.substr(0, comma);
        left = comma == std::string_view::npos ? std::string_view() : left.substr(comma + 1);
        while (!range.empty() && range.front() == ' ') range.remove_prefix(1);
        if (names(range, "fr")) french = std::max(french, weight_of(range));
        if (names(range, "en")) english = std::max(english, weight_of(range));
    }
    return english > french && english > 0 ? "en" : "fr";
}

}  // namespace habitue
