// The server with the smallest handler, for measuring what a request costs: http_echo [listen] [threads] [later].
// With "later" another thread answers, as the decider does.
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <thread>

#include "http/server.h"

using namespace habitue;

namespace {

struct Waiting {
    Request request;
    Reply reply;
};

// Takes all that has come and answers it, like a group commit.
class LaterThread {
  public:
    LaterThread() : thread_([this] { run(); }) { thread_.detach(); }
    void put(Waiting waiting) {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(waiting));
        if (queue_.size() == 1) filled_.notify_one();
    }

  private:
    void run() {
        for (;;) {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, [this] { return !queue_.empty(); });
            auto batch = std::exchange(queue_, {});
            lock.unlock();
            for (Waiting& waiting : batch) {
                Response response;
                response.body = waiting.request.body;
                waiting.reply(std::move(response));
            }
        }
    }
    std::mutex mutex_;
    std::condition_variable filled_;
    std::vector<Waiting> queue_;
    std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
    ServerOptions options;
    if (argc > 1) options.listen = argv[1];
    if (argc > 2) options.threads = std::atoi(argv[2]);
    LaterThread* later = argc > 3 && std::string_view(argv[3]) == "later" ? new LaterThread : nullptr;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    auto server = Server::start(options, [later](Request&& request, Reply reply) {
        if (later) return later->put({std::move(request), std::move(reply)});
        Response response;
        response.body = request.body;
        reply(std::move(response));
    });
    if (!server) {
        std::fprintf(stderr, "%s\n", server.fault().text().c_str());
        return 1;
    }
    std::printf("listening on port %d\n", (*server)->port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&stop, &signal);
    return (*server)->drain() ? 0 : 1;
}
