// How many offers may still come to a cart, of each group and in all. Internal to the plain choice.
//
// Of groups that exclude each other only some can be kept, the others have no place. `kept_together` holds every
// way to keep as many as stand together, a bit for each.
#pragma once

#include <functional>
#include <vector>

#include "loyalty/offers/offer.h"

namespace habitue::loyalty {

bool groups_conflict(const Stacking&, size_t a, size_t b);

class Places {
  public:
    static constexpr size_t kEveryGroup = SIZE_MAX;

    explicit Places(const Stacking& stacking) : stacking_(stacking) {}

    // Among the groups that are wanted; false when there are too many to try every way.
    bool find_conflicts(const std::function<bool(size_t group)>& wanted);
    const std::vector<size_t>& kept_together() const { return kept_together_; }
    bool keeps(size_t kept, size_t group) const;

    void open(size_t kept);
    bool has(size_t group) const { return left_of(group) > 0; }
    int64_t left() const { return left_; }  // INT64_MAX: no limit
    int64_t left_of(size_t group) const { return group < of_group_.size() ? of_group_[group] : INT64_MAX; }
    void join(size_t group, int64_t by) {
        if (group < of_group_.size()) of_group_[group] -= by;
        left_ -= by;
    }

  private:
    bool stand_together(size_t kept) const;
    bool leaves_no_place(size_t kept) const;

    const Stacking& stacking_;
    std::vector<size_t> conflicting_;
    std::vector<size_t> kept_together_;
    std::vector<int64_t> of_group_;
    int64_t left_ = 0;
};

}  // namespace habitue::loyalty
