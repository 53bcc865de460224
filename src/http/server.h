// The HTTP/1.1 server: sockets, framing, time limits. It knows no route; what a request means is the handler's
// matter.
//
// Every phase of a connection has one deadline, set when the phase begins and not moved by bytes that trickle in,
// so a client that sends a byte a second is closed as surely as a silent one. Requests of one connection are
// handled one after another, pipelined ones too. TLS and HTTP/2 belong to the proxy in front.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "http/request.h"

namespace habitue {

struct ServerOptions {
    std::string listen = "127.0.0.1:8080";  // "[::1]:8080" for IPv6; port 0 takes a free one
    int threads = 2;
    size_t max_header = 16 * 1024;          // bytes of request line and headers; more is a 431
    size_t max_body = 1024 * 1024;          // bytes; more is a 413
    int max_connections = 10'000;           // further ones get a 503 with Retry-After
    Duration header_timeout = seconds(10);  // from the first byte (or the connection) to the end of the headers
    Duration body_timeout = seconds(30);    // from there to the end of the body
    Duration idle_timeout = seconds(75);    // between two requests
    Duration write_timeout = seconds(60);   // to take one answer
    Duration drain_timeout = seconds(20);
    // Numeric addresses of proxies whose X-Forwarded-For is believed.
    std::vector<std::string> trusted_proxies;
};

struct ServerCounts {
    uint64_t connections_open = 0;
    uint64_t connections_accepted = 0;
    uint64_t connections_refused = 0;  // over max_connections
    uint64_t requests = 0;             // that reached the handler
    uint64_t requests_malformed = 0;   // refused by the server itself, 4xx or 5xx
    uint64_t timeouts = 0;             // of any phase
};

class Server {
  public:
    // Listens and serves until drained or destroyed. The handler is called from several threads at once.
    static Result<std::unique_ptr<Server>> start(const ServerOptions&, Handler);
    // Closes what is open without waiting; replies that come later go nowhere.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    uint16_t port() const;
    ServerCounts counts() const;
    // Stops accepting, closes idle connections, lets running requests finish and closes theirs. Returns when none
    // is left, or after drain_timeout; true when all were finished. Any thread but a handler's.
    bool drain();

  private:
    class Body;
    explicit Server(std::unique_ptr<Body>);
    std::unique_ptr<Body> body_;
};

}  // namespace habitue
