#include "connect/csv.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace habitue::connect {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Gives its bytes a few at a time, so that rows fall across the reads.
class Drops : public ByteSource {
  public:
    Drops(std::string bytes, size_t drop) : bytes_(std::move(bytes)), drop_(drop) {}
    Result<size_t> read(char* into, size_t room) override {
        const size_t taken = bytes_.copy(into, std::min(room, drop_), at_);
        at_ += taken;
        return taken;
    }

  private:
    std::string bytes_;
    size_t drop_;
    size_t at_ = 0;
};

struct Table {
    std::vector<std::string> header;
    Rows rows;
    std::vector<RowProblem> problems;
    std::vector<uint64_t> lines;
    std::string fault;
};

Table read(std::unique_ptr<ByteSource> source, CsvOptions options = {}) {
    Table table;
    auto reader = CsvReader::open(std::move(source), options);
    if (!reader) {
        table.fault = reader.fault().text();
        return table;
    }
    table.header = reader->header();
    CsvRow row;
    while (true) {
        const auto more = reader->next(row);
        if (!more) table.fault = more.fault().text();
        if (!more || !*more) return table;
        table.rows.emplace_back(row.fields.begin(), row.fields.end());
        table.problems.push_back(row.problem);
        table.lines.push_back(row.line);
    }
}
Table read(std::string text, CsvOptions options = {}) { return read(source_of(std::move(text)), options); }

std::string gzipped(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(text.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd_frame(const std::string& text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

TEST(Csv, a_row_is_split_at_its_separators_and_the_header_loses_its_blanks) {
    const Table table = read("a, b ,c\n1,,3\n, x ,\n");
    EXPECT_EQ(table.header, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(table.rows, (Rows{{"1", "", "3"}, {"", " x ", ""}}));
    EXPECT_EQ(table.fault, "");
}

TEST(Csv, quotes_hold_separators_newlines_and_doubled_quotes) {
    const Table table = read("a,b\n\"1,5\",\"two\nlines\"\n\"\"\"q\"\"\",\"\"\nplain,\"x\"");
    EXPECT_EQ(table.rows, (Rows{{"1,5", "two\nlines"}, {"\"q\"", ""}, {"plain", "x"}}));
    EXPECT_EQ(table.lines, (std::vector<uint64_t>{2, 4, 5}));
}

TEST(Csv, a_quote_inside_a_plain_field_is_a_character) {
    const Table table = read("a,b\n6\" pan,say \"hi\"\nnext,row\n");
    EXPECT_EQ(table.rows, (Rows{{"6\" pan", "say \"hi\""}, {"next", "row"}}));
}

TEST(Csv, text_behind_a_closing_quote_is_kept_and_said) {
    const Table table = read("a,b\n\"x\"y,2\n3,4\n");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.rows[0], (std::vector<std::string>{"\"x\"y", "2"}));
    EXPECT_EQ(table.problems[0], RowProblem::text_after_quote);
    EXPECT_EQ(table.problems[1], RowProblem::none);
}

TEST(Csv, a_quote_that_never_closes_is_a_fault_with_its_line) {
    const Table table = read("a,b\n1,2\n\"open,4\n5,6\n");
    EXPECT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(table.fault, "line 3: a quote opens in this row and never closes");
}

TEST(Csv, line_ends_may_be_windows_ones_and_the_last_may_miss) {
    EXPECT_EQ(read("a,b\r\n1,2\r\n\"3\",\"4\"\r\n").rows, (Rows{{"1", "2"}, {"3", "4"}}));
    EXPECT_EQ(read("a,b\r\n1,2").rows, (Rows{{"1", "2"}}));
    EXPECT_EQ(read("a,b\n1,\"2\"\r").rows, (Rows{{"1", "2"}}));
}

TEST(Csv, blank_lines_are_passed_over_and_still_counted_as_lines) {
    const Table table = read("\na,b\n\n1,2\r\n\r\n\n3,4\n\n");
    EXPECT_EQ(table.header.size(), 2u);
    EXPECT_EQ(table.rows, (Rows{{"1", "2"}, {"3", "4"}}));
    EXPECT_EQ(table.lines, (std::vector<uint64_t>{4, 7}));
}

TEST(Csv, the_separator_is_found_in_the_header_outside_quotes) {
    EXPECT_EQ(read("a;b;c\n1,5;2;3\n").rows, (Rows{{"1,5", "2", "3"}}));
    EXPECT_EQ(read("a\tb\n1\t2\n").rows, (Rows{{"1", "2"}}));
    EXPECT_EQ(read("\"a;x;y\",b\n1,2\n").header, (std::vector<std::string>{"a;x;y", "b"}));
    CsvOptions pipes;
    pipes.separator = '|';
    EXPECT_EQ(read("a|b\n1|2\n", pipes).rows, (Rows{{"1", "2"}}));
}

TEST(Csv, a_byte_order_mark_is_not_part_of_the_first_name) {
    EXPECT_EQ(read("\xef\xbb\xbfnom,prix\n\xc3\xa9t\xc3\xa9,2\n").header.front(), "nom");
    EXPECT_NE(read("\xff\xfe"
                   "a")
                  .fault.find("UTF-16"),
              std::string::npos);
}

TEST(Csv, windows_1252_becomes_utf_8) {
    const Table table = read(
        "nom,prix\ncaf\xe9,10 \x80\n\"p\xe2t\xe9, l\x92"
        "autre\",2\n");
    EXPECT_EQ(table.rows, (Rows{{"café", "10 €"}, {"pâté, l’autre", "2"}}));
    EXPECT_EQ(table.problems, (std::vector<RowProblem>{RowProblem::none, RowProblem::none}));
}

TEST(Csv, bytes_that_are_no_text_are_said_once_the_file_was_utf_8) {
    const Table table = read("nom,prix\ncafé,1\ncaf\xe9,2\nplain,3\n");
    EXPECT_EQ(table.problems,
              (std::vector<RowProblem>{RowProblem::none, RowProblem::bad_encoding, RowProblem::none}));
}

TEST(Csv, overlong_forms_surrogates_and_zero_bytes_are_no_text) {
    for (const std::string& bad :
         {std::string("\xc0\x80"), std::string("\xe0\x80\xaf"), std::string("\xed\xa0\x80"),
          std::string("\xf4\x90\x80\x80"), std::string("\xf8\x88\x80\x80\x80"), std::string(1, '\0')}) {
        const Table table = read(
            "\xef\xbb\xbf"
            "a,b\n" +
            bad + ",1\n");
        ASSERT_EQ(table.problems.size(), 1u);
        EXPECT_EQ(table.problems[0], RowProblem::bad_encoding);
    }
}

TEST(Csv, a_row_with_more_or_fewer_fields_than_the_header_says_so) {
    const Table table = read("a,b\n1\n1,2\n1,2,3\n");
    EXPECT_EQ(table.problems, (std::vector<RowProblem>{RowProblem::wrong_field_count, RowProblem::none,
                                                       RowProblem::wrong_field_count}));
}

TEST(Csv, an_empty_file_is_a_fault) {
    EXPECT_NE(read("").fault.find("empty"), std::string::npos);
    EXPECT_NE(read("\n\n").fault.find("empty"), std::string::npos);
}

TEST(Csv, fields_and_rows_have_a_greatest_size) {
    CsvOptions options;
    options.most_field = 10;
    options.most_row = 30;
    EXPECT_EQ(read("a,b\n1234567890,2\n", options).fault, "");
    EXPECT_EQ(read("a,b\n12345678901,2\n", options).fault, "line 2: a field is longer than 10 bytes");
    EXPECT_EQ(read("a,b\n1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7\n", options).fault,
              "line 2: the row is longer than 30 bytes");
    EXPECT_NE(read("a,b\n\"" + std::string(3'000'000, 'x'), options).fault.find("longer than 30"),
              std::string::npos);
}

// However the bytes come, the rows are the same: buffers of one megabyte are crossed here many times.
TEST(Csv, rows_do_not_depend_on_how_the_bytes_arrive) {
    std::string text = "id,note,amount\r\n";
    Rows expected;
    for (int i = 0; i < 30'000; ++i) {
        const std::string note = i % 3 == 0 ? "a, \"b\"\nc" : i % 3 == 1 ? "" : std::string(i % 97, 'y');
        std::string quoted = note;
        for (size_t at = 0; (at = quoted.find('"', at)) != std::string::npos; at += 2) quoted.insert(at, 1, '"');
        text += std::to_string(i) + ",\"" + quoted + "\"," + std::to_string(i * 7) + (i % 2 ? "\n" : "\r\n");
        expected.push_back({std::to_string(i), note, std::to_string(i * 7)});
    }
    for (const size_t drop : {size_t{1}, size_t{7}, size_t{65'536}, text.size()}) {
        const Table table = read(std::make_unique<Drops>(text, drop));
        EXPECT_EQ(table.fault, "");
        EXPECT_TRUE(table.rows == expected) << "with " << drop << " bytes at a time";
    }
}

TEST(Csv, compressed_files_are_recognised_by_their_first_bytes) {
    std::string text = "a,b\n";
    for (int i = 0; i < 40'000; ++i) text += std::to_string(i * 31) + ",x\n";
    for (const std::string& packed : {gzipped(text), zstd_frame(text)}) {
        for (const size_t drop : {size_t{3}, size_t{1} << 30}) {
            const Table table = read(inflated(std::make_unique<Drops>(packed, drop)));
            EXPECT_EQ(table.fault, "");
            ASSERT_EQ(table.rows.size(), 40'000u);
            EXPECT_EQ(table.rows.back().front(), "1239969");
        }
    }
    EXPECT_EQ(read(inflated(source_of("a\n"))).header.size(), 1u);
}

TEST(Csv, members_one_behind_the_other_are_one_file) {
    EXPECT_EQ(read(inflated(source_of(gzipped("a,b\n1,") + gzipped("2\n") + std::string(512, '\0')))).rows,
              (Rows{{"1", "2"}}));
    EXPECT_EQ(read(inflated(source_of(zstd_frame("a,b\n1,") + zstd_frame("2\n")))).rows, (Rows{{"1", "2"}}));
}

TEST(Csv, a_compressed_file_that_is_cut_off_or_damaged_is_a_fault) {
    std::string text = "a,b\n";
    for (int i = 0; i < 60'000; ++i)
        text += std::to_string(i * int64_t{7'919}) + "," + std::to_string(i * int64_t{104'729}) + "\n";
    for (const std::string& packed : {gzipped(text), zstd_frame(text)}) {
        const Table cut = read(inflated(source_of(packed.substr(0, packed.size() - 5))));
        EXPECT_NE(cut.fault.find("ends too early"), std::string::npos) << cut.fault;
        std::string bad = packed;
        for (size_t i = bad.size() / 2; i < bad.size() / 2 + 40; ++i) bad[i] = static_cast<char>(~bad[i]);
        EXPECT_NE(read(inflated(source_of(bad))).fault, "");
    }
    EXPECT_NE(read(inflated(source_of(gzipped("a\n1\n") + "garbage behind it"))).fault.find("damaged"),
              std::string::npos);
}

TEST(Csv, columns_are_found_by_name_whatever_their_capitals) {
    auto reader = CsvReader::open(source_of("InvoiceNo,Quantity\nA1, 6 \n"));
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(reader->column("invoiceno"), 0);
    EXPECT_EQ(reader->column("Price"), -1);
    CsvRow row;
    ASSERT_TRUE(*reader->next(row));
    EXPECT_EQ(row.field(reader->column("Quantity")), "6");
    EXPECT_EQ(row.field(-1), "");
}

TEST(ByteSource, a_file_that_is_not_there_is_named) {
    const auto source = open_source("no/such/file.csv");
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.fault().kind, FaultKind::not_found);
    EXPECT_EQ(source.fault().problems.front().where, "no/such/file.csv");
}

}  // namespace
}  // namespace habitue::connect
