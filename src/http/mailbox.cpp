#include "http/mailbox.h"

#include <cassert>
#include <utility>

#include "http/problem.h"

namespace habitue {
namespace {

thread_local const Mailbox* mailbox_of_this_thread = nullptr;

}  // namespace

void Mailbox::belongs_to_this_thread() { mailbox_of_this_thread = this; }

void Mailbox::send(const std::weak_ptr<Addressee>& to, Response response) {
    if (mailbox_of_this_thread == this) {
        if (const auto addressee = to.lock()) addressee->deliver(std::move(response));
        return;
    }
    const std::lock_guard lock(mutex_);
    if (!wake_) return;
    letters_.push_back({to, std::move(response)});
    if (letters_.size() == 1) wake_();
}

void Mailbox::deliver_all() {
    std::vector<Letter> letters;
    {
        const std::lock_guard lock(mutex_);
        letters = std::exchange(letters_, {});
    }
    for (Letter& letter : letters)
        if (const auto addressee = letter.to.lock()) addressee->deliver(std::move(letter.response));
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
}

Claim::Claim(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Addressee> to, std::string request_id)
    : mailbox_(std::move(mailbox)), to_(std::move(to)), request_id_(std::move(request_id)) {}

Claim::~Claim() {
    if (used_.load()) return;
    ProblemDocument problem;
    problem.status = 500;
    problem.code = "internal_error";
    problem.detail = "the request was not answered";
    problem.instance = request_id_;
    mailbox_->send(to_, to_response(problem));
}

void Claim::use(Response response) {
    [[maybe_unused]] const bool used = used_.exchange(true);
    assert(!used && "a request is answered once");
    mailbox_->send(to_, std::move(response));
}

}  // namespace habitue
