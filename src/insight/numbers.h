// Numbers for people, as French and English write them. French groups digits with a narrow no-break space and puts
// a no-break space before the currency sign.
#pragma once

#include <cstdint>
#include <string>

#include "base/calendar.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/points.h"

namespace habitue::insight {

enum class Language : uint8_t { en, fr };

// scaled by `decimals`, all of them shown: 1234500 with 2 gives "12,345.00" or "12 345,00".
std::string number_text(int64_t scaled, int decimals, Language);
inline std::string number_text(uint64_t count, Language language) {
    return number_text(static_cast<int64_t>(count), 0, language);
}
// "€1,234.50", "1 234,50 €"; a currency without a sign of its own: "1,234.50 CHF".
std::string money_text(Money, const Currency&, Language);
// A share with two decimals, rounded half to even: "12.50%", "12,50 %"; "-" when the whole is zero or below.
std::string share_text(int64_t part, int64_t whole, Language);
// "2011-12-09", "09/12/2011"
std::string date_text(LocalDate, Language);
std::string month_text(LocalDate, Language);  // "2011-12", "12/2011"

// How many columns of a terminal the text takes: its code points.
size_t width_of(std::string_view text);

}  // namespace habitue::insight
