// The routes, and what is done for each of them alike: who may ask, in which language, the time it took, the line
// in the log.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/guessing.h"
#include "http/router.h"
#include "http/routes/context.h"
#include "http/routes/found.h"
#include "loyalty/command.h"

namespace habitue {

enum class Access : uint8_t {
    everyone,
    metrics,      // this machine itself, or a key of any kind
    publishable,  // any key
    read_only,    // read-only and secret keys
    decision,     // secret keys; read-only ones with ?dry_run=true
    secret,
};

// One request on its way through a route.
struct Call {
    RoutedRequest routed;
    ApiKeyKind caller = ApiKeyKind::publishable;  // of no meaning where everyone may ask
    uint64_t key_id = 0;                          // likewise
    std::string_view language;                    // "fr" or "en"
    Reply reply;

    const Request& request() const { return routed.request; }
    const std::string& parameter(std::string_view name) const { return routed.parameter(name); }
    void answer(Response response) const { reply(std::move(response)); }
    void fail(const No&) const;
};

// A decision that a request asks for.
struct Asked {
    loyalty::Command command;
    std::optional<service::Key> own_key;      // when what is told has an id of its own
    std::vector<std::string> decimal_fields;  // see refusals.h
    // What an accepted decision is told as; the usual answer when empty.
    std::function<std::string(const service::Told&)> render = {};
    // Changes the answer on its way out; what must not be kept with the idempotency key goes in here.
    std::function<void(Response&)> finish = {};
    bool gives_back = false;             // the answer says what goes back to whom (give_back)
    std::vector<Suspect> suspects = {};  // to whom wrong codes are counted
};

using RouteFunction = std::function<void(ApiContext&, Call&&)>;
// A question to the store; its answer is JSON.
using Question = std::function<Found<std::string>(ApiContext&, const Call&)>;
using ReadDecision = std::function<Found<Asked>(ApiContext&, const Call&)>;

class RouteTable {
  public:
    explicit RouteTable(ApiContext& api) : api_(api) {}

    void add(std::string_view method, std::string_view pattern, Access, RouteFunction);
    void question(std::string_view pattern, Question, Access = Access::read_only);  // a GET
    // A route that decides: reads the command, hands it to the decider, answers with the decision. Knows dry_run
    // and Idempotency-Key.
    void decision(std::string_view method, std::string_view pattern, ReadDecision);

    void handle(Request&&, Reply) const;

    struct Listed {
        std::string method;
        std::string pattern;
        Access access;
    };
    const std::vector<Listed>& listed() const { return listed_; }

  private:
    ApiContext& api_;
    Router router_;
    std::vector<Listed> listed_;
};

Response json_response(std::string body, int status = 200);
// A problem of ours that is neither a fault nor a refusal.
Response problem_of(int status, std::string code, std::string detail, const Call&);

}  // namespace habitue
