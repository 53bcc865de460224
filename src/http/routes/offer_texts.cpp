#include "http/routes/offer_texts.h"

#include "base/decimal.h"

namespace habitue {
namespace {

using loyalty::Benefit;

constexpr std::string_view kNoBreak = "\u00a0";

std::string sign_of(const Currency& currency) {
    if (currency.text() == "EUR") return "€";
    if (currency.text() == "GBP") return "£";
    return std::string(currency.text());
}

std::string percent_text(Rate share, bool french) {
    const Int128 hundredths =
        divide(static_cast<Int128>(share.numerator) * 10'000, share.denominator, Rounding::down);
    const auto whole = static_cast<int64_t>(hundredths / 100), rest = static_cast<int64_t>(hundredths % 100);
    std::string text = std::to_string(whole);
    if (rest != 0) {
        std::string digits = std::to_string(100 + rest).substr(1);
        if (digits.back() == '0') digits.pop_back();
        text += (french ? "," : ".") + digits;
    }
    return text + std::string(kNoBreak) + "%";
}

bool whole(Rate share) { return share.numerator >= share.denominator; }

}  // namespace

std::string price_text(Money money, const Currency& currency, std::string_view language) {
    std::string digits = to_text(money, currency);
    if (language == "en") {
        const std::string sign = sign_of(currency);
        return sign.size() == 3 && sign == currency.text() ? digits + " " + sign : sign + digits;
    }
    for (char& c : digits)
        if (c == '.') c = ',';
    return digits + std::string(kNoBreak) + sign_of(currency);
}

std::string worth_text(const Benefit& benefit, const Currency& currency, std::string_view language) {
    const bool french = language != "en";
    switch (benefit.kind) {
        case Benefit::Kind::percent: return "-" + percent_text(benefit.share, french);
        case Benefit::Kind::amount: return "-" + price_text(benefit.money, currency, language);
        case Benefit::Kind::price: return price_text(benefit.money, currency, language);
        case Benefit::Kind::buy_get:
            return std::to_string(benefit.buy) + " + " + std::to_string(benefit.get) +
                   (whole(benefit.share) ? (french ? " offert" : " free")
                                         : " (-" + percent_text(benefit.share, french) + ")");
        case Benefit::Kind::free_product: return french ? "un cadeau" : "a gift";
        case Benefit::Kind::delivery:
            if (whole(benefit.share)) return french ? "livraison gratuite" : "free delivery";
            return (french ? "livraison -" : "delivery -") + percent_text(benefit.share, french);
    }
    return "";
}

}  // namespace habitue
