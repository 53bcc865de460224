#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cassert>
#include <cstdint>
#include <optional>

namespace habitue {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using Error = beast::http::error;

constexpr size_t kMostReserved = 64 * 1024;  // a length that is only announced costs no more than this

// What is left of an unfinished chunked body is never less than "0\r\n\r\n". Beast 1.81 relies on it: given "0\r\n"
// and then a byte more, it stops on an assertion.
constexpr size_t kLeastChunked = 5;

struct Span {
    uint32_t start = 0;
    uint32_t size = 0;
};

// What one request is gathered in. Spans and not views while `head` may still move.
struct Gathered {
    std::string head;
    std::string body;
    Span method, path, query;
    std::vector<std::pair<Span, Span>> headers;
    int hosts = 0;
    int content_lengths = 0;
    bool http_1_0 = false;
    bool transfer_encoding = false;
    bool other_transfer_encoding = false;
    bool expects_continue = false;
    bool other_expectation = false;
    bool bad_target = false;
    bool bad_length = false;

    Span keep(std::string_view text) {
        const Span span{static_cast<uint32_t>(head.size()), static_cast<uint32_t>(text.size())};
        head += text;
        return span;
    }
    std::string_view view(Span span) const { return std::string_view(head).substr(span.start, span.size); }
};

// "/path?query", "*", or the absolute form that proxies may send. No fragment, no other form.
bool split_target(std::string_view target, Gathered& into) {
    if (target.find('#') != std::string_view::npos) return false;
    if (target == "*") {
        into.path = into.keep(target);
        return true;
    }
    if (!target.starts_with('/')) {
        const size_t authority = target.find("://");
        if (authority == std::string_view::npos) return false;
        const std::string_view scheme = target.substr(0, authority);
        if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return false;
        const size_t path = target.find_first_of("/?", authority + 3);
        if (path == authority + 3) return false;  // no host
        target = path == std::string_view::npos ? "/" : target.substr(path);
        if (target.starts_with('?')) {
            into.path = into.keep("/");
            into.query = into.keep(target.substr(1));
            return true;
        }
    }
    const size_t question = target.find('?');
    into.path = into.keep(target.substr(0, question));
    if (question != std::string_view::npos) into.query = into.keep(target.substr(question + 1));
    return true;
}

bool is_plain_number(std::string_view text) {
    return !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class BeastParser final : public beast::http::basic_parser<true> {
  public:
    explicit BeastParser(Gathered& gathered) : gathered_(gathered) {}

  private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         error_code& ec) override {
        ec = {};
        gathered_.http_1_0 = version == 10;
        gathered_.method = gathered_.keep({method.data(), method.size()});
        gathered_.bad_target = !split_target({target.data(), target.size()}, gathered_);
        if (gathered_.bad_target) ec = Error::bad_target;
    }

    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                       error_code& ec) override {
        ec = {};
        if (head_done_) return;  // a trailer
        const std::string_view text(value.data(), value.size());
        note(field, text);
        const Span kept = gathered_.keep({name.data(), name.size()});
        gathered_.headers.emplace_back(kept, gathered_.keep(text));
    }

    void note(beast::http::field name, std::string_view value) {
        using beast::http::field;
        if (name == field::host) {
            ++gathered_.hosts;
        } else if (name == field::content_length) {
            ++gathered_.content_lengths;
            if (!is_plain_number(value)) gathered_.bad_length = true;
        } else if (name == field::transfer_encoding) {
            if (gathered_.transfer_encoding || !equal_ignoring_case(value, "chunked"))
                gathered_.other_transfer_encoding = true;
            gathered_.transfer_encoding = true;
        } else if (name == field::expect) {
            if (equal_ignoring_case(value, "100-continue"))
                gathered_.expects_continue = true;
            else
                gathered_.other_expectation = true;
        }
    }

    void on_header_impl(error_code& ec) override {
        ec = {};
        head_done_ = true;
    }
    void on_body_init_impl(const boost::optional<uint64_t>& length, error_code& ec) override {
        ec = {};
        if (length) gathered_.body.reserve(std::min<size_t>(*length, kMostReserved));
    }
    size_t on_body_impl(beast::string_view part, error_code& ec) override {
        ec = {};
        gathered_.body.append(part.data(), part.size());
        return part.size();
    }
    void on_chunk_header_impl(uint64_t, beast::string_view, error_code& ec) override { ec = {}; }
    size_t on_chunk_body_impl(uint64_t, beast::string_view part, error_code& ec) override {
        return on_body_impl(part, ec);
    }
    void on_finish_impl(error_code& ec) override { ec = {}; }
    // Responses only.
    void on_response_impl(int, beast::string_view, int, error_code& ec) override { ec = Error::bad_status; }

    Gathered& gathered_;
    bool head_done_ = false;
};

RequestParser::Refusal refusal_of(const error_code& ec) {
    if (ec == Error::header_limit) return {431, "headers_too_large", "the request line and headers are too long"};
    if (ec == Error::body_limit) return {413, "body_too_large", "the body is larger than this server takes"};
    if (ec == Error::bad_version)
        return {505, "http_version_not_supported", "only HTTP/1.1 and HTTP/1.0 are spoken"};
    if (ec == Error::bad_method) return {400, "bad_request", "the method is not a token"};
    if (ec == Error::bad_target) return {400, "bad_request", "the request target is malformed"};
    if (ec == Error::bad_field) return {400, "bad_request", "a header name is malformed"};
    if (ec == Error::bad_value) return {400, "bad_request", "a header value is malformed"};
    if (ec == Error::bad_content_length || ec == Error::multiple_content_length)
        return {400, "bad_request", "Content-Length is malformed, repeated, or given beside Transfer-Encoding"};
    if (ec == Error::bad_transfer_encoding)
        return {400, "bad_request", "Transfer-Encoding is repeated or given beside Content-Length"};
    if (ec == Error::bad_chunk || ec == Error::bad_chunk_extension)
        return {400, "bad_request", "the chunked body is malformed"};
    return {400, "bad_request", "the request is malformed"};
}

}  // namespace

struct RequestParser::Rep {
    ParserLimits limits;
    std::shared_ptr<Gathered> gathered;
    std::optional<BeastParser> parser;
    size_t head_bytes = 0;

    void begin() {
        gathered = std::make_shared<Gathered>();
        parser.emplace(*gathered);
        parser->header_limit(static_cast<uint32_t>(limits.max_header));
        parser->body_limit(limits.max_body);
        head_bytes = 0;
    }
};

RequestParser::RequestParser(ParserLimits limits) : rep_(std::make_unique<Rep>()) { rep_->limits = limits; }
RequestParser::~RequestParser() = default;

bool RequestParser::expects_continue() const {
    return state_ == State::body && rep_->gathered->expects_continue && !rep_->gathered->http_1_0;
}

size_t RequestParser::feed(std::string_view bytes) {
    assert(state_ != State::complete && state_ != State::failed && "take() the request before feeding more");
    size_t used = 0;
    if (state_ == State::idle) {
        while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;  // RFC 9112, 2.2
        if (used == bytes.size()) return used;
        rep_->begin();
        state_ = State::head;
    }
    while (state_ == State::head || state_ == State::body) {
        const size_t step = feed_parser(bytes.substr(used));
        used += step;
        if (step == 0 && state_ != State::complete) break;
    }
    return used;
}

// One step of Beast's parser: some fields, the whole head, a chunk header, or a part of the body. Nothing used up
// means that it waits for more.
size_t RequestParser::feed_parser(std::string_view bytes) {
    const bool in_head = state_ == State::head;
    if (bytes.size() < (in_head || !rep_->parser->chunked() ? 1 : kLeastChunked)) return 0;
    error_code ec;
    const size_t used = rep_->parser->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
    if (in_head) rep_->head_bytes += used;
    if (ec == Error::need_more) {
        const size_t waiting = bytes.size() - used + (in_head ? rep_->head_bytes : 0);
        if (waiting > rep_->limits.max_header)
            fail(431, "headers_too_large", "the request line and headers, or a chunk's extensions, are too long");
        return used;
    }
    if (ec) {
        refusal_ = refusal_of(ec);
        state_ = State::failed;
        return used;
    }
    if (in_head && rep_->parser->is_header_done()) {
        state_ = State::body;
        check_head();
    }
    if (state_ != State::failed && rep_->parser->is_done()) state_ = State::complete;
    return used;
}

void RequestParser::check_head() {
    const Gathered& head = *rep_->gathered;
    const bool missing_host = head.hosts == 0 && !head.http_1_0;
    if (rep_->head_bytes > rep_->limits.max_header)
        fail(431, "headers_too_large", "the request line and headers are too long");
    else if (head.hosts > 1 || missing_host)
        fail(400, "bad_request", "a request has one Host header");
    else if (head.content_lengths > 1 || head.bad_length)
        fail(400, "bad_request", "Content-Length is one plain number");
    else if (head.transfer_encoding && head.content_lengths > 0)
        fail(400, "bad_request", "Content-Length and Transfer-Encoding exclude each other");
    else if (head.other_transfer_encoding || (head.transfer_encoding && head.http_1_0))
        fail(501, "not_implemented", "the only transfer encoding is chunked, in HTTP/1.1");
    else if (head.other_expectation)
        fail(417, "expectation_failed", "the only expectation is 100-continue");
    else if (head.view(head.path) == "*" && head.view(head.method) != "OPTIONS")
        fail(400, "bad_request", "the target * belongs to OPTIONS");
}

void RequestParser::fail(int status, std::string_view code, std::string_view detail) {
    refusal_ = {status, std::string(code), std::string(detail)};
    state_ = State::failed;
}

RequestParser::Taken RequestParser::take() {
    assert(state_ == State::complete && "only a complete request can be taken");
    Taken taken;
    taken.keep_alive = rep_->parser->keep_alive();
    const Gathered& gathered = *rep_->gathered;
    taken.http_1_0 = gathered.http_1_0;
    Request& request = taken.request;
    request.method = gathered.view(gathered.method);
    request.path = gathered.view(gathered.path);
    request.query = gathered.view(gathered.query);
    request.body = gathered.body;
    request.headers.reserve(gathered.headers.size());
    for (const auto& [name, value] : gathered.headers)
        request.headers.push_back({gathered.view(name), gathered.view(value)});
    rep_->parser.reset();
    request.bytes = std::move(rep_->gathered);
    state_ = State::idle;
    return taken;
}

}  // namespace habitue
