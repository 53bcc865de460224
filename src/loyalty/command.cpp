#include "loyalty/command.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

std::string_view name_of(CodeChange change) {
    switch (change) {
        case CodeChange::void_code: return "void";
        case CodeChange::freeze: return "freeze";
        case CodeChange::unfreeze: return "unfreeze";
        case CodeChange::printed: return "printed";
        case CodeChange::void_insert: return "void_insert";
    }
    return "unknown";
}

std::string_view name_of(const Command& command) {
    return std::visit([](const auto& body) -> std::string_view { return body.kName; }, command.body);
}

std::optional<Instant> event_time(const Command& command) {
    using Time = std::optional<Instant>;
    return std::visit(Overloaded{
                          [](const PutOrder& put) -> Time {
                              Instant latest = put.placed_at;
                              if (put.paid_at) latest = std::max(latest, *put.paid_at);
                              if (put.delivered_at) latest = std::max(latest, *put.delivered_at);
                              return latest;
                          },
                          [](const AdvanceOrder& advance) -> Time { return advance.at; },
                          [](const RefundOrder& refund) -> Time { return refund.refund.at; },
                          [](const TrackActivity& activity) -> Time { return activity.at; },
                          [](const PutCustomer& put) -> Time { return put.joined_at; },
                          [](const RecordPrice& told) -> Time { return told.at; },
                          [](const auto&) -> Time { return std::nullopt; },
                      },
                      command.body);
}

const OrderId* order_of(const Command& command) {
    return std::visit(
        Overloaded{
            [](const PutOrder& put) -> const OrderId* { return &put.order; },
            [](const AdvanceOrder& advance) -> const OrderId* { return &advance.order; },
            [](const RefundOrder& refund) -> const OrderId* { return &refund.order; },
            [](const LockCart& lock) -> const OrderId* { return &lock.order; },
            [](const ReleaseCart& release) -> const OrderId* { return &release.order; },
            [](const IssueCodes& issue) -> const OrderId* { return issue.purchase ? &issue.purchase : nullptr; },
            [](const auto&) -> const OrderId* { return nullptr; },
        },
        command.body);
}

}  // namespace habitue::loyalty
