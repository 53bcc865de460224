// What a route was looking for, or why it goes no further: a fault (the request's or the world's), or one of the
// domain's refusals.
#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "base/result.h"
#include "loyalty/refusal.h"

namespace habitue {

using No = std::variant<Fault, loyalty::Refusal>;

template <class T>
class [[nodiscard]] Found {
  public:
    Found(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Found(Fault fault) : held_(std::in_place_index<1>, std::move(fault)) {}
    Found(loyalty::Refusal refusal) : held_(std::in_place_index<1>, std::move(refusal)) {}
    Found(No no) : held_(std::in_place_index<1>, std::move(no)) {}

    explicit operator bool() const { return held_.index() == 0; }
    T& operator*() {
        assert(*this);
        return std::get<0>(held_);
    }
    T* operator->() { return &**this; }
    const No& no() const {
        assert(!*this);
        return std::get<1>(held_);
    }

  private:
    std::variant<T, No> held_;
};

}  // namespace habitue
