#include "channels/pdf.h"

#include <hpdf.h>

#include <array>

namespace habitue::channels {
namespace {

constexpr const char* kEncoding = "WinAnsiEncoding";
constexpr std::array<const char*, 4> kFaces = {"Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Courier-Bold"};

int digit_of(char hex) {
    if (hex >= '0' && hex <= '9') return hex - '0';
    if (hex >= 'a' && hex <= 'f') return hex - 'a' + 10;
    if (hex >= 'A' && hex <= 'F') return hex - 'A' + 10;
    return -1;
}

HPDF_REAL real(double value) { return static_cast<HPDF_REAL>(value); }

}  // namespace

Result<Colour> parse_colour(std::string_view hex) {
    std::array<double, 3> parts{};
    const size_t digits = hex.size() == 4 ? 1 : 2;
    if ((hex.size() != 4 && hex.size() != 7) || hex.front() != '#')
        return Fault::invalid("", "expected a colour such as \"#5b3f8c\"");
    for (size_t part = 0; part < 3; ++part) {
        int value = 0;
        for (size_t i = 0; i < digits; ++i) {
            const int digit = digit_of(hex[1 + part * digits + i]);
            if (digit < 0) return Fault::invalid("", "expected a colour such as \"#5b3f8c\"");
            value = value * 16 + digit;
        }
        parts[part] = value / (digits == 1 ? 15.0 : 255.0);
    }
    return Colour{parts[0], parts[1], parts[2]};
}

struct Pdf::Rep {
    // Without a handler the library remembers its first error and answers every later call with it.
    Rep() : document(HPDF_New(nullptr, nullptr)) {
        if (!document) return;
        HPDF_SetCompressionMode(document, HPDF_COMP_ALL);
        HPDF_SetCurrentEncoder(document, kEncoding);
        for (size_t i = 0; i < kFaces.size(); ++i) fonts[i] = HPDF_GetFont(document, kFaces[i], kEncoding);
    }
    ~Rep() {
        if (document) HPDF_Free(document);
    }
    HPDF_Font font(Face face) const { return fonts[static_cast<size_t>(face)]; }

    HPDF_Doc document;
    HPDF_Page page = nullptr;
    double height = 0;
    std::array<HPDF_Font, 4> fonts{};
};

Pdf::Pdf() : rep_(std::make_unique<Rep>()) {}
Pdf::~Pdf() = default;

void Pdf::about(std::string_view title, std::optional<LocalDate> written_on) {
    if (!rep_->document) return;
    HPDF_SetInfoAttr(rep_->document, HPDF_INFO_TITLE, std::string(title).c_str());
    if (!written_on) return;
    const HPDF_Date date{written_on->year, written_on->month, written_on->day, 0, 0, 0, 'Z', 0, 0};
    HPDF_SetInfoDateAttr(rep_->document, HPDF_INFO_CREATION_DATE, date);
}

void Pdf::add_page(double width, double height) {
    if (!rep_->document) return;
    rep_->page = HPDF_AddPage(rep_->document);
    rep_->height = height;
    HPDF_Page_SetWidth(rep_->page, real(width));
    HPDF_Page_SetHeight(rep_->page, real(height));
}

void Pdf::fill(double left, double top, double width, double height, Colour colour) {
    if (!rep_->page) return;
    HPDF_Page_SetRGBFill(rep_->page, real(colour.red), real(colour.green), real(colour.blue));
    HPDF_Page_Rectangle(rep_->page, real(left), real(rep_->height - top - height), real(width), real(height));
    HPDF_Page_Fill(rep_->page);
}

void Pdf::text(double left, double baseline, std::string_view win_ansi, Face face, double size, Colour colour) {
    if (!rep_->page || win_ansi.empty()) return;
    HPDF_Page_SetRGBFill(rep_->page, real(colour.red), real(colour.green), real(colour.blue));
    HPDF_Page_BeginText(rep_->page);
    HPDF_Page_SetFontAndSize(rep_->page, rep_->font(face), real(size));
    HPDF_Page_TextOut(rep_->page, real(left), real(rep_->height - baseline), std::string(win_ansi).c_str());
    HPDF_Page_EndText(rep_->page);
}

double Pdf::width_of(std::string_view win_ansi, Face face, double size) const {
    if (!rep_->font(face)) return 0;
    const HPDF_TextWidth width =
        HPDF_Font_TextWidth(rep_->font(face), reinterpret_cast<const HPDF_BYTE*>(win_ansi.data()),
                            static_cast<HPDF_UINT>(win_ansi.size()));
    return width.width * size / 1000;
}

Result<std::string> Pdf::bytes() {
    if (!rep_->document) return Fault::of(FaultKind::busy, "no memory for a PDF");
    HPDF_SaveToStream(rep_->document);
    if (const HPDF_STATUS error = HPDF_GetError(rep_->document))
        return Fault::of(FaultKind::io,
                         "the PDF could not be made: error " + std::to_string(error) + " of libharu");
    HPDF_UINT32 size = HPDF_GetStreamSize(rep_->document);
    std::string out(size, '\0');
    HPDF_ResetStream(rep_->document);
    HPDF_ReadFromStream(rep_->document, reinterpret_cast<HPDF_BYTE*>(out.data()), &size);
    out.resize(size);
    return out;
}

}  // namespace habitue::channels
