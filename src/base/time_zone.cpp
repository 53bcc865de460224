#include <date/tz.h>

#include <algorithm>
#include <cassert>
#include <exception>
#include <fstream>
#include <limits>
#include <vector>

#include "base/calendar.h"
#include "base/zone_rule.h"

namespace habitue {
namespace {

constexpr int64_t kDay = days(1).milliseconds;
constexpr int64_t kStart = kEarliest.milliseconds - 400 * kDay;  // changes before it are not kept
constexpr int64_t kHorizon = kLatest.milliseconds + 400 * kDay;  // nor those behind it
constexpr int64_t kFar = 400'000'000'000'000;                    // beyond the years 0001 to 9999; no sum overflows
constexpr int kBucketBits = 33;                                  // 99 days: at most a few changes
constexpr int64_t kWidestOffset = hours(26).milliseconds;

int64_t near(Instant t) { return std::clamp(t.milliseconds, -kFar, kFar); }

int64_t floor_day(int64_t milliseconds) { return milliseconds / kDay - (milliseconds % kDay < 0 ? 1 : 0); }

int64_t in_milliseconds(date::sys_seconds t) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

// The changes that the date library lists. The first one begins before every instant.
std::vector<OffsetChange> listed_changes(const date::time_zone& zone) {
    std::vector<OffsetChange> changes;
    auto at = date::sys_seconds{std::chrono::seconds{kStart / 1000}};
    while (true) {
        const date::sys_info info = zone.get_info(at);
        const int64_t offset = std::chrono::milliseconds(info.offset).count();
        if (changes.empty())
            changes.push_back({std::numeric_limits<int64_t>::min(), offset});
        else if (changes.back().offset_ms != offset)
            changes.push_back({in_milliseconds(info.begin), offset});
        if (info.end.time_since_epoch().count() >= kHorizon / 1000) return changes;
        at = info.end;
    }
}

// The last line of the compiled zone file.
std::string footer_of(std::string_view iana_name) {
    std::ifstream file("/usr/share/zoneinfo/" + std::string(iana_name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.size() < 2 || bytes.back() != '\n') return {};
    const size_t before = bytes.rfind('\n', bytes.size() - 2);
    return before == std::string::npos ? std::string{} : bytes.substr(before + 1, bytes.size() - before - 2);
}

void extend(std::vector<OffsetChange>& changes, const ZoneRule& rule) {
    const int64_t last = std::max(changes.back().begin_ms, kStart);
    const int first_year = date_of_day(static_cast<int32_t>(floor_day(last))).year;
    for (int year = first_year; year <= 2100; ++year)
        for (const OffsetChange& change : rule.changes_in(year))
            if (change.begin_ms > last && change.offset_ms != changes.back().offset_ms) changes.push_back(change);
}

}  // namespace

// Immutable once made: the offset changes from 1899 to 2100, and for each span of 2^33 ms the change in force as it
// begins, so that a look-up steps over one or two changes only.
struct TimeZone::Rep {
    std::string name;
    std::vector<OffsetChange> changes;
    std::vector<uint16_t> in_force;

    Rep(std::string_view iana_name, std::vector<OffsetChange> offset_changes)
        : name(iana_name), changes(std::move(offset_changes)) {
        uint16_t at = 0;
        for (int64_t begin = kStart; begin < kHorizon; begin += int64_t{1} << kBucketBits) {
            while (at + 1u < changes.size() && changes[at + 1].begin_ms <= begin) ++at;
            in_force.push_back(at);
        }
    }

    size_t change_at(int64_t t) const {
        if (t < kStart) return 0;
        const auto bucket = static_cast<size_t>((t - kStart) >> kBucketBits);
        size_t at = in_force[std::min(bucket, in_force.size() - 1)];
        while (at + 1 < changes.size() && changes[at + 1].begin_ms <= t) ++at;
        return at;
    }

    int64_t to_local(Instant t) const { return near(t) + changes[change_at(near(t))].offset_ms; }

    // The earliest instant that shows `local`; in a gap, the change that made it.
    Instant from_local(int64_t local) const {
        for (size_t at = change_at(local - kWidestOffset);; ++at) {
            const int64_t candidate = local - changes[at].offset_ms;
            if (at + 1 == changes.size() || candidate < changes[at + 1].begin_ms)
                return {std::max(candidate, changes[at].begin_ms)};
        }
    }
};

TimeZone TimeZone::utc() {
    static const auto rep =
        std::make_shared<const Rep>("UTC", std::vector<OffsetChange>{{std::numeric_limits<int64_t>::min(), 0}});
    TimeZone zone;
    zone.rep_ = rep;
    return zone;
}

Result<TimeZone> TimeZone::find(std::string_view iana_name) {
    try {
        std::vector<OffsetChange> changes = listed_changes(*date::locate_zone(iana_name));
        if (const auto rule = ZoneRule::parse(footer_of(iana_name))) extend(changes, *rule);
        TimeZone zone;
        zone.rep_ = std::make_shared<const Rep>(iana_name, std::move(changes));
        return zone;
    } catch (const std::exception&) {
        return Fault::invalid("", "\"" + std::string(iana_name.substr(0, 60)) +
                                      "\" is not a time zone: a name such as Europe/Paris is expected");
    }
}

const std::string& TimeZone::name() const {
    assert(rep_ && "a zone that was never looked up");
    return rep_->name;
}

LocalDate TimeZone::date_of(Instant t) const {
    assert(rep_ && "a zone that was never looked up");
    return date_of_day(static_cast<int32_t>(floor_day(rep_->to_local(t))));
}

int64_t TimeZone::time_of_day(Instant t) const {
    assert(rep_ && "a zone that was never looked up");
    const int64_t local = rep_->to_local(t);
    return local - floor_day(local) * kDay;
}

Instant TimeZone::start_of(LocalDate date) const { return at(date, 0); }

Instant TimeZone::end_of(LocalDate date) const { return at(date, kDay) - Duration{1}; }

Instant TimeZone::at(LocalDate date, int64_t time_of_day_ms) const {
    assert(rep_ && "a zone that was never looked up");
    return rep_->from_local(day_number(date) * kDay + time_of_day_ms);
}

namespace {

Instant elapsed(Instant from, Duration step) {
    int64_t sum = 0;
    if (__builtin_add_overflow(from.milliseconds, step.milliseconds, &sum))
        return step.milliseconds > 0 ? kNever : Instant{std::numeric_limits<int64_t>::min()};
    return {sum};
}

Instant shifted(Instant from, Period period, const TimeZone& zone) {
    if (from == kNever || period.count == 0) return from;
    if (period.unit == Period::Unit::minutes) return elapsed(from, minutes(period.count));
    if (period.unit == Period::Unit::hours) return elapsed(from, hours(period.count));
    return zone.at(add(zone.date_of(from), period), zone.time_of_day(from));
}

}  // namespace

Instant add(Instant from, Period period, const TimeZone& zone) { return shifted(from, period, zone); }

Instant subtract(Instant from, Period period, const TimeZone& zone) {
    return shifted(from, {-period.count, period.unit}, zone);
}

Instant anchor(Instant t, Anchor anchor, const TimeZone& zone) {
    if (t == kNever || anchor == Anchor::none) return t;
    const LocalDate date = zone.date_of(t);
    switch (anchor) {
        case Anchor::end_of_month: return zone.end_of(end_of_month(date));
        case Anchor::end_of_quarter: return zone.end_of(end_of_quarter(date));
        case Anchor::end_of_year: return zone.end_of(end_of_year(date));
        default: return zone.end_of(date);
    }
}

}  // namespace habitue
