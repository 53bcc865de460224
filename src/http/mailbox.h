// How answers find their connection again. A connection belongs to one thread; answers may be made on any. An
// answer from the connection's own thread is delivered at once, one from elsewhere waits in the thread's mailbox,
// which wakes that thread once for all that have come.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/request.h"

namespace habitue {

class Addressee {
  public:
    virtual ~Addressee() = default;
    virtual void deliver(Response) = 0;  // on its own thread
};

// Outlives its thread for as long as a Reply is held.
class Mailbox {
  public:
    struct Letter {
        std::weak_ptr<Addressee> to;
        Response response;
    };

    // `wake` arranges for deliver_all() to be called on the owning thread; it is called under the mailbox's lock.
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}
    void belongs_to_this_thread();
    void send(const std::weak_ptr<Addressee>& to, Response);  // any thread
    void deliver_all();                                       // the owning thread
    void close();                                             // later letters are dropped

  private:
    std::mutex mutex_;
    std::vector<Letter> letters_;
    std::function<void()> wake_;  // empty once closed
};

// One request's right to an answer: used once, or when it dies unused a 500 is sent.
class Claim {
  public:
    Claim(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Addressee> to, std::string request_id);
    ~Claim();
    void use(Response);

  private:
    std::shared_ptr<Mailbox> mailbox_;
    std::weak_ptr<Addressee> to_;
    std::string request_id_;
    std::atomic<bool> used_{false};
};

}  // namespace habitue
