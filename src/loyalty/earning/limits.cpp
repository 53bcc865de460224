#include <algorithm>

#include "loyalty/deciders.h"

namespace habitue::loyalty {

int32_t period_start(LimitPer per, LocalDate date) {
    switch (per) {
        case LimitPer::day: return day_number(date);
        case LimitPer::week: return day_number(date) - (weekday(date) - 1);
        case LimitPer::month: return day_number({date.year, date.month, 1});
        case LimitPer::year: return day_number({date.year, 1, 1});
        case LimitPer::order:
        case LimitPer::customer:
        case LimitPer::total: break;
    }
    return 0;
}

namespace {

std::string use_name(const std::string& name, LimitPer per) { return name + "/" + std::string(name_of(per)); }

struct Used {
    int64_t uses = 0;
    Points points;
};

Used used(const Draft& draft, const std::string& name, LimitPer per, Instant at) {
    if (per == LimitPer::order) return {};
    if (per == LimitPer::total) {
        for (const Tally& tally : draft.state().tallies)
            if (tally.name == name) return {tally.uses, tally.points};
        return {};
    }
    const int32_t start = period_start(per, draft.programme.zone.date_of(at));
    const std::string full = use_name(name, per);
    for (const Use& use : draft.customer().uses)
        if (use.name == full && use.period_start == start) return {use.uses, use.points};
    return {};
}

bool seen_before(const std::vector<Limit>& limits, size_t index) {
    return std::any_of(limits.begin(), limits.begin() + static_cast<std::ptrdiff_t>(index),
                       [&](const Limit& limit) { return limit.per == limits[index].per; });
}

}  // namespace

Room room_left(const Draft& draft, const std::string& name, const std::vector<Limit>& limits, Instant at) {
    Room room;
    for (const Limit& limit : limits) {
        const Used so_far = used(draft, name, limit.per, at);
        if (limit.uses && std::max<int64_t>(0, *limit.uses - so_far.uses) < room.uses) {
            room.uses = std::max<int64_t>(0, *limit.uses - so_far.uses);
            room.nearest = &limit;
        }
        if (limit.points && std::max(Points{}, *limit.points - so_far.points) < room.points) {
            room.points = std::max(Points{}, *limit.points - so_far.points);
            room.nearest = &limit;
        }
    }
    return room;
}

void count_uses(Draft& draft, const std::string& name, const std::vector<Limit>& limits, Instant at, int64_t uses,
                Points points) {
    for (size_t i = 0; i < limits.size(); ++i) {
        const LimitPer per = limits[i].per;
        if (per == LimitPer::order || seen_before(limits, i)) continue;
        if (per == LimitPer::total) {
            draft.emit(TallyCounted{{name, uses, points, {}, {}}});
        } else {
            const int32_t start = period_start(per, draft.programme.zone.date_of(at));
            draft.emit(UseCounted{{use_name(name, per), start, uses, points, {}}});
        }
    }
}

bool has_total_limit(const std::vector<Limit>& limits) {
    return std::any_of(limits.begin(), limits.end(),
                       [](const Limit& limit) { return limit.per == LimitPer::total; });
}

}  // namespace habitue::loyalty
