// A PDF made of pages of text and rectangles, in the standard fonts (Windows-1252 text, win_ansi.h). Lengths are in
// points (1/72 inch), from the top left corner of the page. The same calls give the same bytes: no date is written
// unless one is given. What goes wrong on the way is told by bytes().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/result.h"

namespace habitue::channels {

struct Colour {
    double red = 0;  // 0 to 1
    double green = 0;
    double blue = 0;
    // As the eye sees it: text on darker colours is better white.
    bool is_dark() const { return 0.299 * red + 0.587 * green + 0.114 * blue < 0.6; }
};
Result<Colour> parse_colour(std::string_view hex);  // "#5b3f8c" or "#53c"

enum class Face : uint8_t { plain, bold, oblique, fixed };

class Pdf {
  public:
    Pdf();
    ~Pdf();
    Pdf(const Pdf&) = delete;
    Pdf& operator=(const Pdf&) = delete;

    void about(std::string_view title_win_ansi, std::optional<LocalDate> written_on);
    void add_page(double width, double height);
    void fill(double left, double top, double width, double height, Colour);
    // `baseline` is where the letters stand.
    void text(double left, double baseline, std::string_view win_ansi, Face, double size, Colour);
    double width_of(std::string_view win_ansi, Face, double size) const;
    Result<std::string> bytes();

  private:
    struct Rep;
    std::unique_ptr<Rep> rep_;
};

}  // namespace habitue::channels
