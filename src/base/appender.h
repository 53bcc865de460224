// Writes at the end of a string with a look at the room that is left, instead of a call, for every piece. The
// string is longer than what was written from the first piece until settle(); who touches it in between says
// resume() before the next piece.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace habitue {

class Appender {
  public:
    explicit Appender(std::string& out) : out_(out) { resume(); }

    void push(char c) {
        *room(1) = c;
        ++at_;
    }
    void append(std::string_view text) {
        text.copy(room(text.size()), text.size());
        at_ += text.size();
    }
    // At least so many bytes, to be written from here on; wrote() says how far that went.
    char* room(size_t most) {
        if (static_cast<size_t>(end_ - at_) < most) [[unlikely]]
            grow(most);
        return at_;
    }
    void wrote(char* until) { at_ = until; }

    void settle() {
        out_.resize(static_cast<size_t>(at_ - out_.data()));
        end_ = at_;
    }
    void resume() { at_ = end_ = out_.data() + out_.size(); }

  private:
    void grow(size_t most);

    std::string& out_;
    char* at_;
    char* end_;
};

}  // namespace habitue
