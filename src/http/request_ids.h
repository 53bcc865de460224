// Ids of requests: in the answer, in problems and in the log, so that the three can be laid side by side.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace habitue {

class RequestIds {
  public:
    RequestIds();        // starts at a random place
    std::string next();  // "req_" and 13 base-32 characters; any thread
    // A client's own id is kept when it is 1 to 64 letters, digits and -_.:
    static bool well_formed(std::string_view id);

  private:
    std::atomic<uint64_t> next_;
};

}  // namespace habitue
