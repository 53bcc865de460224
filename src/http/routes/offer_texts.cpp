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

// What one profits from: "de la livraison gratuite", "-10 %".
std::string advantage_text(const loyalty::Programme& programme, const loyalty::Nudge& nudge, bool french) {
    const Benefit& benefit = nudge.benefit != nullptr ? *nudge.benefit : nudge.offer->steps.front().benefit;
    if (benefit.kind == Benefit::Kind::delivery && whole(benefit.share))
        return french ? "de la livraison gratuite" : "free delivery";
    const std::string_view name = loyalty::text_in(nudge.offer->name, french ? "fr" : "en");
    const bool told = benefit.kind == Benefit::Kind::percent || benefit.kind == Benefit::Kind::amount;
    const std::string worth = told ? worth_text(benefit, programme.currency, french ? "fr" : "en") : "";
    if (name.empty()) return (french ? "de " : "") + (worth.empty() ? nudge.offer->id : worth);
    std::string text = french ? "de l’offre « " + std::string(name) + " »" : "“" + std::string(name) + "”";
    if (!worth.empty()) text += " (" + worth + ")";
    return text;
}

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

std::string sentence_of(const loyalty::Programme& programme, const loyalty::Nudge& nudge,
                        std::string_view language) {
    const bool french = language != "en";
    const std::string advantage = advantage_text(programme, nudge, french);
    if (!nudge.products.empty())
        return french ? "Choisissez votre cadeau pour profiter " + advantage + "."
                      : "Choose your gift to enjoy " + advantage + ".";
    if (nudge.missing_quantity > 0) {
        const std::string count = std::to_string(nudge.missing_quantity);
        const bool one = nudge.missing_quantity == 1;
        return french ? "Plus que " + count + (one ? " article" : " articles") + " pour profiter " + advantage + "."
                      : "Only " + count + (one ? " more item for " : " more items for ") + advantage + ".";
    }
    const std::string missing = price_text(nudge.missing, programme.currency, language);
    return french ? "Plus que " + missing + " pour profiter " + advantage + "."
                  : "Only " + missing + " more for " + advantage + ".";
}

}  // namespace habitue
