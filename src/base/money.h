// Money of one currency. A programme has one currency; an amount in another is refused at the door, so the types
// below carry none.
//
//   Money    what is paid, given and shown: integer minor units (cents).
//   Amount   what lines are priced in and what is summed before any rounding: integer millionths of the currency's
//            unit, exact for prices with up to 6 decimals.
//
// Going from Amount to Money or to points is the only place where rounding happens, and its name says which way.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue {

__extension__ typedef __int128 Int128;

// An ISO 4217 code that has a known number of decimals ("EUR", "GBP", "JPY").
struct Currency {
    char code[4] = {0, 0, 0, 0};
    uint8_t decimals = 2;

    std::string_view text() const { return {code, 3}; }
    bool operator==(const Currency& other) const { return text() == other.text(); }
};
Result<Currency> parse_currency(std::string_view code);

struct Money {
    int64_t minor = 0;
    auto operator<=>(const Money&) const = default;
};

struct Amount {
    int64_t millionths = 0;
    auto operator<=>(const Amount&) const = default;
    Amount operator-() const { return {-millionths}; }
    Amount& operator+=(Amount other);
    Amount& operator-=(Amount other);
    friend Amount operator+(Amount a, Amount b) { return a += b; }
    friend Amount operator-(Amount a, Amount b) { return a -= b; }
};

// The largest absolute amount of one order or setting: a billion units.
inline constexpr Amount kMostAmount{1'000'000'000'000'000};

Amount amount_of(Money, const Currency&);
Money round_down(Amount, const Currency&);       // towards minus infinity
Money round_half_even(Amount, const Currency&);  // ties to the even minor unit

// unit price times quantity; nothing when it passes kMostAmount
std::optional<Amount> times(Amount unit_price, int64_t quantity);

// "60 EUR", "60.50 EUR", "EUR 60": an amount and a currency code. More decimals than 6, or none of the form: a
// fault.
struct CurrencyAmount {
    Amount amount;
    Currency currency;
};
Result<CurrencyAmount> parse_currency_amount(std::string_view text);

std::string to_text(Money, const Currency&);   // "60.50"
std::string to_text(Amount, const Currency&);  // at least the currency's decimals, more if the amount has them

}  // namespace habitue
