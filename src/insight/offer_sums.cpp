#include "insight/offer_sums.h"

#include <algorithm>
#include <charconv>

namespace habitue::insight {

using loyalty::Limit;
using loyalty::LimitPer;

namespace {

// "budget:ete/month@20454" is of "budget:ete/month", of the period that begins on day 20454.
struct TallyName {
    std::string counter;
    std::optional<LocalDate> period;
};

TallyName parts_of(const std::string& name) {
    const size_t at = name.rfind('@');
    if (at == std::string::npos) return {name, {}};
    int32_t day = 0;
    std::from_chars(name.data() + at + 1, name.data() + name.size(), day);
    return {name.substr(0, at), date_of_day(day)};
}

bool names_code(const loyalty::Record& record, loyalty::CodeId code) {
    const auto* put = std::get_if<loyalty::PutOrder>(&record.command.body);
    return put && std::any_of(put->content.codes.begin(), put->content.codes.end(),
                              [code](const loyalty::CodeGiven& given) { return given.code == code; });
}

}  // namespace

OfferSums::OfferSums(const loyalty::Programme& programme) : programme_(programme) {
    for (const loyalty::Offer& offer : programme.offers)
        watch("offer:" + offer.id, "offers/" + offer.id, offer.limits, false);
    for (const loyalty::Budget& budget : programme.budgets)
        watch("budget:" + budget.id, "budgets/" + budget.id, budget.limits, true);
}

// Limits that all customers share; an offer's periods are each customer's own.
void OfferSums::watch(const std::string& tally, const std::string& where, const std::vector<Limit>& limits,
                      bool by_period) {
    for (size_t i = 0; i < limits.size(); ++i) {
        const LimitPer per = limits[i].per;
        const bool periodic =
            per == LimitPer::day || per == LimitPer::week || per == LimitPer::month || per == LimitPer::year;
        if (per != LimitPer::total && !(by_period && periodic)) continue;
        watched_[periodic ? tally + "/" + std::string(name_of(per)) : tally].push_back(limits_.size());
        limits_.push_back({where + "/limit/" + std::to_string(i), limits[i], {}});
    }
}

void OfferSums::count(const loyalty::Tally& counted, Instant at) {
    const TallyName name = parts_of(counted.name);
    const auto watched = watched_.find(name.counter);
    if (watched == watched_.end()) return;
    Tally& tally = tallies_[counted.name];
    tally.uses += counted.uses;
    tally.money.minor += counted.money.minor;
    for (const size_t index : watched->second) {
        const Limit& limit = limits_[index].limit;
        const bool reached =
            (limit.uses && tally.uses >= *limit.uses) || (limit.money && tally.money >= *limit.money);
        if (!reached || std::find(tally.reached.begin(), tally.reached.end(), index) != tally.reached.end())
            continue;
        tally.reached.push_back(index);
        limits_[index].exhausted.push_back({name.period, at});
    }
}

void OfferSums::add(const loyalty::Record& record, const loyalty::AdvantageGranted& granted) {
    const loyalty::Advantage& advantage = granted.advantage;
    const auto key = std::tuple(record.order.value, advantage.offer, advantage.code.value);
    if (advantage.amount == Money{}) {
        standing_.erase(key);
        return;
    }
    const auto [at, fresh] = standing_.try_emplace(key);
    at->second.amount = advantage.amount;
    if (fresh) at->second.assumed = vouchers_.contains(advantage.code.value) && !names_code(record, advantage.code);
}

void OfferSums::add(const loyalty::Record& record) {
    for (const loyalty::Effect& effect : record.effects) {
        if (const auto* granted = std::get_if<loyalty::AdvantageGranted>(&effect)) {
            add(record, *granted);
        } else if (const auto* counted = std::get_if<loyalty::TallyCounted>(&effect)) {
            count(counted->tally, record.at);
        } else if (const auto* issued = std::get_if<loyalty::CodeIssued>(&effect)) {
            if (issued->code.form == loyalty::CodeForm::voucher)
                vouchers_[issued->code.id.value] = {issued->code.rule, issued->code.valid_until, 0, false};
        } else if (const auto* changed = std::get_if<loyalty::CodeChanged>(&effect)) {
            if (const auto at = vouchers_.find(changed->code.id.value); at != vouchers_.end()) {
                at->second.valid_until = changed->code.valid_until;
                at->second.voided = changed->code.voided;
            }
        } else if (const auto* used = std::get_if<loyalty::CodeUsed>(&effect)) {
            if (const auto at = vouchers_.find(used->code.value); at != vouchers_.end())
                at->second.uses += used->given_back ? -1 : 1;
        }
    }
}

std::map<std::string, std::vector<loyalty::CodeId>> OfferSums::open_vouchers(Instant until) const {
    std::map<std::string, std::vector<loyalty::CodeId>> open;
    for (const auto& [id, voucher] : vouchers_)
        if (voucher.open(until)) open[voucher.offer].push_back({id});
    for (auto& [offer, ids] : open) std::sort(ids.begin(), ids.end());
    return open;
}

std::vector<OfferFigures> OfferSums::offers(Instant until) const {
    std::vector<OfferFigures> figures;
    std::unordered_map<std::string, size_t> by_id;
    for (const loyalty::Offer& offer : programme_.offers) {
        by_id.emplace(offer.id, figures.size());
        figures.emplace_back().id = offer.id;
    }
    for (const auto& [key, standing] : standing_) {
        const auto found = by_id.find(std::get<1>(key));
        if (found == by_id.end()) continue;
        OfferFigures& offer = figures[found->second];
        ++offer.uses;
        offer.given.minor += standing.amount.minor;
        if (!standing.assumed) continue;
        ++offer.assumed_uses;
        offer.assumed.minor += standing.amount.minor;
    }
    for (const auto& [id, voucher] : vouchers_) {
        const auto found = by_id.find(voucher.offer);
        if (found == by_id.end()) continue;
        VoucherFigures& vouchers = figures[found->second].vouchers;
        ++vouchers.issued;
        if (voucher.uses > 0)
            ++vouchers.used;
        else if (voucher.voided)
            ++vouchers.voided;
        else if (voucher.valid_until <= until)
            ++vouchers.expired;
    }
    return figures;
}

}  // namespace habitue::insight
