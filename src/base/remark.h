// A sentence for people in both languages of the house, with an id for programs.
#pragma once

#include <string>
#include <string_view>

namespace habitue {

struct Remark {
    std::string id;  // "paid_when_ordered"
    std::string en;
    std::string fr;
    bool operator==(const Remark&) const = default;

    const std::string& in(std::string_view language) const { return language == "fr" ? fr : en; }
};

}  // namespace habitue
