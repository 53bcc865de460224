// The program itself as a process, for tests that kill it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "http/test_client.h"
#include "service/documents.h"

namespace habitue {

inline std::string program() {
    const char* named = std::getenv("HABITUE_BINARY");
    return named != nullptr ? named : HABITUE_BUILT_BINARY;
}

inline uint64_t first_seed() {
    const char* named = std::getenv("HABITUE_SEED");
    return named != nullptr ? std::strtoull(named, nullptr, 10) : std::random_device()();
}

// A process of this program that does not outlive the test.
inline pid_t start(std::vector<std::string> arguments, int standard_output) {
    arguments.insert(arguments.begin(), {program(), "--language", "en"});
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t process = fork();
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(standard_output >= 0 ? standard_output : nowhere, STDOUT_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    close(nowhere);
    return process;
}

inline int end_of(pid_t process) {
    int status = 0;
    waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class Serving {
  public:
    explicit Serving(const std::string& data) {
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        process_ = start({"serve", "--data", data, "--listen", "127.0.0.1:0", "--log-level", "error"}, ends[1]);
        close(ends[1]);
        read_start(ends[0]);
        close(ends[0]);
    }
    ~Serving() { end(SIGKILL); }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    // The exit status; -1 when the signal ended it.
    int end(int signal) {
        if (process_ <= 0) return -1;
        kill(process_, signal);
        return end_of(std::exchange(process_, -1));
    }
    bool running() const { return port != 0; }

    std::string key;  // told by the first start only
    uint16_t port = 0;

  private:
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

// What is at a path of keys and places; null when there is nothing.
inline Node at(const std::string& json, std::initializer_list<const char*> path) {
    auto node = service::read_json(json);
    if (!node) return {};
    Node found = std::move(*node);
    for (const char* step : path) {
        const Node* next = found.find(step);
        if (next == nullptr) return {};
        found = Node(*next);
    }
    return found;
}

}  // namespace habitue
