// The HTTP API of one workspace: a Handler for the server.
#pragma once

#include <memory>
#include <string>

#include "http/api_keys.h"
#include "http/server.h"
#include "service/workspace.h"

namespace habitue {

class RouteTable;
struct ApiContext;

class Api {
  public:
    // Loads the keys in force. The workspace must outlive the Api.
    static Result<std::unique_ptr<Api>> create(service::Workspace&);
    ~Api();

    void handle(Request&&, Reply) const;
    const RouteTable& routes() const;
    // The operator's figures of the server below; called once, before traffic.
    void count_server(std::function<ServerCounts()>);

    // Makes a key, keeps its hash and tells the key this once.
    Result<std::string> create_key(ApiKeyKind, const std::string& name);
    Result<bool> has_keys() const;  // that are not revoked

  private:
    Api(std::unique_ptr<ApiContext>, std::unique_ptr<RouteTable>);
    std::unique_ptr<ApiContext> context_;
    std::unique_ptr<RouteTable> routes_;
};

}  // namespace habitue
