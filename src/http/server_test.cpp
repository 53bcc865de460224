#include "http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/log.h"
#include "http/server_metrics.h"
#include "http/test_client.h"

namespace habitue {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

void echo(Request&& request, Reply reply) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::string(request.method) + " " + std::string(request.path) + " " + std::string(request.body);
    reply(std::move(response));
}

ServerOptions quick() {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.header_timeout = {200};
    options.body_timeout = {300};
    options.idle_timeout = {250};
    options.write_timeout = {300};
    options.drain_timeout = {2000};
    return options;
}

ServerOptions patient() {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    return options;
}

std::unique_ptr<Server> started(const ServerOptions& options, Handler handler = echo) {
    auto server = Server::start(options, std::move(handler));
    EXPECT_TRUE(server.ok()) << (server.ok() ? "" : server.fault().text());
    return std::move(*server);
}

std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

// What the server says to these bytes when the client then waits for it to close.
std::string answer_to(Server& server, std::string_view bytes) {
    TestClient client(server.port());
    client.send(bytes);
    return client.read_to_end();
}

TEST(Server, answers_a_request_and_keeps_the_connection) {
    const auto server = started(patient());
    TestClient client(server->port());
    for (int i = 0; i < 3; ++i) {
        client.send(post("/v1/orders", "{}"));
        const TestResponse response = client.read_response();
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "POST /v1/orders {}");
        EXPECT_TRUE(response.header("x-request-id").starts_with("req_"));
        EXPECT_FALSE(response.header("date").empty());
    }
    EXPECT_EQ(server->counts().connections_accepted, 1u);
    EXPECT_EQ(server->counts().requests, 3u);
}

TEST(Server, a_clients_own_request_id_is_kept_when_it_is_well_formed) {
    const auto server = started(patient());
    TestClient client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: shop-7\r\n\r\n");
    EXPECT_EQ(client.read_response().header("x-request-id"), "shop-7");
    client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: <script>\r\n\r\n");
    EXPECT_TRUE(client.read_response().header("x-request-id").starts_with("req_"));
}

TEST(Server, five_pipelined_requests_are_answered_in_their_order) {
    const auto server = started(patient());
    TestClient client(server->port());
    std::string all;
    for (int i = 0; i < 5; ++i) all += post("/" + std::to_string(i), std::string(static_cast<size_t>(i), 'x'));
    client.send(all);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(client.read_response().body,
                  "POST /" + std::to_string(i) + " " + std::string(static_cast<size_t>(i), 'x'));
}

TEST(Server, pipelined_requests_that_are_answered_later_keep_their_order) {
    std::vector<std::thread> threads;
    std::mutex mutex;
    const auto server = started(patient(), [&](Request&& request, Reply reply) {
        const std::lock_guard lock(mutex);
        threads.emplace_back([request = std::make_shared<Request>(std::move(request)), reply = std::move(reply)] {
            // earlier requests take longer
            std::this_thread::sleep_for(std::chrono::milliseconds(request->path == "/0" ? 30 : 1));
            reply({.status = 200, .body = std::string(request->path), .content_type = "text/plain", .headers = {}});
        });
    });
    TestClient client(server->port());
    client.send(post("/0", "") + post("/1", "") + post("/2", ""));
    for (const char* path : {"/0", "/1", "/2"}) EXPECT_EQ(client.read_response().body, path);
    for (std::thread& thread : threads) thread.join();
}

TEST(Server, a_finished_answer_does_not_wait_for_the_next_pipelined_one) {
    std::mutex mutex;
    Reply held;
    const auto server = started(patient(), [&](Request&& request, Reply reply) {
        if (request.path == "/fast") return echo(std::move(request), std::move(reply));
        const std::lock_guard lock(mutex);
        held = std::move(reply);
    });
    TestClient client(server->port());
    client.send(post("/fast", "") + post("/slow", ""));
    EXPECT_EQ(client.read_response().body, "POST /fast ");
    for (bool asked = false; !asked;) {
        const std::lock_guard lock(mutex);
        asked = static_cast<bool>(held);
    }
    held({.status = 200, .body = "slow", .content_type = "text/plain", .headers = {}});
    EXPECT_EQ(client.read_response().body, "slow");
    held = nullptr;
}

TEST(Server, chunked_bodies_are_joined_and_trailers_dropped) {
    const auto server = started(patient());
    TestClient client(server->port());
    client.send(
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\n"
        "Expires: never\r\n\r\n");
    EXPECT_EQ(client.read_response().body, "POST /c abcdefgh");
    client.send(post("/next", "still in step"));
    EXPECT_EQ(client.read_response().body, "POST /next still in step");
}

TEST(Server, bytes_that_come_one_by_one_make_the_same_request) {
    const auto server = started(patient());
    TestClient client(server->port());
    const std::string request =
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n" +
        post("/e", "fg");
    for (const char& byte : request) {
        client.send({&byte, 1});
        std::this_thread::sleep_for(std::chrono::microseconds(200));  // a packet each, most of the time
    }
    EXPECT_EQ(client.read_response().body, "POST /c abcd");
    EXPECT_EQ(client.read_response().body, "POST /e fg");
}

// Beast's parser stopped the whole process here: one byte behind the last chunk's line was one too few.
TEST(Server, an_empty_chunked_body_may_come_byte_by_byte) {
    const auto server = started(patient());
    TestClient client(server->port());
    for (const char& byte :
         std::string_view("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
        client.send({&byte, 1});
        std::this_thread::sleep_for(std::chrono::milliseconds(1));  // a packet each
    }
    EXPECT_EQ(client.read_response().body, "POST /c ");
}

TEST(Server, requests_whose_end_is_ambiguous_are_refused) {
    const auto server = started(patient());
    for (const char* headers : {
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
             "Content-Length: 3\r\nContent-Length: 4\r\n",
             "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Content-Length: 3, 3\r\n",
             "Content-Length: +3\r\n",
             "Content-Length: -3\r\n",
             "Content-Length: 99999999999999999999\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "Content-Length : 3\r\n",
         }) {
        const std::string answer =
            answer_to(*server, "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\nabc");
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << headers << answer;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << headers;
        EXPECT_NE(answer.find("Connection: close"), std::string::npos) << headers;
    }
    for (const char* coding : {"gzip, chunked", "gzip", "identity", "xchunked"}) {
        const std::string answer =
            answer_to(*server, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + std::string(coding) +
                                   "\r\n\r\n0\r\n\r\n");
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 501 ")) << coding << answer;
    }
    EXPECT_EQ(server->counts().requests, 0u);
}

TEST(Server, malformed_requests_get_a_problem_that_says_why) {
    const auto server = started(patient());
    const std::pair<const char*, const char*> cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", "400"},                        // no Host
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},  // two
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
        {"GET /#part HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"GET /\r\nHost: a\r\n\r\n", "400"},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\r\nA: \x01\r\n\r\n", "400"},
        {"GET / HTTP/1.1\nHost: a\n\n", "505"},  // bare line feeds
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n", "417"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "400"},
        {"\x16\x03\x01\x02", "400"},  // TLS
    };
    for (const auto& [bytes, status] : cases) {
        const std::string answer = answer_to(*server, bytes);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::string(status))) << bytes << "\n" << answer;
        EXPECT_NE(answer.find("\"detail\":"), std::string::npos) << bytes;
    }
    EXPECT_EQ(server->counts().requests_malformed, std::size(cases));
}

TEST(Server, huge_headers_are_cut_off_with_431) {
    auto options = patient();
    options.max_header = 2000;
    const auto server = started(options);
    const std::string one_header = "GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(100'000, 'x');
    EXPECT_TRUE(answer_to(*server, one_header).starts_with("HTTP/1.1 431 "));
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 5000; ++i) many += "A: b\r\n";
    EXPECT_TRUE(answer_to(*server, many).starts_with("HTTP/1.1 431 "));
    const std::string long_target = "GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\n";
    EXPECT_TRUE(answer_to(*server, long_target).starts_with("HTTP/1.1 431 "));
    const std::string extension =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;" + std::string(100'000, 'x');
    EXPECT_TRUE(answer_to(*server, extension).starts_with("HTTP/1.1 431 "));
    std::string trailers = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for (int i = 0; i < 5000; ++i) trailers += "A: b\r\n";
    EXPECT_TRUE(answer_to(*server, trailers).starts_with("HTTP/1.1 431 "));
}

TEST(Server, headers_up_to_the_limit_are_taken) {
    auto options = patient();
    options.max_header = 2000;
    const auto server = started(options);
    TestClient client(server->port());
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
    client.send(start + std::string(2000 - start.size() - 4, 'x') + "\r\n\r\n");
    EXPECT_EQ(client.read_response().status, 200);
}

TEST(Server, a_body_over_the_limit_is_a_413_that_arrives) {
    auto options = patient();
    options.max_body = 1000;
    const auto server = started(options);
    EXPECT_TRUE(answer_to(*server, post("/", std::string(300'000, 'x'))).starts_with("HTTP/1.1 413 "));
    std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 300; ++i) chunked += "64\r\n" + std::string(100, 'x') + "\r\n";
    EXPECT_TRUE(answer_to(*server, chunked).starts_with("HTTP/1.1 413 "));
    TestClient client(server->port());
    client.send(post("/", std::string(1000, 'x')));
    EXPECT_EQ(client.read_response().status, 200);
}

TEST(Server, a_large_body_comes_and_goes_whole) {
    auto options = patient();
    options.max_body = 8 << 20;
    const auto server = started(options);
    TestClient client(server->port());
    std::string body(7 << 20, 'x');
    for (size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>('a' + i % 26);
    std::thread sender([&] { client.send(post("/", body)); });
    const TestResponse response = client.read_response();
    sender.join();
    EXPECT_EQ(response.body.substr(7), body);
}

TEST(Server, the_client_is_told_to_continue_when_it_asks) {
    const auto server = started(patient());
    TestClient client(server->port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_response().status, 100);
    client.send("abc");
    EXPECT_EQ(client.read_response().body, "POST / abc");
    // not when the body is too large to be wanted
    const std::string answer =
        answer_to(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST(Server, the_answer_to_head_has_a_length_and_no_body) {
    const auto server = started(patient());
    TestClient client(server->port());
    client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
    const TestResponse head = client.read_response(false);
    EXPECT_EQ(head.header("content-length"), "8");
    client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read_response().body, "GET /x ");
}

TEST(Server, http_1_0_closes_unless_it_asks_to_stay) {
    const auto server = started(patient());
    const std::string closed = answer_to(*server, "GET /x HTTP/1.0\r\n\r\n");
    EXPECT_NE(closed.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(closed.ends_with("GET /x "));
    TestClient client(server->port());
    for (int i = 0; i < 2; ++i) {
        client.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_EQ(client.read_response().header("connection"), "keep-alive");
    }
}

TEST(Server, connection_close_is_honoured) {
    const auto server = started(patient());
    const std::string answer = answer_to(*server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST(Server, the_absolute_form_of_a_target_gives_its_path) {
    const auto server = started(patient());
    TestClient client(server->port());
    client.send("GET http://shop.example/v1?a=b HTTP/1.1\r\nHost: shop.example\r\n\r\n");
    EXPECT_EQ(client.read_response().body, "GET /v1 ");
    client.send("GET http://shop.example HTTP/1.1\r\nHost: shop.example\r\n\r\n");
    EXPECT_EQ(client.read_response().body, "GET / ");
}

// Sends one byte every few milliseconds until the server closes; how long that took and what it said.
std::pair<std::chrono::milliseconds, std::string> drip(Server& server, std::string_view start) {
    const auto begun = Clock::now();
    TestClient client(server.port());
    client.send(start);
    while (since(begun) < std::chrono::seconds(5) && !client.readable(std::chrono::milliseconds(15)))
        client.send("x");
    const std::string answer = client.read_to_end();
    return {since(begun), answer};
}

TEST(Server, headers_that_drip_are_cut_off_with_408) {
    const auto server = started(quick());
    const auto [taken, answer] = drip(*server, "GET / HTTP/1.1\r\nHost: a\r\nA: ");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
    EXPECT_GE(taken.count(), 150);
    EXPECT_LT(taken.count(), 1500);
}

TEST(Server, a_body_that_drips_is_cut_off_with_408) {
    const auto server = started(quick());
    const auto [taken, answer] = drip(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
    EXPECT_GE(taken.count(), 250);
    EXPECT_LT(taken.count(), 1500);
    EXPECT_EQ(server->counts().timeouts, 1u);
}

TEST(Server, a_stalled_header_is_cut_off_with_408) {
    const auto server = started(quick());
    EXPECT_TRUE(answer_to(*server, "GET / HT").starts_with("HTTP/1.1 408 "));
}

TEST(Server, silent_connections_are_closed_without_a_word) {
    const auto server = started(quick());
    const auto begun = Clock::now();
    EXPECT_EQ(answer_to(*server, ""), "");
    EXPECT_LT(since(begun).count(), 1500);
    TestClient client(server->port());
    client.send(post("/", ""));
    EXPECT_EQ(client.read_response().status, 200);
    const auto idle = Clock::now();
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_GE(since(idle).count(), 150);
    EXPECT_LT(since(idle).count(), 1500);
}

TEST(Server, a_client_that_does_not_read_its_answer_is_closed) {
    const auto server = started(quick(), [](Request&&, Reply reply) {
        reply({.status = 200, .body = std::string(16 << 20, 'x'), .content_type = "text/plain", .headers = {}});
    });
    TestClient client(server->port());
    client.send(post("/", ""));
    const auto begun = Clock::now();
    while (server->counts().connections_open > 0 && since(begun) < std::chrono::seconds(5))
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(server->counts().connections_open, 0u);
    EXPECT_LT(since(begun).count(), 3500);
}

TEST(Server, a_handler_may_take_longer_than_every_timeout) {
    std::thread thread;
    const auto server = started(quick(), [&](Request&&, Reply reply) {
        thread = std::thread([reply = std::move(reply)] {
            std::this_thread::sleep_for(std::chrono::milliseconds(700));
            reply({.status = 200, .body = "late", .content_type = "text/plain", .headers = {}});
        });
    });
    TestClient client(server->port());
    client.send(post("/", ""));
    EXPECT_EQ(client.read_response().body, "late");
    thread.join();
}

TEST(Server, a_request_that_is_forgotten_gets_a_500) {
    const auto server = started(patient(), [](Request&&, Reply) {});
    TestClient client(server->port());
    client.send(post("/", ""));
    EXPECT_EQ(client.read_response().status, 500);
}

TEST(Server, a_handler_that_throws_costs_one_request_and_is_logged) {
    std::string lines;
    set_log_sink([&](std::string_view line) { lines += line; });
    auto server = started(patient(), [](Request&& request, Reply reply) {
        if (request.path == "/bad") throw std::runtime_error("a broken handler");
        echo(std::move(request), std::move(reply));
    });
    TestClient client(server->port());
    client.send(post("/bad", "") + post("/good", ""));
    EXPECT_EQ(client.read_response().status, 500);
    EXPECT_EQ(client.read_response().body, "POST /good ");
    server.reset();
    set_log_sink({});
    EXPECT_NE(lines.find("a broken handler"), std::string::npos);
}

TEST(Server, connections_over_the_limit_get_a_503_and_room_is_made_again) {
    auto options = patient();
    options.max_connections = 3;
    const auto server = started(options);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<TestClient>(server->port()));
        clients.back()->send(post("/", ""));
        EXPECT_EQ(clients.back()->read_response().status, 200);
    }
    const std::string refused = answer_to(*server, post("/", ""));
    EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
    EXPECT_NE(refused.find("Retry-After: "), std::string::npos);
    EXPECT_EQ(server->counts().connections_refused, 1u);
    clients.clear();
    while (server->counts().connections_open > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    TestClient again(server->port());
    again.send(post("/", ""));
    EXPECT_EQ(again.read_response().status, 200);
}

TEST(Server, thousands_of_connections_are_held_and_the_cap_holds_too) {
    auto options = patient();
    options.max_connections = 2000;
    const auto server = started(options);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 3000; ++i) clients.push_back(std::make_unique<TestClient>(server->port()));
    while (server->counts().connections_accepted + server->counts().connections_refused < 3000)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(server->counts().connections_open, 2000u);
    EXPECT_EQ(server->counts().connections_refused, 1000u);
}

TEST(Server, drain_finishes_what_runs_and_takes_nothing_new) {
    std::mutex mutex;
    std::condition_variable changed;
    Reply held;
    const auto server = started(patient(), [&](Request&&, Reply reply) {
        const std::lock_guard lock(mutex);
        held = std::move(reply);
        changed.notify_all();
    });
    TestClient busy(server->port());
    TestClient idle(server->port());
    busy.send(post("/", ""));
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return static_cast<bool>(held); });
    }
    std::atomic<bool> drained = false;
    std::thread drainer([&] { drained = server->drain(); });
    EXPECT_EQ(idle.read_to_end(), "");
    const auto begun = Clock::now();  // each thread closes its own acceptor
    while (TestClient::can_connect(server->port()) && since(begun) < std::chrono::seconds(5)) {
    }
    EXPECT_LT(since(begun).count(), 5000);
    EXPECT_FALSE(drained.load());
    held({.status = 200, .body = "finished", .content_type = "text/plain", .headers = {}});
    const TestResponse response = busy.read_response();
    EXPECT_EQ(response.body, "finished");
    EXPECT_EQ(response.header("connection"), "close");
    drainer.join();
    EXPECT_TRUE(drained.load());
    held = nullptr;
}

TEST(Server, drain_gives_up_after_its_timeout_and_a_late_reply_is_harmless) {
    std::mutex mutex;
    Reply held;
    auto options = quick();
    options.drain_timeout = {100};
    auto server = started(options, [&](Request&&, Reply reply) {
        const std::lock_guard lock(mutex);
        held = std::move(reply);
    });
    TestClient client(server->port());
    client.send(post("/", ""));
    for (bool asked = false; !asked;) {
        const std::lock_guard lock(mutex);
        asked = static_cast<bool>(held);
    }
    EXPECT_FALSE(server->drain());
    server.reset();
    EXPECT_EQ(client.read_to_end(), "");
    held({.status = 200, .body = "too late", .content_type = "text/plain", .headers = {}});
    held = nullptr;
}

TEST(Server, its_counts_are_told_as_metrics) {
    const auto server = started(patient());
    MetricsRegistry registry;
    register_server_metrics(registry, *server);
    TestClient client(server->port());
    client.send(post("/", ""));
    EXPECT_EQ(client.read_response().status, 200);
    const std::string text = registry.text();
    EXPECT_NE(text.find("habitue_http_connections_open 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("habitue_http_requests_total 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("habitue_http_timeouts_total 0\n"), std::string::npos) << text;
}

TEST(Server, drain_closes_connections_that_are_idle_behind_a_large_answer) {
    const auto server = started(patient(), [](Request&&, Reply reply) {
        reply({.status = 200, .body = std::string(12 << 20, 'x'), .content_type = "text/plain", .headers = {}});
    });
    TestClient client(server->port());
    client.send(post("/", "") + "GET / HT");
    EXPECT_EQ(client.read_response().body.size(), size_t{12} << 20);
    client.send("TP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read_response().body.size(), size_t{12} << 20);
    const auto begun = Clock::now();
    EXPECT_TRUE(server->drain());
    EXPECT_LT(since(begun).count(), 3000);
}

TEST(Server, an_address_that_cannot_be_listened_on_is_a_fault_that_says_so) {
    for (const char* listen : {"nonsense", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:http", "::1:80", ":80"}) {
        ServerOptions options;
        options.listen = listen;
        const auto server = Server::start(options, echo);
        ASSERT_FALSE(server.ok()) << listen;
        EXPECT_NE(server.fault().text().find("expected an address"), std::string::npos) << listen;
    }
    ServerOptions options;
    options.listen = "192.0.2.1:8080";  // nobody's
    const auto server = Server::start(options, echo);
    ASSERT_FALSE(server.ok());
    EXPECT_NE(server.fault().text().find("cannot listen on 192.0.2.1 port 8080"), std::string::npos);
}

TEST(Server, a_trusted_proxy_names_the_client) {
    auto options = patient();
    options.trusted_proxies = {"127.0.0.1", "10.0.0.1"};
    const auto handler = [](Request&& request, Reply reply) {
        reply({.status = 200, .body = request.remote_address, .content_type = "text/plain", .headers = {}});
    };
    const auto trusting = started(options, handler);
    const auto wary = started(patient(), handler);
    const std::string request =
        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7, 10.0.0.1\r\n\r\n";
    TestClient through(trusting->port());
    through.send(request);
    EXPECT_EQ(through.read_response().body, "198.51.100.7");
    TestClient direct(wary->port());
    direct.send(request);
    EXPECT_EQ(direct.read_response().body, "127.0.0.1");
}

}  // namespace
}  // namespace habitue
