#include "loyalty/programme/programme.h"

#include <algorithm>
#include <cassert>

namespace habitue::loyalty {
namespace {

template <class T>
const T* find_by_id(const std::vector<T>& all, std::string_view id) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
    return at == all.end() ? nullptr : &*at;
}

// French says "1,5 point" and "0 point"; English, and what we know nothing of, says "1 point" only.
bool is_plural(std::string_view language, int64_t count) {
    if (language.substr(0, 2) == "fr") return count >= 2 || count <= -2;
    return count != 1 && count != -1;
}

}  // namespace

std::string_view text_in(const LocalTexts& texts, std::string_view language, int64_t count) {
    if (texts.empty()) return "";
    const auto at =
        std::find_if(texts.begin(), texts.end(), [&](const LocalText& t) { return t.language == language; });
    const LocalText& text = at == texts.end() ? texts.front() : *at;
    return is_plural(text.language, count) ? text.plural : text.singular;
}

std::optional<Money> worth_of(const WalletRule& wallet, Points points) {
    if (wallet.money) return Money{points.value};
    if (wallet.worth_points.value == 0) return std::nullopt;
    const auto minor = scale(points.value, Rate{wallet.worth.minor, wallet.worth_points.value}, Rounding::down);
    return minor ? std::optional<Money>(Money{*minor}) : std::nullopt;
}

std::string_view name_of(LimitPer per) {
    switch (per) {
        case LimitPer::order: return "order";
        case LimitPer::customer: return "customer";
        case LimitPer::day: return "day";
        case LimitPer::week: return "week";
        case LimitPer::month: return "month";
        case LimitPer::year: return "year";
        case LimitPer::total: return "total";
    }
    return "unknown";
}

const WalletRule* Programme::wallet(std::string_view wallet_id) const { return find_by_id(wallets, wallet_id); }
const EarningRule* Programme::rule(std::string_view rule_id) const { return find_by_id(earning, rule_id); }
const Reward* Programme::reward(std::string_view reward_id) const { return find_by_id(rewards, reward_id); }
const Offer* Programme::offer(std::string_view offer_id) const { return find_by_id(offers, offer_id); }
const GiftCardKind* Programme::gift_card(std::string_view kind_id) const { return find_by_id(gift_cards, kind_id); }
const Segment* Programme::segment(std::string_view segment_id) const { return find_by_id(segments, segment_id); }

const TierLevel* Programme::level(std::string_view level_id) const {
    return tiers && !level_id.empty() ? find_by_id(tiers->levels, level_id) : nullptr;
}

void Programmes::add(std::shared_ptr<const Programme> programme) {
    assert(programme && !version(programme->version) && "a version is never changed");
    const auto later = [](const auto& a, const auto& b) { return a->version < b->version; };
    versions_.insert(std::upper_bound(versions_.begin(), versions_.end(), programme, later), programme);
}

std::shared_ptr<const Programme> Programmes::version(uint32_t number) const {
    const auto at =
        std::find_if(versions_.begin(), versions_.end(), [&](const auto& p) { return p->version == number; });
    return at == versions_.end() ? nullptr : *at;
}

const Programme& Programmes::current() const {
    assert(!versions_.empty() && "no programme was published");
    return *versions_.back();
}

}  // namespace habitue::loyalty
