#include "service/deciding.h"

#include <algorithm>

namespace habitue::service {
namespace {

loyalty::LockCart cart_of(const loyalty::Command& command) {
    if (const auto* lock = std::get_if<loyalty::LockCart>(&command.body)) return *lock;
    const auto& put = std::get<loyalty::PutOrder>(command.body);
    return {put.order, put.customer, put.currency, put.placed_at + minutes(1), put.content};
}

loyalty::Quote quote_cart(loyalty::Engine& engine, const loyalty::LockCart& cart, Instant now) {
    if (!cart.customer.empty()) engine.advance(engine.survivor(customer_id_of(cart.customer)), now);
    return engine.quote(cart, now);
}

// An order that is there already may keep what it has: what its cart would get now its own decision does not tell.
bool tells_its_quote(const Submission& submission, loyalty::Aggregates& aggregates) {
    const auto* put = std::get_if<loyalty::PutOrder>(&submission.command.body);
    return put != nullptr && submission.dry_run && aggregates.order(put->order) == nullptr;
}

// What a quote refused does not stand in the way of the rest.
void leave_out_refused(loyalty::Command& command, const loyalty::Quote& quote) {
    auto* put = std::get_if<loyalty::PutOrder>(&command.body);
    if (put == nullptr) return;
    const auto refused = [&](std::string_view list, size_t index) {
        const std::string where = "/" + std::string(list) + "/" + std::to_string(index);
        return std::any_of(quote.checkout.refusals.begin(), quote.checkout.refusals.end(),
                           [&](const loyalty::Refusal& refusal) { return refusal.where == where; });
    };
    const auto leave_out = [&](std::string_view list, auto& all) {
        for (size_t i = all.size(); i-- > 0;)
            if (refused(list, i)) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
    };
    leave_out("codes", put->content.codes);
    leave_out("gift_cards", put->content.gift_cards);
}

}  // namespace

Decided decide(Submission& submission, const loyalty::Programmes& programmes, loyalty::Aggregates& aggregates,
               Instant now) {
    loyalty::Engine engine(programmes, aggregates);
    Decided decided;
    if (submission.quote && tells_its_quote(submission, aggregates)) {
        decided.quote = engine.ask(submission.command, now, decided.handled);
        return decided;
    }
    if (submission.quote) {
        decided.quote = quote_cart(engine, cart_of(submission.command), now);
        if (submission.dry_run) leave_out_refused(submission.command, *decided.quote);
    }
    if (const OrderId* id = submission.tell_order_before ? order_of(submission.command) : nullptr)
        if (const loyalty::Order* order = aggregates.order(*id)) decided.order_before = *order;
    decided.handled = engine.handle(submission.command, now);
    return decided;
}

Answer render(const Submission& submission, const Decided& decided, const loyalty::Programmes& programmes) {
    return submission.render({programmes, submission.command, decided.handled, submission.dry_run,
                              decided.quote ? &*decided.quote : nullptr,
                              decided.order_before ? &*decided.order_before : nullptr});
}

Fault no_programme() { return {FaultKind::conflict, {{"no_programme", "no programme is published yet"}}}; }

}  // namespace habitue::service
