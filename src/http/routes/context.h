// What every route is given: the workspace, readers of it, the keys in force, and the figures for the operator.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "http/api_keys.h"
#include "http/guessing.h"
#include "http/metrics.h"
#include "http/routes/readers.h"
#include "loyalty/customer/customer.h"
#include "loyalty/orders/order.h"
#include "service/code_batches.h"
#include "service/decider.h"
#include "service/workspace.h"

namespace habitue {

struct ApiContext {
    ApiContext(store::Store& the_store, service::Decider& the_decider)
        : store(the_store), decider(the_decider), readers(the_store) {}

    store::Store& store;
    service::Decider& decider;
    Readers readers;
    ApiKeyRing keys;
    FailureCounter failures;
    GuessGuard guesses;
    std::unique_ptr<service::CodeBatches> batches;
    MetricsRegistry metrics;

    Instant now() const { return decider.now(); }

    // Idempotency keys of requests that run outside the decider; false when another one runs with it.
    bool claim(const Hash128&);
    void release(const Hash128&);

  private:
    std::mutex claims_mutex_;
    std::set<Hash128> claims_;
};

// As of the last durable commit; nothing when the store has none. Merges are not followed.
Result<std::optional<loyalty::Customer>> load_customer(store::Reader&, CustomerId);
Result<std::optional<loyalty::Order>> load_order(store::Reader&, const OrderId&);
Result<loyalty::Tally> load_tally(store::Reader&, std::string_view name);  // zeros when there is none

// The published programmes, or the fault that says there are none.
Result<std::shared_ptr<const loyalty::Programmes>> published_programmes(const ApiContext&);

}  // namespace habitue
