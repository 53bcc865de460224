#include "http/routes/api.h"

#include "base/hash.h"
#include "http/routes/api_key_store.h"
#include "http/routes/nouns.h"

namespace habitue {
namespace {

void register_figures(ApiContext& api) {
    MetricsRegistry& metrics = api.metrics;
    const auto counts = [&api] { return api.decider.counts(); };
    metrics.counter_of("habitue_commands_total", "Commands decided.", {}, [=] { return counts().commands; });
    metrics.counter_of("habitue_commands_refused_total", "Commands the domain refused.", {},
                       [=] { return counts().refused; });
    metrics.counter_of("habitue_commands_repeated_total", "Answers given again for an idempotency key.", {},
                       [=] { return counts().repeated; });
    metrics.counter_of("habitue_ticks_total", "Records that the clock wrote.", {}, [=] { return counts().ticks; });
    metrics.counter_of("habitue_records_total", "Journal records written.", {}, [=] { return counts().records; });
    metrics.counter_of("habitue_commits_total", "Durable commits.", {}, [=] { return counts().commits; });
    metrics.counter_of("habitue_commits_failed_total", "Commits that failed.", {},
                       [=] { return counts().failed_commits; });
    metrics.counter_of("habitue_commit_microseconds_total", "Time spent in commits.", {},
                       [=] { return counts().commit_microseconds; });
    metrics.counter_of("habitue_decide_microseconds_total", "Time spent in deciding.", {},
                       [=] { return counts().decide_microseconds; });
    metrics.gauge_of("habitue_commands_queued", "Commands that wait for the decider.", {},
                     [=] { return static_cast<int64_t>(counts().queued); });
}

void add_all(RouteTable& routes) {
    add_order_routes(routes);
    add_activity_routes(routes);
    add_customer_routes(routes);
    add_wallet_routes(routes);
    add_hold_routes(routes);
    add_points_routes(routes);
    add_merge_routes(routes);
    add_reward_routes(routes);
    add_cart_routes(routes);
    add_code_routes(routes);
    add_code_batch_routes(routes);
    add_gift_card_routes(routes);
    add_voucher_routes(routes);
    add_insert_routes(routes);
    add_price_routes(routes);
    add_programme_routes(routes);
    add_api_key_routes(routes);
    add_operation_routes(routes);
    add_home_routes(routes);
}

}  // namespace

Api::Api(std::unique_ptr<ApiContext> context, std::unique_ptr<RouteTable> routes)
    : context_(std::move(context)), routes_(std::move(routes)) {}
Api::~Api() = default;

Result<std::unique_ptr<Api>> Api::create(service::Workspace& workspace) {
    auto context = std::make_unique<ApiContext>(*workspace.store, *workspace.decider);
    if (auto loaded = load_keys(*context); !loaded) return loaded.fault();
    auto batches = service::CodeBatches::start(*workspace.store, *workspace.decider);
    if (!batches) return batches.fault();
    context->batches = std::move(*batches);
    register_figures(*context);
    auto routes = std::make_unique<RouteTable>(*context);
    add_all(*routes);
    return std::unique_ptr<Api>(new Api(std::move(context), std::move(routes)));
}

void Api::handle(Request&& request, Reply reply) const { routes_->handle(std::move(request), std::move(reply)); }

const RouteTable& Api::routes() const { return *routes_; }

void Api::count_server(std::function<ServerCounts()> counts) {
    MetricsRegistry& metrics = context_->metrics;
    metrics.gauge_of("habitue_http_connections_open", "Connections open.", {},
                     [=] { return static_cast<int64_t>(counts().connections_open); });
    metrics.counter_of("habitue_http_connections_total", "Connections accepted.", {},
                       [=] { return counts().connections_accepted; });
    metrics.counter_of("habitue_http_requests_malformed_total", "Requests that were no HTTP.", {},
                       [=] { return counts().requests_malformed; });
    metrics.counter_of("habitue_http_timeouts_total", "Connections closed for being slow.", {},
                       [=] { return counts().timeouts; });
}

Result<std::string> Api::create_key(ApiKeyKind kind, const std::string& name) {
    auto made = make_key(kind, name, context_->now());
    store::Batch batch;
    batch.api_keys.push_back(made.row);
    if (auto kept = context_->store.commit(batch); !kept) return kept.fault();
    context_->keys.add(in_force(made.row));
    return made.key;
}

Result<bool> Api::has_keys() const {
    auto reader = context_->readers.lease();
    if (!reader) return reader.fault();
    auto keys = (*reader)->api_keys();
    if (!keys) return keys.fault();
    for (const store::ApiKey& key : *keys)
        if (key.revoked_at == kNever) return true;
    return false;
}

}  // namespace habitue
