#include "insight/numbers.h"

#include "base/decimal.h"
#include "base/rate.h"

namespace habitue::insight {
namespace {

constexpr std::string_view kNarrowNoBreakSpace = "\u202f";
constexpr std::string_view kNoBreakSpace = "\u00a0";

std::string_view sign_of(const Currency& currency) {
    if (currency.text() == "EUR") return "€";
    if (currency.text() == "GBP") return "£";
    if (currency.text() == "USD") return "$";
    return {};
}

}  // namespace

std::string number_text(int64_t scaled, int decimals, Language language) {
    const std::string plain = decimal_text(scaled, decimals, decimals);
    const size_t first = plain[0] == '-' ? 1 : 0;
    const size_t point = std::min(plain.find('.'), plain.size());
    std::string out = plain.substr(0, first);
    for (size_t i = first; i < point; ++i) {
        if (i != first && (point - i) % 3 == 0) out += language == Language::fr ? kNarrowNoBreakSpace : ",";
        out += plain[i];
    }
    if (point < plain.size()) out += (language == Language::fr ? "," : ".") + plain.substr(point + 1);
    return out;
}

std::string money_text(Money money, const Currency& currency, Language language) {
    const std::string number = number_text(money.minor, currency.decimals, language);
    const std::string_view sign = sign_of(currency);
    if (language == Language::fr)
        return number + std::string(kNoBreakSpace) + std::string(sign.empty() ? currency.text() : sign);
    if (sign.empty()) return number + std::string(kNoBreakSpace) + std::string(currency.text());
    return money.minor < 0 ? "-" + std::string(sign) + number.substr(1) : std::string(sign) + number;
}

std::string share_text(int64_t part, int64_t whole, Language language) {
    if (whole <= 0) return "-";
    const Int128 hundredths = divide(Int128{part} * 10'000, whole, Rounding::half_even);
    const std::string number = number_text(static_cast<int64_t>(hundredths), 2, language);
    return language == Language::fr ? number + std::string(kNarrowNoBreakSpace) + "%" : number + "%";
}

std::string date_text(LocalDate date, Language language) {
    std::string iso = to_text(date);
    if (language == Language::en) return iso;
    return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

std::string month_text(LocalDate date, Language language) {
    const std::string iso = to_text(date);
    return language == Language::en ? iso.substr(0, 7) : iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

size_t width_of(std::string_view text) {
    size_t width = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++width;
    return width;
}

}  // namespace habitue::insight
