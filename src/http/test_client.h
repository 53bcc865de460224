// A blocking socket for tests: sends exactly these bytes, reads what comes. Gives up after 10 s.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace habitue {

struct TestResponse {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (equal_ignoring_case(key, name)) return value;
        return "";
    }
};

class TestClient {
  public:
    explicit TestClient(uint16_t port) : socket_(connected(port)) {}
    ~TestClient() {
        if (socket_ >= 0) ::close(socket_);
    }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    static bool can_connect(uint16_t port) {
        const int socket = connected(port);
        if (socket < 0) return false;
        ::close(socket);
        return true;
    }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<size_t>(sent));
        }
    }

    bool readable(std::chrono::milliseconds patience) {
        pollfd poll{socket_, POLLIN, 0};
        return ::poll(&poll, 1, static_cast<int>(patience.count())) == 1;
    }

    std::string read_to_end() {
        while (read_some()) {
        }
        return std::exchange(buffer_, "");
    }

    // Status 0 when the server closes first.
    TestResponse read_response(bool has_body = true) {
        size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!read_some()) return {};
        TestResponse response;
        response.status = std::atoi(buffer_.c_str() + 9);
        size_t line = buffer_.find("\r\n") + 2;
        while (line < end + 2) {
            const size_t line_end = buffer_.find("\r\n", line);
            const size_t colon = buffer_.find(": ", line);
            response.headers.emplace_back(buffer_.substr(line, colon - line),
                                          buffer_.substr(colon + 2, line_end - colon - 2));
            line = line_end + 2;
        }
        buffer_.erase(0, end + 4);
        if (!has_body) return response;
        const auto length = static_cast<size_t>(std::atol(response.header("content-length").c_str()));
        while (buffer_.size() < length)
            if (!read_some()) return {};
        response.body = buffer_.substr(0, length);
        buffer_.erase(0, length);
        return response;
    }

  private:
    static int connected(uint16_t port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int one = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // what is sent is a packet
        if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return socket;
        ::close(socket);
        return -1;
    }

    bool read_some() {
        if (!readable(std::chrono::seconds(10))) return false;
        char part[65536];
        const ssize_t size = ::recv(socket_, part, sizeof part, 0);
        if (size <= 0) return false;
        buffer_.append(part, static_cast<size_t>(size));
        return true;
    }

    int socket_;
    std::string buffer_;
};

}  // namespace habitue
