// A streaming CSV reader (RFC 4180): quoted fields with separators, newlines and doubled quotes in them; LF or
// CRLF; a byte order mark; UTF-8 or Windows-1252, and `,` `;` or tab as the separator, both found out from the file
// itself. Memory stays bounded by the longest row. A row with something wrong is handed over with its problem, so
// that the caller can count it; what makes reading on unsafe (a quote that never closes, a cut-off file) is a
// fault.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connect/byte_source.h"

namespace habitue::connect {

enum class TextEncoding : uint8_t { utf8, windows_1252 };

struct CsvOptions {
    std::optional<char> separator;         // found out from the header when absent
    std::optional<TextEncoding> encoding;  // found out from the first bytes that are not ASCII when absent
    size_t most_field = 256 * 1024;        // bytes
    size_t most_row = 4 * 1024 * 1024;
};

enum class RowProblem : uint8_t {
    none,
    wrong_field_count,  // not as many fields as the header
    bad_encoding,       // bytes that are not text, while rows before were UTF-8
    text_after_quote,   // something between a closing quote and the separator; it was kept as part of the field
};
std::string_view name_of(RowProblem);

struct CsvRow {
    uint64_t number = 0;  // 1 is the first row behind the header
    uint64_t line = 0;    // of the file, where the row begins
    RowProblem problem = RowProblem::none;
    std::vector<std::string_view> fields;
    std::string_view text;  // all fields at once, for telling equal rows

    // Field `column`, without blanks around it; empty when the column or the field does not exist.
    std::string_view field(int column) const;
};

class CsvReader {
  public:
    // Reads the header: names without blanks around them.
    static Result<CsvReader> open(std::unique_ptr<ByteSource>, CsvOptions = {});

    const std::vector<std::string>& header() const { return header_; }
    // The column of that name, capital or small letters alike; -1 when there is none.
    int column(std::string_view name) const;
    char separator() const { return separator_; }
    // Nothing while everything so far was ASCII.
    std::optional<TextEncoding> encoding() const { return encoding_; }

    // False at the end. Blank lines are passed over. The views in `row` live until the next call.
    Result<bool> next(CsvRow& row);

  private:
    struct Piece {
        size_t begin = 0;
        size_t end = 0;
        bool has_doubled_quotes = false;
    };
    enum class Scan { row, quoted_row, need_more, open_quote };

    CsvReader() = default;
    Result<bool> fill();
    Result<bool> next_record(CsvRow& row);
    Result<void> skip_mark();
    Result<void> read_header();
    void find_separator();
    Scan scan_record();
    Scan scan_plain(size_t newline);
    Scan scan_quoted_record();
    bool close_quoted(size_t& at, Piece& piece);
    size_t end_of_plain_field(size_t at) const;
    void unquote(Piece& piece);
    Result<void> check_sizes() const;
    void decode(CsvRow& row);
    Fault fault_here(FaultKind, std::string what) const;

    std::unique_ptr<ByteSource> source_;
    CsvOptions options_;
    std::vector<char> buffer_;
    size_t begin_ = 0;  // of the record being read
    size_t end_ = 0;    // of the bytes in the buffer
    size_t next_ = 0;   // of the record behind it
    bool source_ended_ = false;
    bool text_after_quote_ = false;
    char separator_ = ',';
    std::optional<TextEncoding> encoding_;
    std::vector<std::string> header_;
    std::vector<Piece> pieces_;
    std::string decoded_;
    uint64_t line_ = 1;
    uint64_t rows_ = 0;
};

}  // namespace habitue::connect
