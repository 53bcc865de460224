// The first field in which two values of one kind differ: "wallets[0].lots[1].points: 12, not 15". For people who
// look for a fault; uses the field lists of base/fields.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace habitue {

class FieldTexts {
  public:
    template <class T>
    void operator()(std::string_view name, const T& value) {
        const size_t length = path_.size();
        if (!path_.empty()) path_ += '.';
        path_ += name;
        write(value);
        path_.resize(length);
    }

    template <class T>
    void write(const T& value) {
        if constexpr (detail::IsVector<T>::value) {
            const size_t length = path_.size();
            for (size_t i = 0; i < value.size(); ++i) {
                path_ += '[' + std::to_string(i) + ']';
                write(value[i]);
                path_.resize(length);
            }
            texts_.emplace_back(path_ + ".count", std::to_string(value.size()));
        } else if constexpr (!detail::IsOptional<T>::value && !detail::IsVariant<T>::value && HasFields<const T>) {
            T::fields(value, *this);
        } else {
            texts_.emplace_back(path_, to_json(value));
        }
    }

    const std::vector<std::pair<std::string, std::string>>& texts() const { return texts_; }

  private:
    std::string path_;
    std::vector<std::pair<std::string, std::string>> texts_;
};

// "path: found, not expected"; nothing when they are equal.
template <class T>
std::optional<std::string> first_difference(const T& expected, const T& found) {
    FieldTexts left, right;
    left.write(expected);
    right.write(found);
    for (size_t i = 0; i < left.texts().size() || i < right.texts().size(); ++i) {
        if (i >= right.texts().size()) return left.texts()[i].first + ": missing, not " + left.texts()[i].second;
        if (i >= left.texts().size())
            return right.texts()[i].first + ": " + right.texts()[i].second + ", not missing";
        if (left.texts()[i] == right.texts()[i]) continue;
        if (left.texts()[i].first != right.texts()[i].first)
            return right.texts()[i].first + ": " + right.texts()[i].second + ", not " + left.texts()[i].first +
                   " = " + left.texts()[i].second;
        return left.texts()[i].first + ": " + right.texts()[i].second + ", not " + left.texts()[i].second;
    }
    return std::nullopt;
}

}  // namespace habitue
