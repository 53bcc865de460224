#include "connect/csv.h"

#include <algorithm>
#include <cstring>

#include "connect/text_encoding.h"

namespace habitue::connect {
namespace {

constexpr size_t kFirstBuffer = 1024 * 1024;
constexpr char kSeparators[] = {',', ';', '\t'};
constexpr std::string_view kMark = "\xef\xbb\xbf";

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return small(x) == small(y); });
}

}  // namespace

std::string_view name_of(RowProblem problem) {
    switch (problem) {
        case RowProblem::none: return "none";
        case RowProblem::wrong_field_count: return "wrong_field_count";
        case RowProblem::bad_encoding: return "bad_encoding";
        case RowProblem::text_after_quote: return "text_after_quote";
    }
    return "unknown";
}

std::string_view CsvRow::field(int column) const {
    if (column < 0 || static_cast<size_t>(column) >= fields.size()) return {};
    return without_blanks(fields[static_cast<size_t>(column)]);
}

int CsvReader::column(std::string_view name) const {
    for (size_t i = 0; i < header_.size(); ++i)
        if (same_name(header_[i], name)) return static_cast<int>(i);
    return -1;
}

Fault CsvReader::fault_here(FaultKind kind, std::string what) const {
    return {kind, {{"line " + std::to_string(line_), std::move(what)}}};
}

Result<CsvReader> CsvReader::open(std::unique_ptr<ByteSource> source, CsvOptions options) {
    CsvReader reader;
    reader.source_ = std::move(source);
    reader.options_ = options;
    reader.encoding_ = options.encoding;
    reader.buffer_.resize(kFirstBuffer);
    if (const auto skipped = reader.skip_mark(); !skipped) return skipped.fault();
    if (const auto read = reader.read_header(); !read) return read.fault();
    return reader;
}

Result<void> CsvReader::skip_mark() {
    const auto filled = fill();
    if (!filled) return filled.fault();
    const std::string_view head(buffer_.data(), end_);
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
        return Fault::invalid("line 1", "the file is UTF-16: save it as UTF-8");
    if (head.starts_with(kMark)) {
        next_ = kMark.size();
        encoding_ = TextEncoding::utf8;
    }
    return {};
}

Result<void> CsvReader::read_header() {
    if (options_.separator)
        separator_ = *options_.separator;
    else
        find_separator();
    CsvRow row;
    const auto read = next_record(row);
    if (!read) return read.fault();
    if (!*read)
        return Fault::invalid("", "the file is empty: a first row with the names of the columns is expected");
    if (row.problem != RowProblem::none)
        return Fault::invalid("line " + std::to_string(row.line),
                              "the names of the columns cannot be read: " + std::string(name_of(row.problem)));
    for (const std::string_view name : row.fields) header_.emplace_back(without_blanks(name));
    rows_ = 0;
    return {};
}

// The one that stands most often outside quotes in the first line that is not blank.
void CsvReader::find_separator() {
    size_t counts[std::size(kSeparators)] = {};
    bool quoted = false, seen_text = false;
    for (size_t at = next_; at < end_; ++at) {
        const char c = buffer_[at];
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted && seen_text) break;
        if (c != '\n' && c != '\r') seen_text = true;
        for (size_t i = 0; i < std::size(kSeparators) && !quoted; ++i)
            if (c == kSeparators[i]) ++counts[i];
    }
    separator_ = kSeparators[std::max_element(std::begin(counts), std::end(counts)) - std::begin(counts)];
}

// Brings more bytes behind those of the record being read; false when there are none.
Result<bool> CsvReader::fill() {
    const size_t kept = end_ - next_;
    if (kept > options_.most_row)
        return fault_here(FaultKind::too_large,
                          "the row is longer than " + std::to_string(options_.most_row) + " bytes");
    std::memmove(buffer_.data(), buffer_.data() + next_, kept);
    next_ = 0;
    end_ = kept;
    if (end_ * 2 > buffer_.size()) buffer_.resize(buffer_.size() * 2);
    while (end_ < buffer_.size() && !source_ended_) {
        const auto taken = source_->read(buffer_.data() + end_, buffer_.size() - end_);
        if (!taken) {
            Fault fault = taken.fault();
            fault.problems.front().where = "behind line " + std::to_string(line_);
            return fault;
        }
        source_ended_ = *taken == 0;
        end_ += *taken;
    }
    return end_ > kept;
}

Result<bool> CsvReader::next(CsvRow& row) { return next_record(row); }

Result<bool> CsvReader::next_record(CsvRow& row) {
    while (true) {
        begin_ = next_;
        const Scan scan = scan_record();
        if (scan == Scan::open_quote)
            return fault_here(FaultKind::invalid, "a quote opens in this row and never closes");
        if (scan == Scan::need_more) {
            next_ = begin_;
            const auto filled = fill();
            if (!filled) return filled.fault();
            if (!*filled && end_ == 0) return false;
            continue;
        }
        const uint64_t line = line_;
        if (const auto fits = check_sizes(); !fits) return fits.fault();
        line_ += scan == Scan::quoted_row
                     ? static_cast<uint64_t>(std::count(buffer_.data() + begin_, buffer_.data() + next_, '\n'))
                     : 1;
        const bool blank = pieces_.size() == 1 && pieces_[0].begin == begin_ && pieces_[0].end == begin_;
        if (blank) continue;
        row.number = ++rows_;
        row.line = line;
        decode(row);
        return true;
    }
}

Result<void> CsvReader::check_sizes() const {
    if (next_ - begin_ > options_.most_row)
        return fault_here(FaultKind::too_large,
                          "the row is longer than " + std::to_string(options_.most_row) + " bytes");
    for (const Piece& piece : pieces_)
        if (piece.end - piece.begin > options_.most_field)
            return fault_here(FaultKind::too_large,
                              "a field is longer than " + std::to_string(options_.most_field) + " bytes");
    return {};
}

CsvReader::Scan CsvReader::scan_record() {
    pieces_.clear();
    text_after_quote_ = false;
    if (begin_ == end_) return Scan::need_more;
    const char* from = buffer_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
    const size_t stop = newline ? static_cast<size_t>(newline - buffer_.data()) : end_;
    if (std::memchr(from, '"', stop - begin_)) return scan_quoted_record();
    if (!newline && !source_ended_) return Scan::need_more;
    return scan_plain(stop);
}

// A record without any quote, up to its newline or the end of the file.
CsvReader::Scan CsvReader::scan_plain(size_t newline) {
    next_ = newline == end_ ? end_ : newline + 1;
    size_t end = newline;
    if (end > begin_ && buffer_[end - 1] == '\r') --end;
    size_t field = begin_;
    for (size_t at = begin_; at < end; ++at) {
        if (buffer_[at] != separator_) continue;
        pieces_.push_back({field, at, false});
        field = at + 1;
    }
    pieces_.push_back({field, end, false});
    return Scan::row;
}

size_t CsvReader::end_of_plain_field(size_t at) const {
    while (at < end_ && buffer_[at] != separator_ && buffer_[at] != '\n') ++at;
    return at;
}

// From behind an opening quote to behind the closing one; false when that is not in the buffer.
bool CsvReader::close_quoted(size_t& at, Piece& piece) {
    while (true) {
        const void* found = at < end_ ? std::memchr(buffer_.data() + at, '"', end_ - at) : nullptr;
        if (!found) return false;
        const auto quote = static_cast<size_t>(static_cast<const char*>(found) - buffer_.data());
        if (quote + 1 == end_ && !source_ended_) return false;
        if (quote + 1 < end_ && buffer_[quote + 1] == '"') {
            piece.has_doubled_quotes = true;
            at = quote + 2;
            continue;
        }
        piece.end = quote;
        at = quote + 1;
        return true;
    }
}

CsvReader::Scan CsvReader::scan_quoted_record() {
    size_t at = begin_;
    while (true) {
        Piece piece{at, at, false};
        const bool quoted = at < end_ && buffer_[at] == '"';
        if (quoted) {
            piece.begin = ++at;
            if (!close_quoted(at, piece)) return source_ended_ ? Scan::open_quote : Scan::need_more;
        }
        const size_t behind = at;
        at = end_of_plain_field(at);
        if (at == end_ && !source_ended_) return Scan::need_more;
        size_t field_end = at;
        if ((at == end_ || buffer_[at] == '\n') && field_end > behind && buffer_[field_end - 1] == '\r')
            --field_end;
        if (!quoted) {
            piece.end = field_end;
        } else if (field_end > behind) {
            text_after_quote_ = true;
            piece = {piece.begin - 1, field_end, false};
        }
        pieces_.push_back(piece);
        if (at == end_ || buffer_[at] == '\n') break;
        ++at;
    }
    next_ = at == end_ ? end_ : at + 1;
    return Scan::quoted_row;
}

// "" inside quotes is one quote; the field shrinks where it stands.
void CsvReader::unquote(Piece& piece) {
    size_t to = piece.begin;
    for (size_t at = piece.begin; at < piece.end; ++at) {
        buffer_[to++] = buffer_[at];
        if (buffer_[at] == '"') ++at;
    }
    piece.end = to;
}

void CsvReader::decode(CsvRow& row) {
    for (Piece& piece : pieces_)
        if (piece.has_doubled_quotes) unquote(piece);
    row.text = {buffer_.data() + begin_, next_ - begin_};
    while (!row.text.empty() && (row.text.back() == '\n' || row.text.back() == '\r')) row.text.remove_suffix(1);
    row.problem = RowProblem::none;
    const char* bytes = buffer_.data();

    if (!is_ascii(row.text)) {
        const bool utf8 = is_utf8(row.text);
        if (!encoding_) encoding_ = utf8 ? TextEncoding::utf8 : TextEncoding::windows_1252;
        if (*encoding_ == TextEncoding::windows_1252) {
            decoded_.clear();
            for (Piece& piece : pieces_) {
                const size_t begin = decoded_.size();
                append_windows_1252(decoded_, {buffer_.data() + piece.begin, piece.end - piece.begin});
                piece = {begin, decoded_.size(), false};
            }
            bytes = decoded_.data();
        } else if (!utf8) {
            row.problem = RowProblem::bad_encoding;
        }
    }
    row.fields.clear();
    for (const Piece& piece : pieces_) row.fields.emplace_back(bytes + piece.begin, piece.end - piece.begin);
    if (row.problem == RowProblem::none && text_after_quote_) row.problem = RowProblem::text_after_quote;
    if (row.problem == RowProblem::none && !header_.empty() && row.fields.size() != header_.size())
        row.problem = RowProblem::wrong_field_count;
}

}  // namespace habitue::connect
