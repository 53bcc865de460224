// What conditions that must all hold ask of each path together, as far as their parts show it: bounds of numbers,
// money and time, and the texts that are allowed. order.x and cart.x are the same path.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

struct Demand {
    std::string path;
    int64_t least = INT64_MIN;  // integers, millionths of money, milliseconds; true is 1
    int64_t most = INT64_MAX;
    std::optional<std::vector<std::string>> allowed;  // texts
    std::vector<std::string> forbidden;
    std::string least_text, most_text, texts_text;  // the part that said it last
};

class Demands {
  public:
    explicit Demands(const Programme& programme) : programme_(programme) {}

    void add(const rules::Expression&);  // with the conditions of the segments it asks for
    void add(const Offer&);              // all it says: its conditions, minimums, channels and dates
    void at_least(const std::string& path, int64_t, const std::string& text);
    void at_most(const std::string& path, int64_t, const std::string& text);
    void one_of(const std::string& path, std::vector<std::string> texts, const std::string& text);

    const Demand* find(std::string_view path) const;
    const std::vector<Demand>& all() const { return demands_; }
    // The first two parts that cannot both hold.
    const std::optional<std::pair<std::string, std::string>>& contradiction() const { return contradiction_; }

  private:
    Demand& demand(const std::string& path);
    void add(const rules::Conjunct&);
    void add_texts(const std::string& path, const rules::Conjunct&);
    void forbid(const std::string& path, const std::string& value, const std::string& text);
    void compare(Demand&);

    const Programme& programme_;
    std::vector<Demand> demands_;
    std::optional<std::pair<std::string, std::string>> contradiction_;
};

}  // namespace habitue::loyalty
