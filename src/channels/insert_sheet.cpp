#include "channels/insert_sheet.h"

#include "channels/pdf.h"
#include "channels/qr.h"
#include "channels/text_box.h"
#include "channels/win_ansi.h"

namespace habitue::channels {
namespace {

constexpr double kMillimetre = 72 / 25.4;
constexpr double kWidth = 105 * kMillimetre;
constexpr double kHeight = 148 * kMillimetre;
constexpr double kMargin = 18;
constexpr double kInner = kWidth - 2 * kMargin;
constexpr double kBand = 56;
constexpr double kQr = 96;
constexpr Colour kWhite{1, 1, 1};
constexpr Colour kInk{0.13, 0.13, 0.13};
constexpr Colour kGrey{0.38, 0.38, 0.38};
constexpr Colour kPale{0.95, 0.95, 0.95};

struct Words {
    const char* lead;
    const char* from_order;
    const char* from_delivery;
    const char* until_date;
    const char* until_day;
    const char* your_code;
    const char* valid_until;
    const char* months[12];
};
constexpr Words kEnglish = {"Worth more when you come back early",
                            "Days since your order",
                            "Days since your parcel arrived",
                            "until ",
                            "until day ",
                            "Your code",
                            "Valid until ",
                            {"January", "February", "March", "April", "May", "June", "July", "August", "September",
                             "October", "November", "December"}};
constexpr Words kFrench = {"Plus vous revenez vite, plus vous y gagnez",
                           "Jours comptés depuis votre commande",
                           "Jours comptés depuis la réception de votre colis",
                           "jusqu’au ",
                           "jusqu’au jour ",
                           "Votre code",
                           "Valable jusqu’au ",
                           {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
                            "octobre", "novembre", "décembre"}};

std::string date_text(LocalDate date, const Words& words) {
    const bool first_of_month = &words == &kFrench && date.day == 1;
    return std::to_string(date.day) + (first_of_month ? "er " : " ") + words.months[date.month - 1] + " " +
           std::to_string(date.year);
}

std::string in_groups(std::string_view code) {
    if (code.size() <= 6 || code.find_first_of("- ") != std::string_view::npos) return std::string(code);
    std::string out;
    for (size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % 4 == 0) out += '-';
        out += code[i];
    }
    return out;
}

// A sheet whose colours and QR code are known to be good, in the letters of the fonts.
struct Checked {
    std::string shop, programme, headline, message, code, conditions;
    Colour primary, accent;
    std::optional<QrSquares> qr;
};

Result<Checked> check(const InsertSheet& sheet) {
    Checked checked{win_ansi_of(sheet.shop),
                    win_ansi_of(sheet.programme),
                    win_ansi_of(sheet.headline),
                    win_ansi_of(sheet.message),
                    in_groups(win_ansi_of(sheet.code)),
                    win_ansi_of(sheet.conditions),
                    {},
                    {},
                    {}};
    if (checked.shop.empty()) return Fault::invalid("/shop", "expected a name in Latin letters");
    if (checked.headline.empty()) return Fault::invalid("/headline", "expected a text in Latin letters");
    if (checked.code.empty() && sheet.scan.empty())
        return Fault::invalid("/code", "expected a code, or one to scan");
    if (sheet.steps.size() > kMostInsertSteps)
        return Fault::invalid("/steps", "at most " + std::to_string(kMostInsertSteps) + " steps fit the sheet");
    const auto primary = parse_colour(sheet.primary);
    if (!primary) return Fault::invalid("/primary", primary.fault().problems.front().what);
    const auto accent = parse_colour(sheet.accent.empty() ? sheet.primary : sheet.accent);
    if (!accent) return Fault::invalid("/accent", accent.fault().problems.front().what);
    checked.primary = *primary;
    checked.accent = *accent;
    if (sheet.scan.empty()) return checked;
    auto qr = qr_squares(sheet.scan);
    if (!qr) return Fault::invalid("/scan", qr.fault().problems.front().what);
    checked.qr = *std::move(qr);
    return checked;
}

// Draws from the top to the bottom; `top_` is where the next part begins.
class SheetPainter {
  public:
    SheetPainter(Pdf& pdf, const InsertSheet& sheet, const Checked& checked, const Words& words)
        : pdf_(pdf), sheet_(sheet), checked_(checked), words_(words) {}

    void paint() {
        pdf_.add_page(kWidth, kHeight);
        band();
        headline();
        steps();
        code();
        conditions();
    }

  private:
    // Lines one below the other; the top moves on.
    void lines(double left, std::string_view text, const TextBox& box, Colour colour, double leading = 1.2) {
        const SetText set = set_text(pdf_, text, box);
        for (const std::string& line : set.lines) {
            pdf_.text(left, top_ + set.size, line, box.face, set.size, colour);
            top_ += set.size * leading;
        }
    }

    void band() {
        pdf_.fill(0, 0, kWidth, kBand, checked_.primary);
        const Colour colour = checked_.primary.is_dark() ? kWhite : kInk;
        top_ = checked_.programme.empty() ? 18 : 12;
        lines(kMargin, checked_.shop, {kInner, 1, 18, 10, Face::bold}, colour, 1.25);
        if (!checked_.programme.empty())
            lines(kMargin, checked_.programme, {kInner, 1, 10, 7, Face::plain}, colour);
        top_ = kBand + 12;
    }

    void headline() {
        lines(kMargin, checked_.headline, {kInner, 3, 20, 12, Face::bold}, strong());
        if (checked_.message.empty()) return;
        top_ += 3;
        lines(kMargin, checked_.message, {kInner, 2, 9, 7, Face::plain}, kInk);
    }

    void steps() {
        top_ += 5;
        if (sheet_.steps.empty()) return;
        lines(kMargin, win_ansi_of(words_.lead), {kInner, 1, 8.5, 6, Face::oblique}, kGrey, 1.4);
        bool by_days = false;
        for (const InsertStep& step : sheet_.steps) {
            constexpr double kRow = 14.5;
            by_days = by_days || (!step.last_date && step.last_day);
            pdf_.fill(kMargin, top_, kInner, kRow - 1.5, kPale);
            cell(kMargin + 6, win_ansi_of(step.worth), {kInner * 0.4 - 8, 1, 10, 6, Face::bold}, strong());
            cell(kMargin + kInner * 0.4, win_ansi_of(when(step)), {kInner * 0.6 - 6, 1, 9, 6, Face::plain}, kInk);
            top_ += kRow;
        }
        if (!by_days) return;
        const char* since = sheet_.clock == InsertClock::order ? words_.from_order : words_.from_delivery;
        lines(kMargin, win_ansi_of(since), {kInner, 1, 7, 6, Face::plain}, kGrey, 1.3);
    }

    void cell(double left, std::string_view text, const TextBox& box, Colour colour) {
        const SetText set = set_text(pdf_, text, box);
        for (const std::string& line : set.lines) pdf_.text(left, top_ + 9.5, line, box.face, set.size, colour);
    }

    std::string when(const InsertStep& step) const {
        if (step.last_date) return words_.until_date + date_text(*step.last_date, words_);
        if (step.last_day) return words_.until_day + std::to_string(*step.last_day);
        return "";
    }

    void code() {
        top_ += 6;
        const double start = top_;
        double left = kMargin;
        if (checked_.qr) {
            qr(*checked_.qr, start);
            left += kQr + 10;
            top_ = start + 14;
        }
        const double width = kWidth - kMargin - left;
        if (!checked_.code.empty()) {
            lines(left, win_ansi_of(words_.your_code), {width, 1, 8, 6, Face::plain}, kGrey, 1.5);
            lines(left, checked_.code, {width, 4, 13, 9, Face::fixed}, kInk, 1.3);
            top_ += 4;
        }
        if (sheet_.valid_until)
            lines(left, win_ansi_of(words_.valid_until + date_text(*sheet_.valid_until, words_)),
                  {width, 2, 9, 7, Face::bold}, kInk);
        if (checked_.qr) top_ = start + kQr;
        top_ += 8;
    }

    // Squares of one row that touch are one rectangle.
    void qr(const QrSquares& squares, double top) {
        constexpr int kBorder = 4;
        const double side = kQr / (squares.width + 2 * kBorder);
        pdf_.fill(kMargin, top, kQr, kQr, kWhite);
        for (int row = 0; row < squares.width; ++row)
            for (int begin = 0; begin < squares.width;) {
                int end = begin;
                while (end < squares.width && squares.at(end, row)) ++end;
                if (end > begin)
                    pdf_.fill(kMargin + (begin + kBorder) * side, top + (row + kBorder) * side,
                              (end - begin) * side, side, Colour{});
                begin = end + 1;
            }
    }

    void conditions() {
        constexpr double kLeast = 5;
        const double room = kHeight - 10 - top_;
        if (room < kLeast) return;
        for (double size = 7; size >= kLeast; size -= 0.5) {
            const auto most = static_cast<size_t>(room / (size * 1.2));
            if (most == 0) continue;
            const TextBox box{kInner, most, size, size, Face::plain};
            if (size > kLeast && set_text(pdf_, checked_.conditions, box).cut) continue;
            lines(kMargin, checked_.conditions, box, kGrey);
            return;
        }
    }

    // The accent where it can be read on white.
    Colour strong() const {
        if (checked_.accent.is_dark()) return checked_.accent;
        return checked_.primary.is_dark() ? checked_.primary : kInk;
    }

    Pdf& pdf_;
    const InsertSheet& sheet_;
    const Checked& checked_;
    const Words& words_;
    double top_ = 0;
};

}  // namespace

Result<std::string> insert_sheets(const std::vector<InsertSheet>& sheets, std::string_view language) {
    if (sheets.empty()) return Fault::invalid("", "expected at least one sheet");
    const Words& words = language == "fr" ? kFrench : kEnglish;
    Pdf pdf;
    pdf.about(win_ansi_of(sheets.front().shop), sheets.front().printed_on);
    for (size_t i = 0; i < sheets.size(); ++i) {
        const auto checked = check(sheets[i]);
        if (!checked) {
            Fault fault = checked.fault();
            for (Problem& problem : fault.problems) problem.where = "/" + std::to_string(i) + problem.where;
            return fault;
        }
        SheetPainter(pdf, sheets[i], *checked, words).paint();
    }
    return pdf.bytes();
}

Result<std::string> insert_sheet(const InsertSheet& sheet, std::string_view language) {
    const auto checked = check(sheet);
    if (!checked) return checked.fault();
    return insert_sheets({sheet}, language);
}

}  // namespace habitue::channels
