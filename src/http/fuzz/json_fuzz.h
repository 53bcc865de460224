// What the JSON fuzzer tries on every input: every kind of reading; what is accepted is within its limits, and what
// is refused says where.
#pragma once

#include <cassert>
#include <string_view>

#include "http/json_input.h"
#include "http/url.h"

namespace habitue::fuzz {

inline void read_all_kinds(JsonObject object, int depth) {
    const auto text = object.optional_text("text", {.max_bytes = 20});
    assert((!text || (text->size() <= 20 && is_utf8(*text))) && "a text is within its limits");
    const auto integer = object.optional_integer("integer", -5, 100);
    assert((!integer || (*integer >= -5 && *integer <= 100)) && "an integer is within its limits");
    const auto amount = object.optional_amount("amount", {.decimals = 2});
    assert((!amount || (amount->millionths >= 0 && amount->millionths % 10'000 == 0)) &&
           "an amount is within its limits");
    object.optional_boolean("boolean");
    object.optional_instant("instant");
    object.optional_date("date");
    object.optional_points("points");
    object.texts("texts", {.min = 0, .max = 3});
    object.attributes("attributes");
    object.optional_choice<int>("choice", {{"a", 1}, {"b", 2}});
    if (depth == 0) return;
    for (JsonObject line : object.objects("lines", {.min = 0, .max = 5})) read_all_kinds(line, depth - 1);
    if (const auto inner = object.optional_object("object")) read_all_kinds(*inner, depth - 1);
}

inline void json_input(std::string_view bytes) {
    auto input = JsonInput::parse(bytes);
    if (!input) {
        assert(!input.fault().text().empty() && "a refusal says why");
        return;
    }
    assert(is_utf8(bytes) && "what is parsed is UTF-8");
    read_all_kinds(input->root(), 3);
    const auto read = input->finish();
    if (read) return;
    for (const Problem& problem : read.fault().problems)
        assert(!problem.what.empty() && (problem.where.empty() || problem.where.front() == '/') &&
               "a problem says where and what");
}

}  // namespace habitue::fuzz
