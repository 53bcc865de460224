// A JSON body, read strictly and by name. Reading code is a list of fields:
//
//   auto input = JsonInput::parse(request.body);
//   if (!input) return to_response(input.fault(), request.request_id);
//   JsonObject body = input->root();
//   order.id = body.text("id", {.max_bytes = 128});
//   order.placed_at = body.instant("placed_at");
//   for (JsonObject line : body.objects("lines", {.min = 1, .max = 500})) {
//       order.lines.push_back({.sku = line.text("sku"), .quantity = line.integer("quantity", 1, 10'000)});
//   }
//   if (auto read = input->finish(); !read) return to_response(read.fault(), request.request_id);
//
// A reading that finds something wrong notes it with its JSON pointer and gives an empty value; finish() then tells
// all of it at once, together with every field of an opened object that nobody read. So what was read is used only
// behind a finish() that is ok. Required fields may not be null; for optional ones null is the same as absent
// (is_null tells them apart). Duplicate keys are refused in every object that is opened.
//
// Objects, arrays and views refer to their JsonInput and end with it; one thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/calendar.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/points.h"
#include "base/result.h"

namespace habitue {

class JsonObject;

struct TextLimits {
    size_t min_bytes = 1;
    size_t max_bytes = 255;
    bool lines = false;  // line feeds and tabs are allowed; other control characters never are
};
struct AmountLimits {
    Amount min = {0};
    Amount max = kMostAmount;
    int decimals = 6;  // at most
};
struct CountLimits {
    size_t min = 0;
    size_t max = 100;
};
struct AttributeLimits {
    size_t max_count = 50;
    size_t max_name_bytes = 64;
    size_t max_text_bytes = 1000;
    size_t max_elements = 50;  // of a list of texts
};

// What a shop may attach to customers, orders, lines and activities. Fractions travel as text.
using AttributeValue = std::variant<bool, int64_t, std::string, std::vector<std::string>>;
struct NamedAttribute {
    std::string name;
    AttributeValue value;
};

class JsonInput {
  public:
    // Fails on what is not one JSON object in valid UTF-8, nested at most 32 deep.
    static Result<JsonInput> parse(std::string_view body);
    JsonInput(JsonInput&&) noexcept;
    JsonInput& operator=(JsonInput&&) noexcept;
    ~JsonInput();

    JsonObject root();
    Result<void> finish();

    struct Rep;

  private:
    explicit JsonInput(std::unique_ptr<Rep>);
    std::unique_ptr<Rep> rep_;
};

class JsonObject {
  public:
    std::string text(std::string_view name, TextLimits = {});
    std::optional<std::string> optional_text(std::string_view name, TextLimits = {});
    std::vector<std::string> texts(std::string_view name, CountLimits = {}, TextLimits = {});  // absent: none

    int64_t integer(std::string_view name, int64_t min, int64_t max);
    std::optional<int64_t> optional_integer(std::string_view name, int64_t min, int64_t max);
    bool boolean(std::string_view name);
    std::optional<bool> optional_boolean(std::string_view name);

    Instant instant(std::string_view name);
    std::optional<Instant> optional_instant(std::string_view name);
    LocalDate date(std::string_view name);
    std::optional<LocalDate> optional_date(std::string_view name);

    // Decimal text in units of the currency: "12.50". A JSON number is refused, as others' parsers round it.
    Amount amount(std::string_view name, AmountLimits = {});
    std::optional<Amount> optional_amount(std::string_view name, AmountLimits = {});
    // An integer of minor units, and of the wallet's smallest unit.
    Money money(std::string_view name, Money min = {0}, Money max = {1'000'000'000'000});
    std::optional<Money> optional_money(std::string_view name, Money min = {0}, Money max = {1'000'000'000'000});
    Points points(std::string_view name, Points min = {1}, Points max = kMostPoints);
    std::optional<Points> optional_points(std::string_view name, Points min = {1}, Points max = kMostPoints);

    // One of these words, as the enum value beside it; the first of them when it is none.
    template <class E>
    E choice(std::string_view name, std::initializer_list<std::pair<std::string_view, E>> words) {
        return optional_choice_or_note(name, words, true).value_or(words.begin()->second);
    }
    template <class E>
    std::optional<E> optional_choice(std::string_view name,
                                     std::initializer_list<std::pair<std::string_view, E>> words) {
        return optional_choice_or_note(name, words, false);
    }

    // An absent or malformed object reads as one whose fields are all empty, without further notes.
    JsonObject object(std::string_view name);
    std::optional<JsonObject> optional_object(std::string_view name);
    std::vector<JsonObject> objects(std::string_view name, CountLimits);  // absent is noted only when min > 0
    std::vector<NamedAttribute> attributes(std::string_view name, AttributeLimits = {});  // absent: none

    bool has(std::string_view name) const;  // present and not null; does not count as reading it
    bool given(std::string_view name);      // the same, and null counts as read
    bool is_null(std::string_view name) const;
    void skip(std::string_view name);  // known, and not our concern

    // Notes a problem with a field (or, with an empty name, with this object) found by the caller.
    void problem(std::string_view name, std::string what);
    std::string pointer(std::string_view name) const;  // "/lines/0/quantity"

  private:
    friend class JsonInput;
    friend struct JsonInput::Rep;
    struct Value;
    JsonObject(JsonInput::Rep* rep, uint32_t index) : rep_(rep), index_(index) {}

    bool take(std::string_view name, bool required, Value& value);
    std::optional<std::string_view> read_text(std::string_view name, bool required, const TextLimits&);
    std::optional<int64_t> read_integer(std::string_view name, bool required, int64_t min, int64_t max);
    template <class T, class Parse>
    std::optional<T> read_parsed(std::string_view name, bool required, Parse parse);
    std::optional<Amount> read_amount(std::string_view name, bool required, const AmountLimits&);
    std::optional<bool> read_boolean(std::string_view name, bool required);
    void note_choice(std::string_view name, std::vector<std::string_view> words);

    template <class E>
    std::optional<E> optional_choice_or_note(std::string_view name,
                                             std::initializer_list<std::pair<std::string_view, E>> words,
                                             bool required) {
        const auto word = read_text(name, required, {});
        if (!word) return std::nullopt;
        std::vector<std::string_view> known;
        for (const auto& [text, value] : words) {
            if (text == *word) return value;
            known.push_back(text);
        }
        note_choice(name, std::move(known));
        return std::nullopt;
    }

    JsonInput::Rep* rep_;
    uint32_t index_;  // of the opened object; 0 is the absent one
};

}  // namespace habitue
