#include "loyalty/offers/places.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

constexpr size_t kMostConflictingGroups = 4;

}  // namespace

bool groups_conflict(const Stacking& stacking, size_t a, size_t b) {
    const auto names = [&](size_t one, size_t other) {
        const std::vector<size_t>& not_with = stacking.groups[one].not_with;
        return std::find(not_with.begin(), not_with.end(), other) != not_with.end();
    };
    const size_t groups = stacking.groups.size();
    return a < groups && b < groups && (names(a, b) || names(b, a));
}

bool Places::find_conflicts(const std::function<bool(size_t group)>& wanted) {
    for (size_t group = 0; group < stacking_.groups.size(); ++group)
        for (const size_t other : stacking_.groups[group].not_with) {
            if (!wanted(group) || !wanted(other)) continue;
            if (group == other) return false;
            conflicting_.push_back(group);
            conflicting_.push_back(other);
        }
    std::sort(conflicting_.begin(), conflicting_.end());
    conflicting_.erase(std::unique(conflicting_.begin(), conflicting_.end()), conflicting_.end());
    if (conflicting_.size() > kMostConflictingGroups) return false;
    for (size_t kept = 0; kept < size_t{1} << conflicting_.size(); ++kept)
        if (stand_together(kept) && leaves_no_place(kept)) kept_together_.push_back(kept);
    return true;
}

bool Places::stand_together(size_t kept) const {
    for (size_t a = 0; a < conflicting_.size(); ++a)
        for (size_t b = a + 1; b < conflicting_.size(); ++b)
            if ((kept >> a & 1) && (kept >> b & 1) && groups_conflict(stacking_, conflicting_[a], conflicting_[b]))
                return false;
    return true;
}

// Whether no other group stands together with those that are kept.
bool Places::leaves_no_place(size_t kept) const {
    for (size_t i = 0; i < conflicting_.size(); ++i)
        if ((kept >> i & 1) == 0 && stand_together(kept | size_t{1} << i)) return false;
    return true;
}

bool Places::keeps(size_t kept, size_t group) const {
    for (size_t i = 0; i < conflicting_.size(); ++i)
        if (conflicting_[i] == group) return kept >> i & 1;
    return true;
}

void Places::open(size_t kept) {
    of_group_.clear();
    of_group_.reserve(stacking_.groups.size());
    for (const StackGroup& group : stacking_.groups)
        of_group_.push_back(group.at_most > 0 ? group.at_most : INT64_MAX);
    for (size_t i = 0; i < conflicting_.size(); ++i)
        if ((kept >> i & 1) == 0) of_group_[conflicting_[i]] = 0;
    left_ = stacking_.at_most > 0 ? stacking_.at_most : INT64_MAX;
}

}  // namespace habitue::loyalty
