#include "http/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "http/listen_address.h"
#include "http/log.h"
#include "http/mailbox.h"
#include "http/problem.h"
#include "http/remote_address.h"
#include "http/request_ids.h"
#include "http/request_parser.h"
#include "http/response_writer.h"

namespace habitue {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
// One kind of executor only: Asio's default wraps any kind, at a price on every operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Task = asio::awaitable<void, Executor>;
constexpr asio::use_awaitable_t<Executor> kResume;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr size_t kFirstBuffer = 4 * 1024;
constexpr size_t kMostRead = 64 * 1024;
constexpr size_t kFlushAt = 64 * 1024;      // bytes of pipelined answers gathered before they are written
constexpr size_t kMostDiscarded = 4 << 20;  // bytes read and dropped so that a refusal is not lost to a reset
constexpr int kMostRefusals = 256;          // refused connections that are closed politely, a thread
constexpr auto kLinger = std::chrono::seconds(2);

std::chrono::milliseconds milliseconds(Duration duration) {
    return std::chrono::milliseconds(duration.milliseconds);
}

class Connection;

struct Shared {
    ServerOptions options;
    Handler handler;
    RequestIds ids;
    std::atomic<int64_t> open{0};
    std::atomic<uint64_t> accepted{0}, refused{0}, requests{0}, malformed{0}, timeouts{0};
    std::mutex mutex;
    std::condition_variable changed;  // told when `open` reaches zero and when a worker begins to drain
    size_t draining_workers = 0;      // under `mutex`
};

class Worker {
  public:
    explicit Worker(Shared& of_server)
        : shared(of_server),
          mailbox(std::make_shared<Mailbox>([this] { wake_for_letters(); })),
          acceptor_(context),
          sweep_timer_(context) {}
    ~Worker();

    Result<void> listen(const tcp::endpoint& endpoint);
    uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void run();
    void drain();  // on this worker's thread
    void stop();
    void wake_for_letters() {
        asio::post(context, [this] { mailbox->deliver_all(); });
    }
    void enlist(Connection*);
    void dismiss(Connection*);

  private:
    Task accept();
    Task sweep();
    void admit(Socket socket);

    std::vector<Connection*> connections_;
    std::thread thread_;

  public:
    Shared& shared;
    std::shared_ptr<Mailbox> mailbox;
    Clock::time_point now = Clock::now();  // as of the last sweep
    std::string date = http_date(std::time(nullptr));
    bool draining = false;
    int refusals = 0;
    asio::io_context context{1};  // its end destroys the connections, which need what stands above

  private:
    Acceptor acceptor_;
    Timer sweep_timer_;
};

class Connection : public Addressee, public std::enable_shared_from_this<Connection> {
  public:
    enum class Phase : uint8_t { idle, head, body, handling, writing, lingering };

    Connection(Worker& worker, Socket socket, bool refused)
        : worker_(worker),
          socket_(std::move(socket)),
          wake_(worker.context, Timer::time_point::max()),
          parser_({worker.shared.options.max_header, worker.shared.options.max_body}),
          refused_(refused) {
        worker_.enlist(this);
    }
    ~Connection() override {
        worker_.dismiss(this);
        if (refused_) {
            --worker_.refusals;
            return;
        }
        if (worker_.shared.open.fetch_sub(1) == 1) {
            const std::lock_guard lock(worker_.shared.mutex);
            worker_.shared.changed.notify_all();
        }
    }

    Task serve();
    Task refuse_over_limit();
    void deliver(Response response) override {
        assert(!reply_ && "a request is answered once");
        reply_ = std::move(response);
        if (waiting_) wake_.cancel();
    }
    void close_if_due(Clock::time_point now) {
        if (now < deadline_) return;
        timed_out_ = true;
        deadline_ = Clock::time_point::max();
        stop_waiting();
    }
    void close_if_idle() {
        if (phase_ == Phase::idle) stop_waiting();
    }

    size_t place = 0;  // in the worker's list

  private:
    void begin(Phase phase);
    void parse();
    void hand_over();
    void answer(const Response& response, bool keep_alive);
    void refuse(int status, std::string_view code, std::string_view detail);
    bool write_at_once();
    void forget_output() {
        if (output_.capacity() > kFlushAt)
            output_ = {};  // an idle connection holds little memory
        else
            output_.clear();
    }
    void stop_waiting() {
        error_code ignored;
        socket_.cancel(ignored);
    }
    Task read_more();
    Task write_rest();
    Task linger();

    Worker& worker_;
    Socket socket_;
    Timer wake_;
    RequestParser parser_;
    std::string remote_address_;
    std::vector<char> input_;
    size_t input_begin_ = 0;
    size_t input_end_ = 0;
    std::string output_;
    size_t written_ = 0;
    std::optional<Response> reply_;
    std::string request_id_;
    Clock::time_point deadline_ = Clock::time_point::max();
    Phase phase_ = Phase::handling;  // no deadline until the first begin()
    bool waiting_ = false;           // for the handler's answer, suspended
    bool first_ = true;
    bool keep_alive_ = true;
    bool http_1_0_ = false;
    bool head_only_ = false;
    bool continue_sent_ = false;
    bool timed_out_ = false;
    bool open_ = true;     // false once nothing more can be read or written
    bool unread_ = false;  // the client may still be sending what we refused
    const bool refused_;
};

// ---- Worker

Worker::~Worker() {
    mailbox->close();
    stop();
}

Result<void> Worker::listen(const tcp::endpoint& endpoint) {
    using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    error_code ec;
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.set_option(ReusePort(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) return {};
    return Fault::of(FaultKind::io, "cannot listen on " + endpoint.address().to_string() + " port " +
                                        std::to_string(endpoint.port()) + ": " + ec.message());
}

void Worker::run() {
    asio::co_spawn(context, accept(), asio::detached);
    asio::co_spawn(context, sweep(), asio::detached);
    thread_ = std::thread([this] {
        mailbox->belongs_to_this_thread();
        context.run();
    });
}

void Worker::stop() {
    context.stop();
    if (thread_.joinable()) thread_.join();
}

void Worker::drain() {
    if (draining) return;
    draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Connection* connection : connections_) connection->close_if_idle();
    const std::lock_guard lock(shared.mutex);
    ++shared.draining_workers;
    shared.changed.notify_all();
}

void Worker::enlist(Connection* connection) {
    connection->place = connections_.size();
    connections_.push_back(connection);
}

void Worker::dismiss(Connection* connection) {
    connections_.back()->place = connection->place;
    connections_[connection->place] = connections_.back();
    connections_.pop_back();
}

Task Worker::accept() {
    Timer pause(context);
    while (acceptor_.is_open()) {
        error_code ec;
        Socket socket = co_await acceptor_.async_accept(asio::redirect_error(kResume, ec));
        if (!ec) {
            admit(std::move(socket));
        } else if (acceptor_.is_open()) {  // out of descriptors or memory: the backlog waits
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::redirect_error(kResume, ec));
        }
    }
}

void Worker::admit(Socket socket) {
    error_code ec;
    socket.set_option(tcp::no_delay(true), ec);
    socket.non_blocking(true, ec);
    if (ec) return;
    const bool over = shared.open.fetch_add(1) >= shared.options.max_connections;
    if (over) {
        shared.open.fetch_sub(1);
        shared.refused.fetch_add(1, std::memory_order_relaxed);
        if (refusals >= kMostRefusals) return;
        ++refusals;
    } else {
        shared.accepted.fetch_add(1, std::memory_order_relaxed);
    }
    const auto connection = std::make_shared<Connection>(*this, std::move(socket), over);
    asio::co_spawn(
        context,
        [connection, over]() -> Task {
            if (over)
                co_await connection->refuse_over_limit();
            else
                co_await connection->serve();
        },
        asio::detached);
}

// Deadlines are seconds and their number is that of the connections, so a look at all of them a few times a second
// costs less than a timer each.
Task Worker::sweep() {
    const ServerOptions& options = shared.options;
    const int64_t shortest = std::min({options.header_timeout.milliseconds, options.body_timeout.milliseconds,
                                       options.idle_timeout.milliseconds, options.write_timeout.milliseconds});
    const std::chrono::milliseconds tick(std::clamp<int64_t>(shortest / 8, 5, 250));
    for (;;) {
        now = Clock::now();
        date = http_date(std::time(nullptr));
        for (Connection* connection : connections_) connection->close_if_due(now);
        error_code ec;
        sweep_timer_.expires_after(tick);
        co_await sweep_timer_.async_wait(asio::redirect_error(kResume, ec));
    }
}

// ---- Connection

void Connection::begin(Phase phase) {
    if (phase_ == phase) return;
    phase_ = phase;
    const ServerOptions& options = worker_.shared.options;
    switch (phase) {
        case Phase::idle:
            deadline_ = worker_.now + milliseconds(first_ ? options.header_timeout : options.idle_timeout);
            break;
        case Phase::head: deadline_ = worker_.now + milliseconds(options.header_timeout); break;
        case Phase::body: deadline_ = worker_.now + milliseconds(options.body_timeout); break;
        case Phase::writing: deadline_ = worker_.now + milliseconds(options.write_timeout); break;
        case Phase::handling: deadline_ = Clock::time_point::max(); break;
        case Phase::lingering: deadline_ = worker_.now + kLinger; break;
    }
}

// The life of a connection: read until a request is whole, hand it over, wait for the answer, write it.
Task Connection::serve() {
    error_code ec;
    const auto endpoint = socket_.remote_endpoint(ec);
    if (ec) co_return;
    remote_address_ = plain_address(endpoint.address().to_string());

    while (open_) {
        parse();
        if (parser_.state() == RequestParser::State::complete) {
            hand_over();
            if (!reply_) {
                if (!write_at_once()) co_await write_rest();
                begin(Phase::handling);
                waiting_ = true;
                while (!reply_) co_await wake_.async_wait(asio::redirect_error(kResume, ec));
            }
            waiting_ = false;
            answer(*std::exchange(reply_, std::nullopt), keep_alive_ && !worker_.draining);
            if (output_.size() < kFlushAt && input_begin_ < input_end_ && keep_alive_) continue;
            if (!write_at_once()) co_await write_rest();
            if (!keep_alive_) break;
        } else if (parser_.state() == RequestParser::State::failed) {
            const RequestParser::Refusal& refusal = parser_.refusal();
            refuse(refusal.status, refusal.code, refusal.detail);
        } else {
            if (!write_at_once()) {
                co_await write_rest();
                parse();  // back from writing to the phase we wait in
            }
            if (open_) co_await read_more();
        }
    }
    if (!output_.empty() && !write_at_once()) co_await write_rest();
    if (unread_) co_await linger();
    socket_.shutdown(asio::socket_base::shutdown_both, ec);
}

Task Connection::refuse_over_limit() {
    ProblemDocument problem;
    problem.status = 503;
    problem.code = "too_many_connections";
    problem.detail = "the server has as many connections as it takes";
    append_response(output_, to_response(problem, 1),
                    {.request_id = "", .date = worker_.date, .keep_alive = false});
    if (write_at_once()) co_await linger();
}

// Feeds what has been read. Leaves the phase as idle, head or body when more is needed.
void Connection::parse() {
    while (input_begin_ < input_end_) {
        const size_t used = parser_.feed({input_.data() + input_begin_, input_end_ - input_begin_});
        input_begin_ += used;
        if (used == 0 || parser_.state() == RequestParser::State::complete ||
            parser_.state() == RequestParser::State::failed)
            break;
    }
    if (parser_.state() == RequestParser::State::idle)
        begin(Phase::idle);
    else if (parser_.state() == RequestParser::State::head)
        begin(Phase::head);
    else if (parser_.state() == RequestParser::State::body)
        begin(Phase::body);
    if (parser_.expects_continue() && !continue_sent_) {
        output_ += "HTTP/1.1 100 Continue\r\n\r\n";
        continue_sent_ = true;
    }
}

void Connection::hand_over() {
    RequestParser::Taken taken = parser_.take();
    Request& request = taken.request;
    keep_alive_ = taken.keep_alive;
    http_1_0_ = taken.http_1_0;
    head_only_ = request.method == "HEAD";
    continue_sent_ = false;
    first_ = false;
    const std::string_view* sent_id = request.header("x-request-id");
    request_id_ = sent_id && RequestIds::well_formed(*sent_id) ? std::string(*sent_id) : worker_.shared.ids.next();
    request.request_id = request_id_;
    request.remote_address = client_address(remote_address_, request, worker_.shared.options.trusted_proxies);
    worker_.shared.requests.fetch_add(1, std::memory_order_relaxed);

    begin(Phase::handling);
    auto claim = std::make_shared<Claim>(worker_.mailbox, weak_from_this(), request_id_);
    try {
        worker_.shared.handler(std::move(request),
                               [claim = std::move(claim)](Response response) { claim->use(std::move(response)); });
    } catch (const std::exception& thrown) {  // the claim dies with the reply, and the client gets a 500
        log_line(LogLevel::error, "handler_threw", {{"request_id", request_id_}, {"what", thrown.what()}});
    }
}

void Connection::answer(const Response& response, bool keep_alive) {
    keep_alive_ = keep_alive;
    append_response(output_, response,
                    {.request_id = request_id_,
                     .date = worker_.date,
                     .keep_alive = keep_alive,
                     .http_1_0 = http_1_0_,
                     .head_only = head_only_});
}

// An answer of the server's own; the connection is closed behind it.
void Connection::refuse(int status, std::string_view code, std::string_view detail) {
    worker_.shared.malformed.fetch_add(1, std::memory_order_relaxed);
    ProblemDocument problem;
    problem.status = status;
    problem.code = code;
    problem.detail = detail;
    problem.instance = request_id_ = worker_.shared.ids.next();
    head_only_ = false;
    answer(to_response(problem), false);
    unread_ = true;
    open_ = false;
}

// Most answers fit the socket's buffer; no need to suspend for them.
bool Connection::write_at_once() {
    if (output_.empty()) return true;
    error_code ec;
    written_ = socket_.write_some(asio::buffer(output_), ec);
    if (ec && ec != asio::error::would_block && ec != asio::error::try_again) {
        open_ = false;
        output_.clear();
        return true;
    }
    if (written_ < output_.size()) return false;
    forget_output();
    return true;
}

Task Connection::write_rest() {
    error_code ec;
    begin(Phase::writing);
    co_await asio::async_write(socket_, asio::buffer(output_.data() + written_, output_.size() - written_),
                               asio::redirect_error(kResume, ec));
    forget_output();
    if (timed_out_) worker_.shared.timeouts.fetch_add(1, std::memory_order_relaxed);
    if (ec || timed_out_) {
        open_ = false;
        unread_ = false;
    }
}

Task Connection::read_more() {
    if (worker_.draining && phase_ == Phase::idle) {
        open_ = false;
        co_return;
    }
    if (input_begin_ == input_end_) input_begin_ = input_end_ = 0;
    if (phase_ == Phase::idle && input_end_ == 0 && input_.size() > kFirstBuffer) input_ = {};
    if (input_.empty()) input_.resize(kFirstBuffer);
    if (input_end_ == input_.size()) {
        if (input_begin_ > 0) {
            std::copy(input_.data() + input_begin_, input_.data() + input_end_, input_.data());
            input_end_ -= std::exchange(input_begin_, 0);
        }
        if (input_end_ > input_.size() / 2 || phase_ == Phase::body)
            input_.resize(std::min(input_.size() * 2, std::max(kMostRead, worker_.shared.options.max_header * 2)));
    }
    error_code ec;
    const size_t read = co_await socket_.async_read_some(
        asio::buffer(input_.data() + input_end_, input_.size() - input_end_), asio::redirect_error(kResume, ec));
    input_end_ += read;
    if (timed_out_) {
        worker_.shared.timeouts.fetch_add(1, std::memory_order_relaxed);
        if (phase_ == Phase::idle)
            open_ = false;
        else
            refuse(408, "request_timeout", "the request took too long to arrive");
    } else if (ec) {
        open_ = false;
    }
}

// Reads and drops what the client is still sending: closing at once would reset the connection and could destroy
// the answer before the client has read it.
Task Connection::linger() {
    error_code ec;
    socket_.shutdown(asio::socket_base::shutdown_send, ec);
    timed_out_ = false;
    phase_ = Phase::idle;
    begin(Phase::lingering);
    input_.resize(std::max(input_.size(), kFirstBuffer));
    size_t discarded = 0;
    while (!ec && !timed_out_ && discarded < kMostDiscarded)
        discarded += co_await socket_.async_read_some(asio::buffer(input_), asio::redirect_error(kResume, ec));
}

}  // namespace

class Server::Body {
  public:
    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    uint16_t port = 0;

    Result<void> listen() {
        const auto listen = parse_listen_address(shared.options.listen);
        if (!listen) return listen.fault();
        tcp::endpoint endpoint(asio::ip::make_address(listen->address), listen->port);
        for (int i = 0; i < std::max(1, shared.options.threads); ++i) {
            workers.push_back(std::make_unique<Worker>(shared));
            if (auto listening = workers.back()->listen(endpoint); !listening) return listening;
            port = workers.back()->port();
            endpoint.port(port);
        }
        return {};
    }
};

Server::Server(std::unique_ptr<Body> body) : body_(std::move(body)) {}

// Every thread has ended before the first worker goes: a handler may still answer a connection of another worker.
Server::~Server() {
    for (auto& worker : body_->workers) worker->mailbox->close();
    for (auto& worker : body_->workers) worker->stop();
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler) {
    auto body = std::make_unique<Body>();
    body->shared.options = options;
    body->shared.handler = std::move(handler);
    if (auto listening = body->listen(); !listening) return listening.fault();
    for (auto& worker : body->workers) worker->run();
    return std::unique_ptr<Server>(new Server(std::move(body)));
}

uint16_t Server::port() const { return body_->port; }

ServerCounts Server::counts() const {
    const Shared& shared = body_->shared;
    return {.connections_open = static_cast<uint64_t>(std::max<int64_t>(0, shared.open.load())),
            .connections_accepted = shared.accepted.load(),
            .connections_refused = shared.refused.load(),
            .requests = shared.requests.load(),
            .requests_malformed = shared.malformed.load(),
            .timeouts = shared.timeouts.load()};
}

bool Server::drain() {
    Shared& shared = body_->shared;
    for (auto& worker : body_->workers) asio::post(worker->context, [w = worker.get()] { w->drain(); });
    std::unique_lock lock(shared.mutex);
    return shared.changed.wait_for(lock, milliseconds(shared.options.drain_timeout), [&] {
        return shared.draining_workers == body_->workers.size() && shared.open.load() == 0;
    });
}

}  // namespace habitue
