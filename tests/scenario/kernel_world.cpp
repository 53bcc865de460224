#include "scenario/kernel_world.h"

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::scenario {

using namespace loyalty;

namespace {

// What a decision would change, on top of aggregates that stay as they are.
class Overlay : public Aggregates {
  public:
    explicit Overlay(Aggregates& below) : below_(below) {}

    const Customer* customer(CustomerId id) override {
        return shown(customers_, id, [&] { return below_.customer(id); });
    }
    const Order* order(const OrderId& id) override {
        return shown(orders_, id, [&] { return below_.order(id); });
    }
    const Tally* tally(std::string_view name) override {
        return shown(tallies_, std::string(name), [&] { return below_.tally(name); });
    }
    const Code* code(CodeId id) override {
        return shown(codes_, id, [&] { return below_.code(id); });
    }
    const Product* product(std::string_view sku) override {
        return shown(products_, std::string(sku), [&] { return below_.product(sku); });
    }
    void put(const Record& record, State&& after) override {
        written_ += to_bytes(record);
        if (after.customer.exists()) customers_[after.customer.id] = std::move(after.customer);
        if (after.order.id) orders_[after.order.id] = std::move(after.order);
        for (Tally& tally : after.tallies) tallies_[tally.name] = tally;
        for (Code& code : after.codes) codes_[code.id] = code;
        for (Product& product : after.products) products_[product.sku] = product;
    }
    const std::string& written() const { return written_; }

  private:
    template <class Map, class Key, class Below>
    static auto shown(Map& changed, const Key& key, Below below) -> const typename Map::mapped_type* {
        const auto found = changed.find(key);
        return found == changed.end() ? below() : &found->second;
    }

    Aggregates& below_;
    std::map<CustomerId, Customer> customers_;
    std::map<OrderId, Order> orders_;
    std::map<std::string, Tally> tallies_;
    std::map<CodeId, Code> codes_;
    std::map<std::string, Product> products_;
    std::string written_;
};

}  // namespace

KernelWorld::KernelWorld() : engine_(programmes_, aggregates_) {
    aggregates_.on_record = [this](const Record& record) {
        books_.take(record);
        records_.push_back(record);
    };
}

Result<void> KernelWorld::publish(const std::string& document_yaml, Instant now) {
    const Result<Node> document = service::read_yaml(document_yaml);
    if (!document) return document.fault();
    Result<Programme> programme = read_programme(*document);
    if (!programme) return programme.fault();
    publish(std::move(*programme), now);
    return {};
}

void KernelWorld::publish(Programme programme, Instant now) {
    if (!programmes_.empty()) pass_time_to(now);
    programme.version = static_cast<uint32_t>(programmes_.all().size()) + 1;
    programmes_.add(std::make_shared<const Programme>(std::move(programme)));
}

Answer KernelWorld::put_customer(const PutCustomer& put, Instant now) { return take("", put, now); }
Answer KernelWorld::put_order(const PutOrder& put, Instant now) { return take("", put, now); }
Answer KernelWorld::advance(const AdvanceOrder& advance, Instant now) { return take("", advance, now); }
Answer KernelWorld::refund(const RefundOrder& refund, Instant now) { return take("", refund, now); }
Answer KernelWorld::track(const TrackActivity& track, Instant now) { return take("", track, now); }
Answer KernelWorld::redeem(const std::string& customer, const RedeemReward& redeem, Instant now) {
    return take(customer, redeem, now);
}
Answer KernelWorld::refund_reward(const std::string& customer, const RefundReward& refund, Instant now) {
    return take(customer, refund, now);
}
Answer KernelWorld::hold(const std::string& customer, const HoldPoints& hold, Instant now) {
    return take(customer, hold, now);
}
Answer KernelWorld::capture(const std::string& customer, const CaptureHold& capture, Instant now) {
    return take(customer, capture, now);
}
Answer KernelWorld::release(const std::string& customer, const ReleaseHold& release, Instant now) {
    return take(customer, release, now);
}
Answer KernelWorld::adjust(const std::string& customer, const AdjustPoints& adjust, Instant now) {
    return take(customer, adjust, now);
}
Answer KernelWorld::transfer(const std::string& customer, const TransferPoints& transfer, Instant now) {
    return take(customer, transfer, now);
}
Answer KernelWorld::merge(const std::string& customer, const MergeInto& merge, Instant now) {
    return take(customer, merge, now);
}
Answer KernelWorld::undo_merge(const std::string& survivor, const UndoMerge& undo, Instant now) {
    return take(survivor, undo, now);
}

Answer KernelWorld::issue(const IssueCodes& issue, Instant now) { return take("", issue, now); }
Answer KernelWorld::change(const ChangeCode& change, Instant now) { return take("", change, now); }
Answer KernelWorld::lock(const LockCart& lock, Instant now) { return take("", lock, now); }
Answer KernelWorld::release(const ReleaseCart& release, Instant now) { return take("", release, now); }

void KernelWorld::pass_time_to(Instant now) {
    for (const CustomerId id : aggregates_.customers()) engine_.advance(id, now);
}

Answer KernelWorld::take(const std::string& customer, CommandBody body, Instant now) {
    Command command{.customer = {}, .body = std::move(body)};
    if (!customer.empty()) command.customer = customer_id_of(customer);
    const std::string previewed = preview(command, now);
    const size_t before = records_.size();
    const Handled handled = engine_.handle(command, now);

    std::string written;
    for (size_t i = before; i < records_.size(); ++i) written += to_bytes(records_[i]);
    if (written != previewed) broken_.push_back("the preview is not what was written");
    if (handled.records != records_.size() - before) broken_.push_back("the engine miscounts its records");
    for (size_t i = before; i < records_.size(); ++i)
        if (handled.decision.refused() && !std::holds_alternative<Tick>(records_[i].command.body))
            broken_.push_back("a refused command changed something");

    Answer answer{.refusals = {}, .changed = !handled.decision.effects.empty(), .money_back = {}};
    for (const Effect& effect : handled.decision.effects)
        if (const auto* given = std::get_if<MoneyGivenBack>(&effect)) answer.money_back.minor += given->money.minor;
    for (const Refusal& refusal : handled.decision.refusals) answer.refusals.emplace_back(name_of(refusal.code));
    return answer;
}

std::string KernelWorld::preview(const Command& command, Instant now) {
    Overlay overlay(aggregates_);
    Engine(programmes_, overlay).handle(command, now);
    return overlay.written();
}

const Customer* KernelWorld::find(const std::string& customer) {
    const CustomerId id = customer_id_of(customer);
    const Customer* own = aggregates_.customer(id);
    return own && own->exists() ? own : nullptr;
}

std::optional<CustomerSeen> KernelWorld::customer(const std::string& customer) {
    const Customer* found = find(customer);
    if (!found) return std::nullopt;
    CustomerSeen seen{.member = found->member(), .merged_into = "", .orders = found->orders, .spend = found->spend};
    seen.due_at = found->due_at;
    seen.tier = found->tier.level;
    seen.grace_until = found->tier.grace_until;
    seen.warned = found->tier.warned;
    if (!found->merged_into) return seen;
    if (const Customer* survivor = aggregates_.customer(found->merged_into))
        seen.merged_into = survivor->external_ids.front();
    return seen;
}

BalanceSeen KernelWorld::balance(const std::string& customer, const std::string& wallet) {
    const Customer* found = find(customer);
    const Wallet* shown = found ? found->wallet(wallet) : nullptr;
    if (!shown) return {};
    return {shown->pending(), shown->active(), shown->held(), shown->deficit, shown->totals};
}

std::vector<LotSeen> KernelWorld::lots(const std::string& customer, const std::string& wallet) {
    std::vector<LotSeen> seen;
    const Customer* found = find(customer);
    if (const Wallet* shown = found ? found->wallet(wallet) : nullptr)
        for (const Lot& lot : shown->lots) seen.push_back({lot.active, lot.key, lot.points});
    return seen;
}

std::vector<Entry> KernelWorld::entries(const std::string& customer) {
    std::vector<Entry> entries;
    const Customer* found = find(customer);
    for (const Record& record : records_)
        for (const Effect& effect : record.effects)
            if (const auto* posted = std::get_if<EntryPosted>(&effect);
                posted && found && record.customer == found->id)
                entries.push_back(posted->entry);
    return entries;
}

std::vector<TierNews> KernelWorld::tier_news(const std::string& customer) {
    std::vector<TierNews> news;
    const Customer* found = find(customer);
    for (const Record& record : records_)
        for (const Effect& effect : record.effects)
            if (const auto* review = std::get_if<TierReviewed>(&effect);
                review && found && record.customer == found->id)
                news.push_back({std::string(name_of(review->change)), review->from, review->standing.level});
    return news;
}

std::optional<TierProjection> KernelWorld::projection(const std::string& customer, Instant now) {
    const Customer* found = find(customer);
    return found ? project_tier(programme(), *found, now) : std::nullopt;
}

std::optional<Order> KernelWorld::order(const std::string& order) {
    const Order* found = aggregates_.order({order});
    return found == nullptr ? std::nullopt : std::optional<Order>(*found);
}

std::optional<Code> KernelWorld::code(CodeId id) {
    const Code* found = aggregates_.code(id);
    return found == nullptr ? std::nullopt : std::optional<Code>(*found);
}

Tally KernelWorld::tally(const std::string& name) {
    const Tally* found = aggregates_.tally(name);
    return found == nullptr ? Tally{.name = name, .uses = 0, .points = {}, .money = {}, .reserved = {}} : *found;
}

std::vector<std::string> KernelWorld::broken_promises() {
    std::vector<std::string> broken = std::exchange(broken_, {});
    for (std::string& sentence : books_.differences(aggregates_)) broken.push_back(std::move(sentence));
    return broken;
}

std::map<std::string, std::string> KernelWorld::histories() {
    std::map<std::string, std::string> named;
    for (const auto& [id, bytes] : books_.histories()) named[id ? to_text(id) : "nobody yet"] = bytes;
    return named;
}

}  // namespace habitue::scenario
