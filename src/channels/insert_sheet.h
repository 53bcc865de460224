// The sheet that goes into a parcel: an A6 page in the shop's colours that offers something for the next order,
// with its code to scan and to type. Pure: the caller gives every date and every word but the sheet's own, which
// are French or English.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"

namespace habitue::channels {

// What the offer is worth until when. A step ends with a date where the clock is known to run, else some days after
// the clock starts.
struct InsertStep {
    std::string worth;                   // "-15 %"
    std::optional<LocalDate> last_date;  // the last day on which it is worth this
    std::optional<int32_t> last_day;     // days since the clock started; the first day is day 0
};

enum class InsertClock : uint8_t { order, delivery };

struct InsertSheet {
    std::string shop;       // UTF-8, like all texts here
    std::string programme;  // may be empty
    std::string primary = "#1f3a5f";
    std::string accent;                         // empty: the primary colour
    std::string headline;                       // "-15 % sur votre prochaine commande"
    std::string message;                        // a sentence below it; may be empty
    std::vector<InsertStep> steps;              // of a value that falls; at most kMostInsertSteps
    InsertClock clock = InsertClock::delivery;  // of steps that count days
    std::string scan;                           // what the QR code says: an address or the code; empty: no QR code
    std::string code;                           // to type; shown in groups of 4 when it has none of its own
    std::string conditions;
    std::optional<LocalDate> valid_until;  // the last day
    std::optional<LocalDate> printed_on;   // written into the file, and nowhere else
};

inline constexpr size_t kMostInsertSteps = 6;

// A PDF of one page. Texts that are too long for their place are set smaller, then end in "…"; only the headline,
// the shop and a code or something to scan are needed. language: "fr", else English.
Result<std::string> insert_sheet(const InsertSheet&, std::string_view language);
// A print queue in one PDF, one page a sheet, in the given order. The first fault names its sheet ("/3/headline").
Result<std::string> insert_sheets(const std::vector<InsertSheet>&, std::string_view language);

}  // namespace habitue::channels
