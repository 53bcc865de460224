#include "http/routes/context.h"

#include "base/fields.h"
#include "service/aggregate_keys.h"

namespace habitue {
namespace {

template <class Aggregate>
Result<std::optional<Aggregate>> load(store::Reader& reader, store::AggregateKey key) {
    auto loaded = reader.load(key);
    if (!loaded) return loaded.fault();
    if (!*loaded || (*loaded)->bytes.empty()) return std::optional<Aggregate>();
    auto decoded = from_bytes<Aggregate>((*loaded)->bytes);
    if (!decoded)
        return Fault::of(FaultKind::corrupt,
                         std::string(store::name_of(key.kind)) + " " + std::to_string(key.id) + " cannot be read");
    return std::optional<Aggregate>(std::move(*decoded));
}

}  // namespace

bool ApiContext::claim(const Hash128& key) {
    const std::lock_guard lock(claims_mutex_);
    return claims_.insert(key).second;
}

void ApiContext::release(const Hash128& key) {
    const std::lock_guard lock(claims_mutex_);
    claims_.erase(key);
}

Result<std::optional<loyalty::Customer>> load_customer(store::Reader& reader, CustomerId id) {
    if (!id) return std::optional<loyalty::Customer>();
    return load<loyalty::Customer>(reader, service::key_of_customer(id));
}

Result<std::optional<loyalty::Order>> load_order(store::Reader& reader, const OrderId& id) {
    auto order = load<loyalty::Order>(reader, service::key_of_order(id));
    if (order && *order && (*order)->id != id) return std::optional<loyalty::Order>();
    return order;
}

Result<loyalty::Tally> load_tally(store::Reader& reader, std::string_view name) {
    auto tally = load<loyalty::Tally>(reader, service::key_of_tally(name));
    if (!tally) return tally.fault();
    if (!*tally || (*tally)->name != name) return loyalty::Tally{std::string(name), 0, {}, {}, {}};
    return **tally;
}

Result<std::shared_ptr<const loyalty::Programmes>> published_programmes(const ApiContext& api) {
    auto programmes = api.decider.programmes();
    if (programmes->empty()) return Fault{FaultKind::conflict, {{"no_programme", "no programme is published yet"}}};
    return programmes;
}

}  // namespace habitue
