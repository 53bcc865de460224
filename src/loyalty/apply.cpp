#include "loyalty/apply.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

void count(std::vector<CategorySpend>& categories, const CategorySpend& added) {
    auto place =
        std::lower_bound(categories.begin(), categories.end(), added.category,
                         [](const CategorySpend& c, const std::string& name) { return c.category < name; });
    if (place == categories.end() || place->category != added.category)
        place = categories.insert(place, {added.category, {}});
    place->spend += added.spend;
    if (place->spend == Amount{}) categories.erase(place);
}

bool is_empty(const Day& day) {
    return day.orders == 0 && day.spend == Amount{} && day.points == Points{} && day.categories.empty();
}

void count_day(std::vector<Day>& days, const Day& added, int sign) {
    auto place = std::lower_bound(days.begin(), days.end(), added.day,
                                  [](const Day& d, int32_t day) { return d.day < day; });
    if (place == days.end() || place->day != added.day) {
        Day fresh;
        fresh.day = added.day;
        place = days.insert(place, fresh);
    }
    place->orders += sign * added.orders;
    place->spend += {sign * added.spend.millionths};
    place->points += {sign * added.points.value};
    for (const CategorySpend& category : added.categories)
        count(place->categories, {category.category, {sign * category.spend.millionths}});
    if (is_empty(*place)) days.erase(place);
}

void forget_old(std::vector<Day>& days) {
    if (days.empty()) return;
    const int32_t oldest = days.back().day - kDaysKept;
    std::erase_if(days, [oldest](const Day& day) { return day.day < oldest; });
}

// A period that lies more than a year before the newest of the same name can no longer be given back to.
constexpr int32_t kUseDaysKept = 400;

void count_use(std::vector<Use>& uses, const Use& added, int sign) {
    const auto before = [](const Use& a, const Use& b) {
        return a.name != b.name ? a.name < b.name : a.period_start < b.period_start;
    };
    auto place = std::lower_bound(uses.begin(), uses.end(), added, before);
    if (place == uses.end() || place->name != added.name || place->period_start != added.period_start)
        place = uses.insert(place, {added.name, added.period_start, 0, {}, {}});
    place->uses += sign * added.uses;
    place->points += {sign * added.points.value};
    place->money.minor += sign * added.money.minor;
    if (place->uses <= 0 && place->points <= Points{} && place->money <= Money{}) uses.erase(place);
    std::erase_if(uses, [&](const Use& use) {
        return use.name == added.name && use.period_start < added.period_start - kUseDaysKept;
    });
}

void take_history(Customer& customer, const Merge& merge, int sign) {
    for (const Day& day : merge.days) count_day(customer.days, day, sign);
    for (const Use& use : merge.uses) count_use(customer.uses, use, sign);
    customer.orders += sign * merge.orders;
    customer.spend += {sign * merge.spend.millionths};
    customer.margin += {sign * merge.margin.millionths};
    for (const CodeId code : merge.codes) {
        std::erase(customer.codes, code);
        if (sign > 0) customer.codes.push_back(code);
    }
}

Merge* find_merge(Customer& customer, CustomerId absorbed) {
    for (Merge& merge : customer.merges)
        if (merge.absorbed == absorbed && !merge.undone) return &merge;
    return nullptr;
}

// What one effect does to the state it concerns.
struct Fold {
    State& state;
    const Command& command;
    Instant at;
    RulesSeen* rules_seen;

    bool operator()(const EntryPosted& effect) const {
        Customer& customer = state.customer;
        if (effect.entry.id != customer.entries + 1) return false;
        if (!customer.wallet_or_new(effect.entry.wallet).post(effect.entry, at)) return false;
        customer.entries = effect.entry.id;
        return true;
    }
    bool operator()(const CustomerCreated& effect) const {
        if (state.customer.exists()) return false;
        state.customer.id = customer_id_of(effect.external_id);
        state.customer.external_ids = {effect.external_id};
        state.customer.created_at = at;
        return true;
    }
    bool operator()(const ProfileChanged& effect) const {
        state.customer.external_ids = effect.external_ids;
        state.customer.joined_at = effect.joined_at;
        state.customer.attributes = effect.attributes;
        return true;
    }
    bool operator()(const OrderRecorded& effect) const {
        const auto* put = std::get_if<PutOrder>(&command.body);
        if (put == nullptr) return false;
        Order& order = state.order;
        order.id = put->order;
        order.customer = effect.customer;
        order.known = true;
        order.placed_at = put->placed_at;
        order.content = put->content;
        order.programme_version = effect.programme_version;
        return true;
    }
    bool operator()(const OrderAdvanced& effect) const {
        if (const OrderId* id = order_of(command)) state.order.id = *id;
        switch (effect.state) {
            case OrderState::placed: state.order.placed_at = effect.at; break;
            case OrderState::paid: state.order.paid_at = effect.at; break;
            case OrderState::delivered: state.order.delivered_at = effect.at; break;
            case OrderState::cancelled: state.order.cancelled_at = effect.at; break;
        }
        return true;
    }
    bool operator()(const OrderRefunded& effect) const {
        Order& order = state.order;
        if (const OrderId* id = order_of(command)) order.id = *id;
        std::erase_if(order.waiting_refunds, [&](const Refund& refund) { return refund.id == effect.refund.id; });
        (effect.waiting ? order.waiting_refunds : order.refunds).push_back(effect.refund);
        return true;
    }
    bool operator()(const StandingTaken& effect) const {
        state.order.standing = effect.standing;
        return true;
    }
    bool operator()(const OrderGranted& effect) const {
        std::vector<Grant>& grants = state.order.grants;
        const bool searched = rules_seen == nullptr || rules_seen->may_have(grants, effect.grant.rule);
        auto place = !searched ? grants.end() : std::find_if(grants.begin(), grants.end(), [&](const Grant& grant) {
            return grant.rule == effect.grant.rule;
        });
        if (effect.grant.points == Points{}) {
            if (place == grants.end()) return false;
            grants.erase(place);
        } else if (place == grants.end()) {
            if (grants.capacity() == 0) grants.reserve(2);
            grants.push_back(effect.grant);
        } else {
            *place = effect.grant;
        }
        return true;
    }
    bool operator()(const OrderPaidWithPoints& effect) const {
        std::vector<Payment>& payments = state.order.payments;
        std::erase_if(payments, [&](const Payment& payment) { return payment.wallet == effect.payment.wallet; });
        if (!effect.payment.parts.empty()) payments.push_back(effect.payment);
        return true;
    }
    bool operator()(const DayCounted& effect) const {
        Customer& customer = state.customer;
        count_day(customer.days, effect.day, 1);
        forget_old(customer.days);
        customer.orders += effect.day.orders;
        customer.spend += effect.day.spend;
        if (effect.day.orders > 0) {
            customer.first_order_at = std::min(customer.first_order_at, effect.at);
            customer.last_order_at =
                customer.last_order_at == kNever ? effect.at : std::max(customer.last_order_at, effect.at);
        }
        // what changes in an absorbed customer's order goes back with it if the merge is undone
        if (Merge* merge = state.order.id ? find_merge(customer, state.order.customer) : nullptr) {
            count_day(merge->days, effect.day, 1);
            merge->orders += effect.day.orders;
            merge->spend += effect.day.spend;
        }
        return true;
    }
    bool operator()(const UseCounted& effect) const {
        count_use(state.customer.uses, effect.use, 1);
        return true;
    }
    bool operator()(const TallyCounted& effect) const {
        Tally& tally = state.tally(effect.tally.name);
        tally.uses += effect.tally.uses;
        tally.points += effect.tally.points;
        tally.money.minor += effect.tally.money.minor;
        return tally.uses >= 0 && tally.points >= Points{} && tally.money >= Money{};
    }
    bool operator()(const TierReviewed& effect) const {
        state.customer.tier = effect.standing;
        return true;
    }
    bool operator()(const HoldOpened& effect) const {
        Customer& customer = state.customer;
        if (effect.hold != customer.holds + 1) return false;
        customer.holds = effect.hold;
        const Instant cart_until = effect.cart ? effect.ends_at : kEarliest;
        customer.wallet_or_new(effect.wallet)
            .holds.push_back({effect.hold, effect.ends_at, effect.reference, {}, effect.cart, cart_until});
        return true;
    }
    bool operator()(const HoldPromised& effect) const {
        for (Hold& hold : state.customer.wallet_or_new(effect.wallet).holds) {
            if (hold.id != effect.hold) continue;
            hold.cart = effect.until == kEarliest ? OrderId{} : effect.cart;
            hold.cart_until = effect.until;
            return true;
        }
        return false;
    }
    bool operator()(const RewardRedeemed& effect) const {
        if (effect.redemption.id != state.customer.redeemed + 1) return false;
        state.customer.redeemed = effect.redemption.id;
        state.customer.redemptions.push_back(effect.redemption);
        return true;
    }
    bool operator()(const RewardRefunded& effect) const {
        for (Redemption& redemption : state.customer.redemptions) {
            if (redemption.id != effect.redemption || redemption.refunded) continue;
            redemption.refunded = true;
            return true;
        }
        return false;
    }
    bool operator()(const CommandSent&) const { return true; }
    bool operator()(const MergedAway& effect) const {
        Customer& customer = state.customer;
        customer.merged_into = effect.survivor;
        customer.days.clear();
        customer.uses.clear();
        customer.orders = 0;
        customer.spend = {};
        customer.first_order_at = customer.last_order_at = kNever;
        customer.tier = {};
        customer.codes.clear();
        customer.reserved.clear();
        customer.margin = {};
        return true;
    }
    bool operator()(const MergeAbsorbed& effect) const {
        Customer& customer = state.customer;
        take_history(customer, effect.merge, 1);
        customer.first_order_at = std::min(customer.first_order_at, effect.merge.first_order_at);
        if (effect.merge.last_order_at != kNever)
            customer.last_order_at = customer.last_order_at == kNever
                                         ? effect.merge.last_order_at
                                         : std::max(customer.last_order_at, effect.merge.last_order_at);
        customer.merges.push_back(effect.merge);
        return true;
    }
    bool operator()(const MergeUndone& effect) const {
        Merge* merge = find_merge(state.customer, effect.absorbed);
        if (merge == nullptr) return false;
        take_history(state.customer, *merge, -1);
        merge->undone = true;
        return true;
    }
    bool operator()(const StoodAlone& effect) const {
        Customer& customer = state.customer;
        customer.merged_into = {};
        take_history(customer, effect.merge, 1);
        customer.first_order_at = effect.merge.first_order_at;
        customer.last_order_at = effect.merge.last_order_at;
        return true;
    }
    bool operator()(const ActivityRecorded&) const { return true; }
    bool operator()(const DueSet& effect) const {
        state.customer.due_at = effect.due_at;
        return true;
    }
    bool operator()(const CodeIssued& effect) const {
        if (state.code(effect.code.id) != nullptr) return false;
        state.codes.push_back(effect.code);
        if (effect.code.customer && effect.code.customer == state.customer.id)
            state.customer.codes.push_back(effect.code.id);
        if (const OrderId* id = order_of(command)) state.order.id = *id;
        if (effect.code.issued_by && effect.code.issued_by == state.order.id)
            state.order.issued.push_back(effect.code.id);
        return true;
    }
    bool operator()(const CodeChanged& effect) const {
        Code* code = state.code(effect.code.id);
        if (code == nullptr) return false;
        std::vector<CodeUse> uses = std::move(code->uses);
        const Money balance = code->balance;
        *code = effect.code;
        code->uses = std::move(uses);
        code->balance = balance;
        return true;
    }
    bool operator()(const CodeUsed& effect) const {
        Code* code = state.code(effect.code);
        if (code == nullptr) return false;
        std::erase_if(code->uses, [&](const CodeUse& use) {
            return use.order == effect.use.order || (use.held_until != kNever && use.held_until <= at);
        });
        if (!effect.given_back) code->uses.push_back(effect.use);
        code->balance = effect.balance;
        return effect.balance >= Money{};
    }
    bool operator()(const AdvantageGranted& effect) const {
        std::vector<Advantage>& advantages = state.order.advantages;
        const auto place = std::find_if(advantages.begin(), advantages.end(), [&](const Advantage& other) {
            return other.offer == effect.advantage.offer && other.code == effect.advantage.code;
        });
        if (effect.advantage.amount == Money{}) {
            if (place == advantages.end()) return false;
            advantages.erase(place);
        } else if (place == advantages.end()) {
            advantages.push_back(effect.advantage);
        } else {
            *place = effect.advantage;
        }
        return true;
    }
    bool operator()(const OrderPaidWithCard& effect) const {
        std::vector<CardPayment>& payments = state.order.card_payments;
        const auto place = std::find_if(payments.begin(), payments.end(), [&](const CardPayment& payment) {
            return payment.card == effect.payment.card && payment.merchant == effect.payment.merchant;
        });
        if (effect.payment.amount == Money{}) {
            if (place == payments.end()) return false;
            payments.erase(place);
        } else if (place == payments.end()) {
            payments.push_back(effect.payment);
        } else {
            *place = effect.payment;
        }
        return true;
    }
    bool operator()(const GiftGranted& effect) const {
        state.order.gifts.push_back(effect.gift);
        return true;
    }
    bool operator()(const CartLocked& effect) const {
        Order& order = state.order;
        if (const OrderId* id = order_of(command)) order.id = *id;
        order.locked_until = effect.until;
        order.customer = effect.customer;
        order.programme_version = effect.programme_version;
        if (const auto* lock = std::get_if<LockCart>(&command.body)) order.content = lock->content;
        return true;
    }
    bool operator()(const TallyHeld& effect) const {
        Tally& tally = state.tally(effect.name);
        const int64_t minute_now = at.milliseconds / 60'000;
        std::erase_if(tally.reserved, [&](const TallyReserved& held) { return held.minute <= minute_now; });
        const TallyReserved& held = effect.reserved;
        auto place = std::lower_bound(tally.reserved.begin(), tally.reserved.end(), held.minute,
                                      [](const TallyReserved& r, int64_t minute) { return r.minute < minute; });
        if (place == tally.reserved.end() || place->minute != held.minute)
            place = tally.reserved.insert(place, {held.minute, 0, {}});
        place->uses += held.uses;
        place->money.minor += held.money.minor;
        if (place->uses < 0 || place->money < Money{}) return false;
        if (place->uses == 0 && place->money == Money{}) tally.reserved.erase(place);
        return true;
    }
    bool operator()(const UseHeld& effect) const {
        std::vector<UseReserved>& reserved = state.customer.reserved;
        std::erase_if(reserved, [&](const UseReserved& held) {
            return held.until <= at ||
                   (held.order == effect.reserved.order && held.use.name == effect.reserved.use.name &&
                    held.use.period_start == effect.reserved.use.period_start);
        });
        if (!effect.released) reserved.push_back(effect.reserved);
        return true;
    }
    bool operator()(const MarginCounted& effect) const {
        state.customer.margin += effect.margin;
        if (Merge* merge = state.order.id ? find_merge(state.customer, state.order.customer) : nullptr)
            merge->margin += effect.margin;
        return true;
    }
    bool operator()(const CartPriced& effect) const {
        state.order.priced = effect.priced;
        return true;
    }
    bool operator()(const MoneyGivenBack& effect) const {
        state.order.unpaid = effect.unpaid;
        return true;
    }
    bool operator()(const PriceRecorded& effect) const {
        PriceHistory& prices = state.product(effect.sku).prices;
        record(prices, effect.price);
        if (effect.forgotten >= prices.size()) return false;
        prices.erase(prices.begin(), prices.begin() + effect.forgotten);
        return true;
    }
};

}  // namespace

Tally& State::tally(std::string_view name) {
    for (Tally& tally : tallies)
        if (tally.name == name) return tally;
    Tally fresh;
    fresh.name = name;
    tallies.push_back(std::move(fresh));
    return tallies.back();
}

Code* State::code(CodeId id) {
    const auto place = std::find_if(codes.begin(), codes.end(), [&](const Code& code) { return code.id == id; });
    return place == codes.end() ? nullptr : &*place;
}

const Code* State::code(CodeId id) const { return const_cast<State*>(this)->code(id); }

Product& State::product(std::string_view sku) {
    const auto place =
        std::find_if(products.begin(), products.end(), [&](const Product& product) { return product.sku == sku; });
    return place == products.end() ? products.emplace_back(Product{std::string(sku), {}}) : *place;
}

const Product* State::product(std::string_view sku) const {
    const auto place =
        std::find_if(products.begin(), products.end(), [&](const Product& product) { return product.sku == sku; });
    return place == products.end() ? nullptr : &*place;
}

bool RulesSeen::may_have(const std::vector<Grant>& grants, const std::string& rule) {
    const auto note = [this](const std::string& name) {
        const size_t bit = std::hash<std::string>{}(name) % (64 * bits_.size());
        const uint64_t mask = uint64_t{1} << bit % 64;
        const bool known = (bits_[bit / 64] & mask) != 0;
        bits_[bit / 64] |= mask;
        return known;
    };
    if (!begun_)
        for (const Grant& grant : grants) note(grant.rule);
    begun_ = true;
    return note(rule);
}

bool apply(State& state, const Command& command, const Effect& effect, Instant at, RulesSeen* rules_seen) {
    return std::visit(Fold{state, command, at, rules_seen}, effect);
}

bool apply(State& state, const Record& record) {
    for (const Effect& effect : record.effects)
        if (!apply(state, record.command, effect, record.at)) return false;
    if (state.customer.exists()) state.customer.clock = std::max(state.customer.clock, record.at);
    return true;
}

}  // namespace habitue::loyalty
