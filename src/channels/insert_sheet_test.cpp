#include "channels/insert_sheet.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "channels/pdf.h"
#include "channels/qr.h"
#include "channels/text_box.h"
#include "channels/win_ansi.h"

namespace habitue::channels {
namespace {

InsertSheet lavender() {
    InsertSheet sheet;
    sheet.shop = "La Maison des Épices";
    sheet.programme = "Le Cercle Lavande – œuvres & goûts";
    sheet.primary = "#5b3f8c";
    sheet.headline = "-15 % sur votre prochaine commande";
    sheet.message = "Merci ! Revenez vite : votre avantage diminue avec le temps.";
    sheet.steps = {{"-15 %", LocalDate{2026, 11, 28}, {}},
                   {"-10 %", LocalDate{2026, 12, 21}, {}},
                   {"-5 %", LocalDate{2027, 1, 1}, {}}};
    sheet.scan = "https://boutique.example/panier?code=7K3M-Q9XW-2RTB-5H";
    sheet.code = "7K3MQ9XW2RTB5H";
    sheet.conditions =
        "Valable une fois, dès 40,00 € d’achat, hors cartes cadeaux et frais de livraison. Non cumulable avec une "
        "autre "
        "offre. Réservé à la personne qui a reçu ce colis.";
    sheet.valid_until = LocalDate{2027, 1, 1};
    return sheet;
}

bool has_program(const char* name) {
    return std::system(("command -v " + std::string(name) + " >/dev/null 2>&1").c_str()) == 0;
}

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return out;
    char buffer[4096];
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, got);
    pclose(pipe);
    return out;
}

// A folder of its own with the PDF in it.
class Printed {
  public:
    explicit Printed(const std::string& pdf) {
        char name[] = "/tmp/habitue_insert_XXXXXX";
        folder_ = mkdtemp(name);
        std::ofstream(folder_ + "/sheet.pdf", std::ios::binary) << pdf;
    }
    ~Printed() { std::filesystem::remove_all(folder_); }
    // The words with single blanks between them.
    std::string text() const { return squeezed(output_of("pdftotext -layout -enc UTF-8 " + pdf() + " -")); }
    std::string info() const { return squeezed(output_of("pdfinfo " + pdf())); }
    std::string scanned() const {
        output_of("pdftoppm -r 200 -png " + pdf() + " " + folder_ + "/page");
        return output_of("zbarimg -q --raw -Sdisable -Sqrcode.enable " + folder_ + "/page*.png 2>/dev/null");
    }
    // The extent of the words: left, top, right, bottom, in points.
    std::string boxes() const { return output_of("pdftotext -bbox " + pdf() + " -"); }

  private:
    static std::string squeezed(const std::string& text) {
        std::string out;
        for (const char c : text) {
            const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\f';
            if (blank && (out.empty() || out.back() == ' ')) continue;
            out += blank ? ' ' : c;
        }
        return out;
    }
    std::string pdf() const { return folder_ + "/sheet.pdf"; }
    std::string folder_;
};

void expect_text(const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << "\nin: " << text;
}

// Every word stands on the page, within the margins.
void expect_within_the_page(const Printed& printed) {
    const std::string boxes = printed.boxes();
    size_t words = 0;
    for (size_t at = 0; (at = boxes.find("<word ", at)) != std::string::npos; ++at) {
        double left = 0, top = 0, right = 0, bottom = 0;
        ASSERT_EQ(std::sscanf(boxes.c_str() + at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"",
                              &left, &top, &right, &bottom),
                  4);
        ++words;
        EXPECT_GE(left, 17.5);
        EXPECT_LE(right, 297.64 - 17.5) << boxes.substr(at, 160);
        EXPECT_GE(top, 0);
        EXPECT_LE(bottom, 419.53);
    }
    EXPECT_GT(words, 10u);
}

TEST(InsertSheet, says_everything_in_french) {
    const auto pdf = insert_sheet(lavender(), "fr");
    ASSERT_TRUE(pdf) << pdf.fault().text();
    EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
    if (!has_program("pdftotext")) GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    expect_text(Printed(*pdf).text(),
                {"La Maison des Épices", "Le Cercle Lavande – œuvres & goûts", "-15 % sur votre prochaine commande",
                 "Plus vous revenez vite", "jusqu’au 28 novembre 2026", "jusqu’au 21 décembre 2026",
                 "jusqu’au 1er janvier 2027", "Votre code", "7K3M-Q9XW-2RTB-5H", "Valable jusqu’au",
                 "dès 40,00 € d’achat", "qui a reçu ce colis."});
}

TEST(InsertSheet, says_everything_in_english) {
    InsertSheet sheet = lavender();
    sheet.headline = "15 % off your next order";
    sheet.steps = {{"15 %", {}, 6}, {"10 %", {}, 29}, {"5 %", {}, 59}};
    const auto pdf = insert_sheet(sheet, "en");
    ASSERT_TRUE(pdf) << pdf.fault().text();
    if (!has_program("pdftotext")) GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    expect_text(Printed(*pdf).text(),
                {"15 % off your next order", "Worth more when you come back early", "until day 6", "until day 59",
                 "Days since your parcel arrived", "Your code", "Valid until", "1 January 2027"});
}

TEST(InsertSheet, is_an_a6_page_without_a_date) {
    const auto pdf = insert_sheet(lavender(), "fr");
    ASSERT_TRUE(pdf);
    EXPECT_EQ(pdf->find("CreationDate"), std::string::npos);
    EXPECT_EQ(*pdf, *insert_sheet(lavender(), "fr"));
    InsertSheet dated = lavender();
    dated.printed_on = LocalDate{2026, 11, 22};
    EXPECT_NE(insert_sheet(dated, "fr")->find("20261122"), std::string::npos);
    if (!has_program("pdfinfo")) GTEST_SKIP() << "pdfinfo (poppler-utils) is not installed";
    expect_text(Printed(*pdf).info(),
                {"Pages: 1", "Page size: 297.638 x 419.528 pts", "Title: La Maison des Épices"});
}

TEST(InsertSheet, its_qr_code_can_be_scanned) {
    const auto pdf = insert_sheet(lavender(), "fr");
    ASSERT_TRUE(pdf);
    if (!has_program("zbarimg") || !has_program("pdftoppm"))
        GTEST_SKIP() << "zbarimg (zbar-tools) or pdftoppm (poppler-utils) is not installed";
    EXPECT_EQ(Printed(*pdf).scanned(), lavender().scan + "\n");
}

TEST(InsertSheet, very_long_texts_stay_on_the_page) {
    InsertSheet sheet = lavender();
    const auto repeated = [](const std::string& part, int times) {
        std::string out;
        for (int i = 0; i < times; ++i) out += part;
        return out;
    };
    sheet.shop = repeated("Établissements ", 30);
    sheet.programme = repeated("Anticonstitutionnellement", 20);
    sheet.headline = repeated("-15 % sur votre prochaine commande ", 20);
    sheet.message = repeated("Revenez vite ", 60);
    sheet.steps.assign(kMostInsertSteps, {repeated("-15 % ", 40), LocalDate{2026, 9, 28}, {}});
    sheet.code = repeated("ABCD", 16);
    sheet.conditions = repeated("Hors cartes cadeaux et frais de livraison. ", 100);
    const auto pdf = insert_sheet(sheet, "fr");
    ASSERT_TRUE(pdf) << pdf.fault().text();
    if (!has_program("pdftotext")) GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    const Printed printed(*pdf);
    expect_within_the_page(printed);
    expect_text(printed.text(), {"…", "Hors cartes cadeaux"});
}

TEST(InsertSheet, a_queue_is_printed_page_by_page) {
    InsertSheet second = lavender();
    second.code = "2222333344445H";
    const auto pdf = insert_sheets({lavender(), second}, "fr");
    ASSERT_TRUE(pdf);
    if (!has_program("pdftotext")) GTEST_SKIP() << "pdftotext (poppler-utils) is not installed";
    const Printed printed(*pdf);
    expect_text(printed.info(), {"Pages: 2"});
    expect_text(printed.text(), {"7K3M-Q9XW-2RTB-5H", "2222-3333-4444-5H"});
}

TEST(InsertSheet, what_cannot_be_printed_is_told_with_its_place) {
    const auto problem_of = [](InsertSheet sheet) {
        const auto pdf = insert_sheet(sheet, "fr");
        return pdf ? "" : pdf.fault().problems.front().where;
    };
    InsertSheet sheet = lavender();
    sheet.shop = "日本";
    EXPECT_EQ(problem_of(sheet), "/shop");
    sheet = lavender();
    sheet.primary = "violet";
    EXPECT_EQ(problem_of(sheet), "/primary");
    sheet = lavender();
    sheet.scan = std::string(kMostQrBytes + 1, 'x');
    EXPECT_EQ(problem_of(sheet), "/scan");
    sheet = lavender();
    sheet.steps.resize(kMostInsertSteps + 1);
    EXPECT_EQ(problem_of(sheet), "/steps");
    sheet = lavender();
    sheet.code = sheet.scan = "";
    EXPECT_EQ(problem_of(sheet), "/code");
    sheet = lavender();
    sheet.headline = "";
    const auto queue = insert_sheets({lavender(), sheet}, "fr");
    ASSERT_FALSE(queue);
    EXPECT_EQ(queue.fault().problems.front().where, "/1/headline");
}

TEST(TextBoxes, no_line_is_wider_than_its_box) {
    const Pdf pdf;
    const TextBox box{100, 3, 12, 8, Face::plain};
    const SetText set =
        set_text(pdf, "one two three anticonstitutionnellement_anticonstitutionnellement four", box);
    EXPECT_FALSE(set.lines.empty());
    EXPECT_LE(set.lines.size(), 3u);
    for (const std::string& line : set.lines) EXPECT_LE(pdf.width_of(line, Face::plain, set.size), 100) << line;
}

TEST(TextBoxes, short_text_keeps_the_largest_letters) {
    const Pdf pdf;
    const SetText set = set_text(pdf, "one", {100, 1, 12, 8, Face::plain});
    EXPECT_EQ(set.size, 12);
    EXPECT_EQ(set.lines, std::vector<std::string>{"one"});
    EXPECT_FALSE(set.cut);
}

TEST(Colours, are_read_from_three_or_six_digits) {
    ASSERT_TRUE(parse_colour("#5b3f8c"));
    EXPECT_NEAR(parse_colour("#5b3f8c")->red, 0x5b / 255.0, 1e-9);
    EXPECT_NEAR(parse_colour("#53C")->blue, 0.8, 1e-9);
    for (const char* wrong : {"", "#", "5b3f8c", "#5b3f8", "#5b3f8g", "violet1"}) EXPECT_FALSE(parse_colour(wrong));
}

TEST(QrSquares, have_the_corners_that_readers_look_for) {
    const auto squares = qr_squares("7K3M-Q9XW-2RTB-5H");
    ASSERT_TRUE(squares);
    EXPECT_EQ((squares->width - 17) % 4, 0);
    for (int i = 0; i < 7; ++i) {
        EXPECT_TRUE(squares->at(i, 0));
        EXPECT_TRUE(squares->at(squares->width - 1 - i, 0));
        EXPECT_TRUE(squares->at(0, squares->width - 1 - i));
    }
    EXPECT_FALSE(squares->at(7, 0));
    EXPECT_FALSE(qr_squares(""));
    EXPECT_FALSE(qr_squares(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace habitue::channels
