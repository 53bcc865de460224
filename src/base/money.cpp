#include "base/money.h"

#include <cassert>
#include <limits>

#include "base/decimal.h"
#include "base/rate.h"

namespace habitue {
namespace {

// ISO 4217, the codes in use and those that merchants' histories still name. Metals, bond units, testing codes and
// the special drawing right are left out: nobody shops in them.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
constexpr std::string_view kTwoDecimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD "
    "HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
    "SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
    "VES WST XCD XCG YER ZAR ZMW ZWG ZWL ";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND ";
constexpr std::string_view kFourDecimals = "CLF UYW ";

bool lists(std::string_view codes, std::string_view code) {
    for (size_t at = 0; at < codes.size(); at += 4)
        if (codes.substr(at, 3) == code) return true;
    return false;
}

std::optional<int> decimals_of(std::string_view code) {
    if (lists(kTwoDecimals, code)) return 2;
    if (lists(kNoDecimals, code)) return 0;
    if (lists(kThreeDecimals, code)) return 3;
    if (lists(kFourDecimals, code)) return 4;
    return std::nullopt;
}

// How many millionths one minor unit has.
int64_t minor_unit(const Currency& currency) { return power_of_ten(6 - currency.decimals); }

Money rounded(Amount amount, const Currency& currency, Rounding rounding) {
    return {static_cast<int64_t>(divide(amount.millionths, minor_unit(currency), rounding))};
}

}  // namespace

Result<Currency> parse_currency(std::string_view code) {
    const auto decimals = decimals_of(code);
    if (!decimals)
        return Fault::invalid("",
                              "\"" + std::string(code.substr(0, 20)) +
                                  "\" is not a currency: a code of three capital letters such as EUR is expected");
    Currency currency;
    code.copy(currency.code, 3);
    currency.decimals = static_cast<uint8_t>(*decimals);
    return currency;
}

Amount& Amount::operator+=(Amount other) {
    [[maybe_unused]] const bool over = __builtin_add_overflow(millionths, other.millionths, &millionths);
    assert(!over && "amount overflow");
    return *this;
}

Amount& Amount::operator-=(Amount other) {
    [[maybe_unused]] const bool over = __builtin_sub_overflow(millionths, other.millionths, &millionths);
    assert(!over && "amount overflow");
    return *this;
}

Amount amount_of(Money money, const Currency& currency) {
    int64_t millionths = 0;
    [[maybe_unused]] const bool over = __builtin_mul_overflow(money.minor, minor_unit(currency), &millionths);
    assert(!over && "amount overflow");
    return {millionths};
}

Money round_down(Amount amount, const Currency& currency) { return rounded(amount, currency, Rounding::down); }

Money round_half_even(Amount amount, const Currency& currency) {
    return rounded(amount, currency, Rounding::half_even);
}

std::optional<Amount> times(Amount unit_price, int64_t quantity) {
    const Int128 product = static_cast<Int128>(unit_price.millionths) * quantity;
    if (product > kMostAmount.millionths || product < -kMostAmount.millionths) return std::nullopt;
    return Amount{static_cast<int64_t>(product)};
}

Result<CurrencyAmount> parse_currency_amount(std::string_view text) {
    const size_t blank = text.find(' ');
    if (blank == std::string_view::npos)
        return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) +
                                      "\" is not an amount with its currency, such as \"60.50 EUR\"");
    std::string_view number = text.substr(0, blank);
    std::string_view code = text.substr(blank + 1);
    if (!number.empty() && number[0] >= 'A' && number[0] <= 'Z') std::swap(number, code);

    const auto currency = parse_currency(code);
    if (!currency) return currency.fault();
    const auto millionths = parse_decimal(number, 6);
    if (!millionths) return millionths.fault();
    if (*millionths > kMostAmount.millionths || *millionths < -kMostAmount.millionths)
        return Fault::invalid("", "\"" + std::string(number) + "\" is more than a billion");
    return CurrencyAmount{{*millionths}, *currency};
}

std::string to_text(Money money, const Currency& currency) {
    return decimal_text(money.minor, currency.decimals, currency.decimals);
}

std::string to_text(Amount amount, const Currency& currency) {
    return decimal_text(amount.millionths, 6, currency.decimals);
}

}  // namespace habitue
