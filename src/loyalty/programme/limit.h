// How much of something there is: for one order, one customer, a period, or for everybody together.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/money.h"
#include "base/points.h"

namespace habitue::loyalty {

enum class LimitPer : uint8_t { order, customer, day, week, month, year, total };  // total: all customers together
std::string_view name_of(LimitPer);

struct Limit {
    LimitPer per = LimitPer::customer;
    std::optional<int64_t> uses;  // one of the three, above zero
    std::optional<Points> points;
    std::optional<Money> money;  // offers, budgets
};

}  // namespace habitue::loyalty
