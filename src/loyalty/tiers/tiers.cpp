#include "loyalty/tiers/tiers.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

// A downgrade is followed by at least this much peace, so that "at most one level" means something without a grace.
constexpr Period kPeaceAfterDowngrade{30, Period::Unit::days};

int64_t value_of(const Day& day, TierMeasure measure) {
    switch (measure) {
        case TierMeasure::spend: return day.spend.millionths;
        case TierMeasure::points: return day.points.value;
        case TierMeasure::orders: return day.orders;
    }
    return 0;
}

int64_t sum_of(const Customer& customer, TierMeasure measure, int32_t from_day, int32_t until_day) {
    int64_t sum = 0;
    for (const Day& day : customer.days)
        if (day.day >= from_day && day.day < until_day) sum += value_of(day, measure);
    return sum;
}

constexpr int32_t kForever = INT32_MAX;

// The first local date of the window that is open at `today`.
LocalDate window_start(const TierRule& rule, const Programme& programme, const Customer& customer,
                       LocalDate today) {
    switch (rule.window) {
        case TierWindow::calendar_year: return {today.year, 1, 1};
        case TierWindow::anniversary: {
            const LocalDate joined =
                programme.zone.date_of(customer.member() ? customer.joined_at : customer.created_at);
            int years = today.year - joined.year;
            if (add_months(joined, 12 * years) > today) --years;
            return add_months(joined, 12 * std::max(years, 0));
        }
        // a day counts until the same date one window later
        case TierWindow::rolling: return add_days(subtract(today, rule.rolling), 1);
        case TierWindow::lifetime: return date_of_day(INT16_MIN);
    }
    return today;
}

LocalDate next_window(const TierRule& rule, LocalDate start) {
    return rule.window == TierWindow::calendar_year ? LocalDate{static_cast<int16_t>(start.year + 1), 1, 1}
                                                    : add_months(start, 12);
}

bool by_the_year(const TierRule& rule) {
    return rule.window == TierWindow::calendar_year || rule.window == TierWindow::anniversary;
}

int level_index(const TierRule& rule, std::string_view id) {
    for (size_t i = 0; i < rule.levels.size(); ++i)
        if (rule.levels[i].id == id) return static_cast<int>(i);
    return -1;
}

int qualified_index(const TierRule& rule, int64_t measure) {
    int index = -1;
    for (size_t i = 0; i < rule.levels.size(); ++i)
        if (measure >= rule.levels[i].from) index = static_cast<int>(i);
    return index;
}

int64_t threshold(const TierRule& rule, int index) {
    return index < 0 ? INT64_MIN : rule.levels[static_cast<size_t>(index)].from;
}

// The first date whose window is behind `day`. Not always the same date one window later: 29 February still counts
// on the 28th a year on, and 30 November on 28 February three months on.
LocalDate leaves_window(const TierRule& rule, int32_t day) {
    LocalDate date = add(date_of_day(day), rule.rolling);
    while (day_number(subtract(date, rule.rolling)) < day) date = add_days(date, 1);
    return date;
}

// When, with nothing more counted, the level's measure is looked at and may be found wanting.
Instant next_review(const TierRule& rule, const Programme& programme, const Customer& customer, int index,
                    Instant now) {
    if (rule.downgrade_at_most == 0 || threshold(rule, index) <= 0) return kNever;
    const LocalDate today = programme.zone.date_of(now);
    if (by_the_year(rule))
        return programme.zone.start_of(next_window(rule, window_start(rule, programme, customer, today)));
    int64_t left = tier_measure(programme, customer, now);
    if (left < threshold(rule, index)) return now;
    if (rule.window == TierWindow::lifetime) return kNever;
    const int32_t first = day_number(window_start(rule, programme, customer, today));
    for (const Day& day : customer.days) {
        if (day.day < first) continue;
        left -= value_of(day, rule.measure);
        if (left >= threshold(rule, index)) continue;
        return programme.zone.start_of(leaves_window(rule, day.day));
    }
    return kNever;
}

// What the review at `now` holds against the level: the year that just ended, or the window that is open.
int64_t reviewed_measure(const TierRule& rule, const Programme& programme, const Customer& customer, Instant now) {
    const int64_t open = tier_measure(programme, customer, now);
    if (!by_the_year(rule)) return open;
    const LocalDate start = window_start(rule, programme, customer, programme.zone.date_of(now));
    const int64_t ended = sum_of(customer, rule.measure, day_number(add_months(start, -12)), day_number(start));
    return std::max(open, ended);
}

Instant downgrade_at(const TierRule& rule, const Programme& programme, const TierStanding& standing) {
    if (standing.grace_until != kNever) return standing.grace_until;
    if (standing.review_at == kNever) return kNever;
    return add(standing.review_at, rule.grace, programme.zone);
}

Instant warn_at(const TierRule& rule, const Programme& programme, const TierStanding& standing) {
    const Instant lost_at = downgrade_at(rule, programme, standing);
    if (standing.warned || rule.warn.count == 0 || lost_at == kNever) return kNever;
    return subtract(lost_at, rule.warn, programme.zone);
}

void climb(Draft& draft, const TierRule& rule, int index, int64_t measure) {
    const std::string from = draft.customer().tier.level;
    TierStanding standing;
    standing.level = rule.levels[static_cast<size_t>(index)].id;
    standing.since = draft.now;
    standing.review_at = next_review(rule, draft.programme, draft.customer(), index, draft.now);
    draft.emit(TierReviewed{from.empty() ? TierChange::entered : TierChange::upgraded, from, measure, standing});
}

void fall(Draft& draft, const TierRule& rule, int index, int64_t measure) {
    const std::string from = draft.customer().tier.level;
    const int lowest = std::max(qualified_index(rule, measure), index - rule.downgrade_at_most);
    TierStanding standing;
    if (lowest >= 0) standing.level = rule.levels[static_cast<size_t>(lowest)].id;
    standing.since = draft.now;
    Instant review = next_review(rule, draft.programme, draft.customer(), lowest, draft.now);
    if (review != kNever) review = std::max(review, add(draft.now, kPeaceAfterDowngrade, draft.programme.zone));
    standing.review_at = review;
    draft.emit(TierReviewed{TierChange::downgraded, from, measure, standing});
}

void be_at_risk(Draft& draft, const TierRule& rule, int64_t measure) {
    TierStanding standing = draft.customer().tier;
    standing.grace_until = draft.programme.zone.start_of(
        draft.programme.zone.date_of(add(draft.now, rule.grace, draft.programme.zone)));
    if (standing.grace_until <= draft.now) standing.grace_until = add(draft.now, rule.grace, draft.programme.zone);
    standing.review_at = standing.grace_until;
    draft.emit(TierReviewed{TierChange::at_risk, standing.level, measure, standing});
}

// The level is kept: note when it is looked at next.
void keep(Draft& draft, const TierRule& rule, int index, int64_t measure, TierChange change) {
    TierStanding standing = draft.customer().tier;
    const Instant review = next_review(rule, draft.programme, draft.customer(), index, draft.now);
    const bool postponed = review > standing.review_at && review != draft.now;
    if (change == TierChange::safe || postponed) standing.warned = false;
    standing.grace_until = kNever;
    standing.review_at = review;
    if (standing != draft.customer().tier) draft.emit(TierReviewed{change, standing.level, measure, standing});
}

// Someone who has already done enough for the year's review is not alarmed: the look is only noted.
void warn_if_due(Draft& draft, const TierRule& rule, int index, int64_t measure) {
    if (warn_at(rule, draft.programme, draft.customer().tier) > draft.now) return;
    const bool calm = by_the_year(rule) && measure >= threshold(rule, index);
    TierStanding standing = draft.customer().tier;
    standing.warned = true;
    draft.emit(TierReviewed{calm ? TierChange::reviewed : TierChange::warned, standing.level, measure, standing});
}

// Between reviews the date of the next one is left alone, however many orders push it back: it is worked out again
// when it comes, or when a warning is due. A level that was just lowered, or that a refund undercut, waits for its
// review.
bool needs_another_look(const Draft& draft, const TierRule& rule, bool enough) {
    const TierStanding& standing = draft.customer().tier;
    if (standing.review_at == kNever) return true;
    return enough && warn_at(rule, draft.programme, standing) <= draft.now;
}

}  // namespace

int64_t tier_measure(const Programme& programme, const Customer& customer, Instant now) {
    if (!programme.tiers) return 0;
    const TierRule& rule = *programme.tiers;
    if (rule.window == TierWindow::lifetime) {
        if (rule.measure == TierMeasure::spend) return customer.spend.millionths;
        if (rule.measure == TierMeasure::orders) return customer.orders;
        const Wallet* wallet = customer.wallet(programme.wallets[rule.wallet].id);
        return wallet == nullptr ? 0 : (wallet->totals.earned - wallet->totals.taken_back).value;
    }
    const LocalDate start = window_start(rule, programme, customer, programme.zone.date_of(now));
    return sum_of(customer, rule.measure, day_number(start), kForever);
}

std::optional<TierProjection> project_tier(const Programme& programme, const Customer& customer, Instant now) {
    if (!programme.tiers || !customer.member()) return std::nullopt;
    const TierRule& rule = *programme.tiers;
    const int index = level_index(rule, customer.tier.level);
    TierProjection out;
    out.level = customer.tier.level;
    out.measure = tier_measure(programme, customer, now);
    const int above = index + 1;
    if (static_cast<size_t>(above) < rule.levels.size()) {
        const TierLevel& next = rule.levels[static_cast<size_t>(above)];
        out.next_level = next.id;
        out.to_climb = std::max<int64_t>(0, next.from - out.measure);
    }
    TierStanding standing = customer.tier;
    if (standing.grace_until == kNever && out.measure >= threshold(rule, index))
        standing.review_at = next_review(rule, programme, customer, index, now);
    out.review_at = standing.review_at;
    out.downgrade_at = downgrade_at(rule, programme, standing);
    if (out.downgrade_at == kNever || index < 0) return out;
    // what will still count on that day, were nothing added
    int64_t left = out.measure;
    if (rule.window == TierWindow::rolling) {
        const LocalDate last = programme.zone.date_of(out.downgrade_at);
        left = sum_of(customer, rule.measure, day_number(window_start(rule, programme, customer, last)), kForever);
    }
    out.to_stay = std::max<int64_t>(0, threshold(rule, index) - left);
    return out;
}

void review_tier(Draft& draft) {
    const Programme& programme = draft.programme;
    if (!programme.tiers || !draft.customer().member()) return;
    const TierRule& rule = *programme.tiers;
    const int64_t measure = tier_measure(programme, draft.customer(), draft.now);
    const int qualified = qualified_index(rule, measure);
    const int index = level_index(rule, draft.customer().tier.level);
    if (qualified > index) {
        climb(draft, rule, qualified, measure);
        return warn_if_due(draft, rule, qualified, measure);
    }
    if (index < 0) return;

    const TierStanding& standing = draft.customer().tier;
    const bool in_grace = standing.grace_until != kNever;
    const bool enough = measure >= threshold(rule, index);
    if (in_grace && enough) {
        keep(draft, rule, index, measure, TierChange::safe);
    } else if (in_grace && standing.grace_until <= draft.now) {
        return fall(draft, rule, index, measure);
    } else if (!in_grace && standing.review_at <= draft.now) {
        const int64_t reviewed = reviewed_measure(rule, programme, draft.customer(), draft.now);
        if (reviewed >= threshold(rule, index))
            keep(draft, rule, index, reviewed, TierChange::reviewed);
        else if (rule.grace.count == 0)
            return fall(draft, rule, index, measure);
        else
            be_at_risk(draft, rule, reviewed);
    } else if (!in_grace && !by_the_year(rule) && needs_another_look(draft, rule, enough)) {
        keep(draft, rule, index, measure, TierChange::reviewed);
        if (draft.customer().tier.review_at <= draft.now) return review_tier(draft);
    }
    warn_if_due(draft, rule, index, measure);
}

Instant tier_due(const Draft& draft) {
    if (!draft.programme.tiers || !draft.customer().member() || draft.customer().tier.level.empty()) return kNever;
    const TierStanding& standing = draft.customer().tier;
    return std::min(
        {standing.review_at, standing.grace_until, warn_at(*draft.programme.tiers, draft.programme, standing)});
}

std::string_view name_of(TierChange change) {
    switch (change) {
        case TierChange::upgraded: return "upgraded";
        case TierChange::downgraded: return "downgraded";
        case TierChange::entered: return "entered";
        case TierChange::at_risk: return "at_risk";
        case TierChange::safe: return "safe";
        case TierChange::warned: return "warned";
        case TierChange::reviewed: return "reviewed";
    }
    return "unknown";
}

}  // namespace habitue::loyalty
