// Idempotency keys of requests that are no decisions (an API key is made, a programme published): the same promise
// as the decider gives for commands.
#pragma once

#include <functional>
#include <string>

#include "http/routes/route_table.h"

namespace habitue {

struct GivenAnswer {
    int status = 200;
    std::string now;                  // the body
    std::string kept;                 // what a repeat is told
    std::function<void()> committed;  // run after the commit
};

struct KeptAnswers {
    // Does the work once for each Idempotency-Key. `work` fills the batch, which is written together with the key.
    static void answer_once(ApiContext&, const Call&,
                            const std::function<Result<GivenAnswer>(store::Batch&)>& work);
};

}  // namespace habitue
