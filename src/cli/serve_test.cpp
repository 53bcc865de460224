// The program itself: started, asked over a socket, stopped, started again; and what looks at its data.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "cli/session.h"
#include "http/test_client.h"
#include "service/documents.h"

extern char** environ;

namespace habitue::cli {
namespace {

struct Ended {
    int exit = 0;
    std::string out;
    std::string err;
};

Ended habitue(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"habitue", "--language", "en"});
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    std::ostringstream out, err;
    const int exit = run(static_cast<int>(pointers.size()), pointers.data(), out, err, false);
    return {exit, out.str(), err.str()};
}

class Running {
  public:
    explicit Running(std::vector<std::string> arguments) {
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        arguments.insert(arguments.begin(), {"habitue", "--language", "en", "serve", "--listen", "127.0.0.1:0"});
        std::vector<char*> pointers;
        for (std::string& argument : arguments) pointers.push_back(argument.data());
        pointers.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        EXPECT_EQ(posix_spawn(&process_, HABITUE_BINARY, &actions, nullptr, pointers.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        read_start(ends[0]);
        close(ends[0]);
    }
    ~Running() {
        if (process_ > 0) stop();
    }
    int stop(int signal = SIGTERM) {
        kill(process_, signal);
        int status = 0;
        waitpid(process_, &status, 0);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    TestResponse ask(const std::string& method, const std::string& path, const std::string& body = "") const {
        TestClient client(port);
        client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return client.read_response();
    }

    std::string key;  // empty when none was told
    uint16_t port = 0;

  private:
    // Until the line with the address, or the end.
    void read_start(int from) {
        std::string text;
        char part[512];
        std::smatch match;
        const std::regex address(R"(Listening on http://127\.0\.0\.1:(\d+)/)"), told(R"((hbt_sk_\w+))");
        while (!std::regex_search(text, match, address)) {
            const ssize_t size = read(from, part, sizeof part);
            if (size <= 0) {
                ADD_FAILURE() << "ended early: " << text;
                return;
            }
            text.append(part, static_cast<size_t>(size));
        }
        port = static_cast<uint16_t>(std::stoi(match[1]));
        if (std::regex_search(text, match, told)) key = match[1];
    }

    pid_t process_ = -1;
};

class Serve : public ::testing::Test {
  protected:
    Serve() {
        folder = (std::filesystem::temp_directory_path() / "habitue_serve_XXXXXX").string();
        EXPECT_NE(mkdtemp(folder.data()), nullptr);
    }
    ~Serve() override { std::filesystem::remove_all(folder); }
    std::string data() const { return folder + "/data"; }
    std::string programme() const {
        return std::string(HABITUE_SOURCE_DIR) + "/programmes/one-point-per-pound.yaml";
    }
    std::string folder;
};

constexpr const char* kOrder = R"({"customer": "anne", "currency": "GBP", "placed_at": "2026-01-20T10:00:00Z",
    "paid_at": "2026-01-20T10:05:00Z", "lines": [{"quantity": 2, "unit_price_minor": 1250}]})";

TEST_F(Serve, what_it_acknowledged_is_there_after_a_restart_and_the_books_are_right) {
    const Ended published = habitue({"programme", "publish", programme(), "--data", data()});
    ASSERT_EQ(published.exit, 0) << published.err;
    std::string key, customer;
    {
        Running server({"--data", data()});
        ASSERT_FALSE(server.key.empty());
        key = server.key;
        EXPECT_EQ(server.ask("PUT", "/v1/orders/A-1", kOrder).status, 200);
        customer = server.ask("GET", "/v1/customers/anne").body;
        // looking is allowed meanwhile
        EXPECT_EQ(habitue({"verify", "--data", data()}).exit, 0);
        EXPECT_EQ(server.stop(), 0);
    }
    {
        Running server({"--data", data()});
        EXPECT_TRUE(server.key.empty());
        server.key = key;
        EXPECT_EQ(server.ask("GET", "/v1/customers/anne").body, customer);
        EXPECT_EQ(server.ask("GET", "/readyz").status, 200);
        EXPECT_EQ(server.stop(SIGINT), 0);
    }
    const Ended verified = habitue({"verify", "--data", data(), "--json"});
    EXPECT_EQ(verified.exit, 0) << verified.err;
    EXPECT_EQ(service::read_json(verified.out)->find("ok")->scalar, "true");
}

TEST_F(Serve, killed_without_warning_it_keeps_what_it_acknowledged) {
    ASSERT_EQ(habitue({"programme", "publish", programme(), "--data", data()}).exit, 0);
    std::string key;
    int acknowledged = 0;
    {
        Running server({"--data", data()});
        key = server.key;
        for (int i = 0; i < 40; ++i)
            if (server.ask("PUT", "/v1/orders/K-" + std::to_string(i), kOrder).status == 200) ++acknowledged;
        server.stop(SIGKILL);
    }
    Running server({"--data", data()});
    server.key = key;
    const auto customer = server.ask("GET", "/v1/customers/anne");
    EXPECT_EQ(service::read_json(customer.body)->find("orders")->scalar, std::to_string(acknowledged));
    server.stop();
    EXPECT_EQ(habitue({"verify", "--data", data()}).exit, 0);
}

TEST_F(Serve, a_backup_taken_while_it_runs_is_restored_with_the_same_journal) {
    ASSERT_EQ(habitue({"programme", "publish", programme(), "--data", data()}).exit, 0);
    {
        Running server({"--data", data()});
        EXPECT_EQ(server.ask("PUT", "/v1/orders/A-1", kOrder).status, 200);
        const Ended backup = habitue({"backup", folder + "/copy.db", "--data", data()});
        EXPECT_EQ(backup.exit, 0) << backup.err;
        server.stop();
    }
    const Ended restored = habitue({"restore", folder + "/copy.db", "--data", folder + "/again"});
    ASSERT_EQ(restored.exit, 0) << restored.err;
    EXPECT_EQ(habitue({"restore", folder + "/copy.db", "--data", folder + "/again"}).exit, 1);
    EXPECT_EQ(habitue({"verify", "--data", folder + "/again"}).exit, 0);
    const Ended before = habitue({"journal", "--data", data(), "--by-customer"});
    const Ended after = habitue({"journal", "--data", folder + "/again", "--by-customer"});
    EXPECT_EQ(before.out, after.out);
    EXPECT_NE(before.out.find("put_order"), std::string::npos);
    const Ended one = habitue({"journal", "--data", data(), "--customer", "anne"});
    EXPECT_NE(one.out.find(R"("seq":1)"), std::string::npos) << one.out;
    std::istringstream lines(one.out);
    for (std::string line; std::getline(lines, line);) EXPECT_TRUE(service::read_json(line).ok()) << line;
}

TEST_F(Serve, two_servers_do_not_share_a_folder) {
    Running server({"--data", data()});
    EXPECT_EQ(habitue({"programme", "publish", programme(), "--data", data()}).exit, 1);
}

TEST_F(Serve, the_demo_is_a_shop_with_a_past) {
    Running server({"--demo", "--data", data()});
    const auto programmes = server.ask("GET", "/v1/programmes");
    EXPECT_NE(programmes.body.find("cercle-lavande"), std::string::npos);
    const auto customers = server.ask("GET", "/v1/customers?limit=200");
    EXPECT_EQ(customers.status, 200);
    EXPECT_NE(customers.body.find("next_cursor"), std::string::npos);
    EXPECT_EQ(server.stop(), 0);
    const Ended verified = habitue({"verify", "--data", data()});
    EXPECT_EQ(verified.exit, 0) << verified.err;
}

TEST_F(Serve, a_wrong_option_is_usage_and_a_missing_folder_a_failure) {
    EXPECT_EQ(habitue({"serve", "--clock", "sundial"}).exit, 2);
    EXPECT_EQ(habitue({"verify", "--data", folder + "/nowhere"}).exit, 1);
    EXPECT_EQ(habitue({"programme", "publish", folder + "/none.yaml", "--data", data()}).exit, 1);
}

}  // namespace
}  // namespace habitue::cli
