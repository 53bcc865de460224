// A value, or the fault that kept us from it. Faults are the world's and the input's: a file that does not parse, a
// store that is busy. The domain's "no" is a Refusal (loyalty/refusal.h) and never travels here.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace habitue {

// What is wrong and where. `where` is a JSON pointer ("/lines/0/quantity"), a document position ("line 12, column
// 5, /earning/0/points") or a file row; empty when the whole input is meant.
struct Problem {
    std::string where;
    std::string what;
    bool operator==(const Problem&) const = default;
};

enum class FaultKind { invalid, not_found, conflict, busy, io, corrupt, too_large };

struct Fault {
    FaultKind kind = FaultKind::invalid;
    std::vector<Problem> problems;  // at least one

    static Fault invalid(std::string where, std::string what) {
        return {FaultKind::invalid, {{std::move(where), std::move(what)}}};
    }
    static Fault of(FaultKind kind, std::string what) { return {kind, {{"", std::move(what)}}}; }
    // "where: what", one line a problem
    std::string text() const {
        std::string out;
        for (const Problem& problem : problems) {
            if (!out.empty()) out += '\n';
            if (!problem.where.empty()) out += problem.where + ": ";
            out += problem.what;
        }
        return out;
    }
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Fault fault) : held_(std::in_place_index<1>, std::move(fault)) {}

    bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & {
        assert(ok());
        return std::get<0>(held_);
    }
    const T& value() const& {
        assert(ok());
        return std::get<0>(held_);
    }
    T&& value() && {
        assert(ok());
        return std::get<0>(std::move(held_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Fault& fault() const {
        assert(!ok());
        return std::get<1>(held_);
    }

  private:
    std::variant<T, Fault> held_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Fault fault) : fault_(std::move(fault)) {}
    bool ok() const { return !fault_; }
    explicit operator bool() const { return ok(); }
    const Fault& fault() const {
        assert(!ok());
        return *fault_;
    }

  private:
    std::optional<Fault> fault_;
};

}  // namespace habitue
