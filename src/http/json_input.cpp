#include "http/json_input.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/decimal.h"

namespace habitue {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kDepth = 32;
constexpr size_t kMostProblems = 100;
constexpr size_t kKept = 256 * 1024;  // a parser that has grown beyond is not kept for the next body
constexpr uint32_t kAbsent = 0;
constexpr uint32_t kRoot = 1;

struct Entry {
    std::string_view key;
    dom::element value;
    bool read = false;
};

// An opened object, and how it was reached: by a key of its parent, or by a position in an array under that key.
struct Opened {
    uint32_t first = 0;  // of its entries
    uint32_t count = 0;
    uint32_t next = 0;  // where the next field is looked for first: most bodies keep the order of the documentation
    uint32_t parent = kAbsent;
    int64_t position = -1;
    std::string_view key;
};

std::string_view text_of(const dom::element& element) {
    std::string_view text;
    return element.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string_view kind_of(const dom::element& element) {
    switch (element.type()) {
        case dom::element_type::ARRAY: return "an array";
        case dom::element_type::OBJECT: return "an object";
        case dom::element_type::INT64:
        case dom::element_type::UINT64: return "an integer";
        case dom::element_type::DOUBLE: return "a number with a fraction or exponent";
        case dom::element_type::STRING: return "text";
        case dom::element_type::BOOL: return "true or false";
        case dom::element_type::NULL_VALUE: return "null";
    }
    return "something else";
}

std::string expected(std::string_view wanted, const dom::element& found) {
    return "is " + std::string(wanted) + ", not " + std::string(kind_of(found));
}

// RFC 6901: "~" and "/" are escaped.
void append_token(std::string& out, std::string_view token) {
    out += '/';
    for (const char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
}

bool is_control(char c, bool lines) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 || byte == 0x7f) && !(lines && (c == '\n' || c == '\t' || c == '\r'));
}

// Whether one of eight bytes may be below 0x20 or 0x7f: never missed, seldom claimed wrongly.
bool may_hold_control(uint64_t eight) {
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kHigh = 0x8080808080808080;
    const uint64_t low = (eight - kOnes * 0x20) & ~eight & kHigh;
    const uint64_t deletes = eight ^ (kOnes * 0x7f);
    return (low | ((deletes - kOnes) & ~deletes & kHigh)) != 0;
}

bool has_control_characters(std::string_view text, bool lines) {
    while (text.size() >= 8) {
        uint64_t eight = 0;
        std::memcpy(&eight, text.data(), 8);
        if (may_hold_control(eight))
            for (size_t i = 0; i < 8; ++i)
                if (is_control(text[i], lines)) return true;
        text.remove_prefix(8);
    }
    return std::any_of(text.begin(), text.end(), [lines](char c) { return is_control(c, lines); });
}

std::string fault_text(simdjson::error_code error) {
    switch (error) {
        case simdjson::EMPTY: return "the body is empty; a JSON object is expected";
        case simdjson::UTF8_ERROR: return "the body is not valid UTF-8";
        case simdjson::DEPTH_ERROR: return "the body is nested more than 32 deep";
        case simdjson::NUMBER_ERROR: return "the body has a malformed number, or one beyond 64 bits";
        case simdjson::STRING_ERROR: return "the body has a malformed escape in a text";
        case simdjson::UNCLOSED_STRING: return "the body ends within a text";
        case simdjson::UNESCAPED_CHARS: return "the body has a control character in a text that must be escaped";
        case simdjson::CAPACITY: return "the body is too large";
        default: return "the body is not well-formed JSON";
    }
}

}  // namespace

struct JsonInput::Rep {
    dom::parser parser;
    std::vector<Entry> entries;
    std::vector<Opened> objects;
    std::vector<Problem> problems;

    // Parsers keep their buffers, which are worth more than the parsing of a small body.
    static std::vector<std::unique_ptr<Rep>>& spare() {
        static thread_local std::vector<std::unique_ptr<Rep>> kept;
        return kept;
    }
    static std::unique_ptr<Rep> fresh() {
        if (spare().empty()) return std::make_unique<Rep>();
        auto rep = std::move(spare().back());
        spare().pop_back();
        return rep;
    }
    void clear() {
        entries.clear();
        objects.assign(1, Opened{});
        problems.clear();
    }

    simdjson::error_code load(std::string_view body, dom::element& root) {
        const size_t wanted = std::max<size_t>(body.size(), 4096);
        if (parser.capacity() < wanted) {
            if (const auto error = parser.allocate(wanted, kDepth); error) return error;
        }
        return parser.parse(body.data(), body.size()).get(root);
    }

    std::string pointer(uint32_t index, std::string_view name, int64_t position = -1) const {
        std::string out;
        append_path(out, index);
        if (!name.empty()) append_token(out, name);
        if (position >= 0) out += '/' + std::to_string(position);
        return out;
    }
    void append_path(std::string& out, uint32_t index) const {
        if (index <= kRoot) return;
        const Opened& object = objects[index];
        append_path(out, object.parent);
        append_token(out, object.key);
        if (object.position >= 0) out += '/' + std::to_string(object.position);
    }

    void note(std::string where, std::string what) {
        if (problems.size() == kMostProblems) problems.push_back({"", "and more"});
        if (problems.size() < kMostProblems) problems.push_back({std::move(where), std::move(what)});
    }

    JsonObject open(const dom::object& object, uint32_t parent, std::string_view key, int64_t position) {
        const auto index = static_cast<uint32_t>(objects.size());
        Opened opened;
        opened.first = static_cast<uint32_t>(entries.size());
        opened.parent = parent;
        opened.key = key;
        opened.position = position;
        for (const auto field : object) entries.push_back({field.key, field.value});
        opened.count = static_cast<uint32_t>(entries.size()) - opened.first;
        objects.push_back(opened);
        refuse_duplicates(index);
        return JsonObject(this, index);
    }

    void refuse_duplicates(uint32_t index) {
        const Opened& object = objects[index];
        if (object.count > 16) return refuse_duplicates_sorted(index);
        for (uint32_t i = object.first + 1; i < object.first + object.count; ++i)
            for (uint32_t j = object.first; j < i; ++j)
                if (entries[i].key == entries[j].key) {
                    note_duplicate(index, entries[i]);
                    break;
                }
    }
    void refuse_duplicates_sorted(uint32_t index) {
        std::vector<uint32_t> places(objects[index].count);
        std::iota(places.begin(), places.end(), objects[index].first);
        std::sort(places.begin(), places.end(), [this](uint32_t a, uint32_t b) {
            return std::pair(entries[a].key, a) < std::pair(entries[b].key, b);
        });
        for (size_t i = 1; i < places.size(); ++i)
            if (entries[places[i]].key == entries[places[i - 1]].key) note_duplicate(index, entries[places[i]]);
    }
    void note_duplicate(uint32_t index, Entry& entry) {
        note(pointer(index, entry.key), "is given more than once");
        entry.read = true;
    }

    Entry* find(uint32_t index, std::string_view name) {
        Opened& object = objects[index];
        for (uint32_t step = 0; step < object.count; ++step) {
            uint32_t place = object.next + step;
            if (place >= object.count) place -= object.count;
            Entry& entry = entries[object.first + place];
            if (entry.key != name) continue;
            object.next = place + 1 == object.count ? 0 : place + 1;
            return &entry;
        }
        return nullptr;
    }
};

struct JsonObject::Value {
    std::string_view key;  // the body's own copy of the name, which lives as long as the input
    dom::element element;
};

// ---- JsonInput

JsonInput::JsonInput(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
JsonInput::JsonInput(JsonInput&&) noexcept = default;
JsonInput& JsonInput::operator=(JsonInput&&) noexcept = default;
JsonInput::~JsonInput() {
    if (rep_ && rep_->parser.capacity() <= kKept && Rep::spare().size() < 4)
        Rep::spare().push_back(std::move(rep_));
}

Result<JsonInput> JsonInput::parse(std::string_view body) {
    JsonInput input(Rep::fresh());
    input.rep_->clear();
    dom::element root;
    if (const auto error = input.rep_->load(body, root); error) return Fault::invalid("", fault_text(error));
    dom::object object;
    if (root.get(object) != simdjson::SUCCESS) return Fault::invalid("", "the body " + expected("an object", root));
    input.rep_->open(object, kAbsent, "", -1);
    return input;
}

JsonObject JsonInput::root() { return JsonObject(rep_.get(), kRoot); }

Result<void> JsonInput::finish() {
    for (uint32_t index = kRoot; index < rep_->objects.size(); ++index) {
        const Opened& object = rep_->objects[index];
        for (uint32_t i = 0; i < object.count; ++i) {
            Entry& entry = rep_->entries[object.first + i];
            if (!entry.read) rep_->note(rep_->pointer(index, entry.key), "is not a field of this request");
            entry.read = true;
        }
    }
    if (rep_->problems.empty()) return {};
    return Fault{FaultKind::invalid, rep_->problems};
}

// ---- JsonObject

bool JsonObject::take(std::string_view name, bool required, Value& value) {
    if (index_ == kAbsent) return false;
    Entry* entry = rep_->find(index_, name);
    if (!entry) {
        if (required) problem(name, "is required");
        return false;
    }
    entry->read = true;
    if (entry->value.is_null()) {
        if (required) problem(name, "may not be null");
        return false;
    }
    value = {entry->key, entry->value};
    return true;
}

std::optional<std::string_view> JsonObject::read_text(std::string_view name, bool required,
                                                      const TextLimits& limits) {
    Value value;
    if (!take(name, required, value)) return std::nullopt;
    if (!value.element.is_string()) {
        problem(name, expected("text", value.element));
        return std::nullopt;
    }
    const std::string_view text = text_of(value.element);
    if (text.size() < limits.min_bytes || text.size() > limits.max_bytes) {
        problem(name, "has " + std::to_string(limits.min_bytes) + " to " + std::to_string(limits.max_bytes) +
                          " bytes, not " + std::to_string(text.size()));
        return std::nullopt;
    }
    if (has_control_characters(text, limits.lines)) {
        problem(name, "has a control character");
        return std::nullopt;
    }
    return text;
}

std::optional<int64_t> JsonObject::read_integer(std::string_view name, bool required, int64_t min, int64_t max) {
    Value value;
    if (!take(name, required, value)) return std::nullopt;
    int64_t integer = 0;
    if (value.element.type() == dom::element_type::UINT64) {
        problem(name, "is beyond 64 bits with a sign");
        return std::nullopt;
    }
    if (value.element.get(integer) != simdjson::SUCCESS) {
        problem(name, expected("an integer", value.element));
        return std::nullopt;
    }
    if (integer < min || integer > max) {
        problem(name, "is from " + std::to_string(min) + " to " + std::to_string(max) + ", not " +
                          std::to_string(integer));
        return std::nullopt;
    }
    return integer;
}

std::optional<bool> JsonObject::read_boolean(std::string_view name, bool required) {
    Value value;
    if (!take(name, required, value)) return std::nullopt;
    bool boolean = false;
    if (value.element.get(boolean) == simdjson::SUCCESS) return boolean;
    problem(name, expected("true or false", value.element));
    return std::nullopt;
}

template <class T, class Parse>
std::optional<T> JsonObject::read_parsed(std::string_view name, bool required, Parse parse) {
    const auto text = read_text(name, required, {});
    if (!text) return std::nullopt;
    const auto parsed = parse(*text);
    if (parsed) return *parsed;
    problem(name, parsed.fault().problems.front().what);
    return std::nullopt;
}

std::optional<Amount> JsonObject::read_amount(std::string_view name, bool required, const AmountLimits& limits) {
    const auto scaled = read_parsed<int64_t>(name, required, [&](std::string_view text) -> Result<int64_t> {
        const auto parsed = parse_decimal(text, limits.decimals);
        if (!parsed) return parsed.fault();
        int64_t millionths = 0;
        if (__builtin_mul_overflow(*parsed, power_of_ten(6 - limits.decimals), &millionths))
            return Fault::invalid("", "is too large");
        return millionths;
    });
    if (!scaled) return std::nullopt;
    const Amount amount{*scaled};
    if (amount >= limits.min && amount <= limits.max) return amount;
    problem(name, "is from " + decimal_text(limits.min.millionths, 6) + " to " +
                      decimal_text(limits.max.millionths, 6) + ", not " + decimal_text(amount.millionths, 6));
    return std::nullopt;
}

std::string JsonObject::text(std::string_view name, TextLimits limits) {
    return std::string(read_text(name, true, limits).value_or(""));
}
std::optional<std::string> JsonObject::optional_text(std::string_view name, TextLimits limits) {
    const auto text = read_text(name, false, limits);
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

int64_t JsonObject::integer(std::string_view name, int64_t min, int64_t max) {
    return read_integer(name, true, min, max).value_or(0);
}
std::optional<int64_t> JsonObject::optional_integer(std::string_view name, int64_t min, int64_t max) {
    return read_integer(name, false, min, max);
}
bool JsonObject::boolean(std::string_view name) { return read_boolean(name, true).value_or(false); }
std::optional<bool> JsonObject::optional_boolean(std::string_view name) { return read_boolean(name, false); }

Instant JsonObject::instant(std::string_view name) {
    return read_parsed<Instant>(name, true, parse_instant).value_or(Instant{});
}
std::optional<Instant> JsonObject::optional_instant(std::string_view name) {
    return read_parsed<Instant>(name, false, parse_instant);
}
LocalDate JsonObject::date(std::string_view name) {
    return read_parsed<LocalDate>(name, true, parse_date).value_or(LocalDate{});
}
std::optional<LocalDate> JsonObject::optional_date(std::string_view name) {
    return read_parsed<LocalDate>(name, false, parse_date);
}

Amount JsonObject::amount(std::string_view name, AmountLimits limits) {
    return read_amount(name, true, limits).value_or(Amount{});
}
std::optional<Amount> JsonObject::optional_amount(std::string_view name, AmountLimits limits) {
    return read_amount(name, false, limits);
}
Money JsonObject::money(std::string_view name, Money min, Money max) {
    return {read_integer(name, true, min.minor, max.minor).value_or(0)};
}
std::optional<Money> JsonObject::optional_money(std::string_view name, Money min, Money max) {
    const auto minor = read_integer(name, false, min.minor, max.minor);
    return minor ? std::optional<Money>(Money{*minor}) : std::nullopt;
}
Points JsonObject::points(std::string_view name, Points min, Points max) {
    return {read_integer(name, true, min.value, max.value).value_or(0)};
}
std::optional<Points> JsonObject::optional_points(std::string_view name, Points min, Points max) {
    const auto points = read_integer(name, false, min.value, max.value);
    return points ? std::optional<Points>(Points{*points}) : std::nullopt;
}

JsonObject JsonObject::object(std::string_view name) {
    Value value;
    if (!take(name, true, value)) return JsonObject(rep_, kAbsent);
    dom::object object;
    if (value.element.get(object) == simdjson::SUCCESS) return rep_->open(object, index_, value.key, -1);
    problem(name, expected("an object", value.element));
    return JsonObject(rep_, kAbsent);
}

std::optional<JsonObject> JsonObject::optional_object(std::string_view name) {
    if (!has(name)) {
        skip(name);
        return std::nullopt;
    }
    return object(name);
}

std::vector<JsonObject> JsonObject::objects(std::string_view name, CountLimits limits) {
    std::vector<JsonObject> opened;
    Value value;
    if (!take(name, limits.min > 0, value)) return opened;
    dom::array array;
    if (value.element.get(array) != simdjson::SUCCESS) {
        problem(name, expected("an array of objects", value.element));
        return opened;
    }
    const size_t size = array.size();
    if (size < limits.min || size > limits.max) {
        problem(name, "has " + std::to_string(limits.min) + " to " + std::to_string(limits.max) + " elements");
        return opened;
    }
    opened.reserve(size);
    int64_t position = 0;
    for (const dom::element element : array) {
        dom::object object;
        if (element.get(object) == simdjson::SUCCESS)
            opened.push_back(rep_->open(object, index_, value.key, position));
        else
            rep_->note(rep_->pointer(index_, name, position), expected("an object", element));
        ++position;
    }
    return opened;
}

std::vector<std::string> JsonObject::texts(std::string_view name, CountLimits limits, TextLimits text_limits) {
    std::vector<std::string> read;
    Value value;
    if (!take(name, limits.min > 0, value)) return read;
    dom::array array;
    if (value.element.get(array) != simdjson::SUCCESS) {
        problem(name, expected("an array of texts", value.element));
        return read;
    }
    int64_t position = 0;
    for (const dom::element element : array) {
        const std::string_view text = text_of(element);
        if (!element.is_string())
            rep_->note(rep_->pointer(index_, name, position), expected("text", element));
        else if (text.size() < text_limits.min_bytes || text.size() > text_limits.max_bytes)
            rep_->note(rep_->pointer(index_, name, position), "has " + std::to_string(text_limits.min_bytes) +
                                                                  " to " + std::to_string(text_limits.max_bytes) +
                                                                  " bytes");
        else if (has_control_characters(text, text_limits.lines))
            rep_->note(rep_->pointer(index_, name, position), "has a control character");
        else
            read.emplace_back(text);
        ++position;
    }
    if (static_cast<size_t>(position) < limits.min || static_cast<size_t>(position) > limits.max)
        problem(name, "has " + std::to_string(limits.min) + " to " + std::to_string(limits.max) + " elements");
    return read;
}

// The attributes are one more opened object, whose fields are read by the names they have.
std::vector<NamedAttribute> JsonObject::attributes(std::string_view name, AttributeLimits limits) {
    std::vector<NamedAttribute> read;
    const auto map = optional_object(name);
    if (!map || map->index_ == kAbsent) return read;
    JsonObject values = *map;
    const Opened opened = rep_->objects[values.index_];
    if (opened.count > limits.max_count)
        problem(name, "has at most " + std::to_string(limits.max_count) + " attributes");
    const TextLimits text{.min_bytes = 0, .max_bytes = limits.max_text_bytes, .lines = true};
    for (uint32_t i = 0; i < opened.count; ++i) {
        Entry& entry = rep_->entries[opened.first + i];
        entry.read = true;
        const std::string_view key = entry.key;
        if (key.empty() || key.size() > limits.max_name_bytes || has_control_characters(key, false))
            rep_->note(values.pointer(key),
                       "has a name of 1 to " + std::to_string(limits.max_name_bytes) + " bytes");
        else if (entry.value.is_bool())
            read.push_back({std::string(key), values.boolean(key)});
        else if (entry.value.is_string())
            read.push_back({std::string(key), values.text(key, text)});
        else if (entry.value.is_array())
            read.push_back({std::string(key), values.texts(key, {.min = 0, .max = limits.max_elements}, text)});
        else if (entry.value.is_number())
            read.push_back({std::string(key), values.integer(key, INT64_MIN, INT64_MAX)});
        else if (!entry.value.is_null())
            rep_->note(values.pointer(key), "is text, an integer, true, false, or an array of texts");
    }
    return read;
}

bool JsonObject::has(std::string_view name) const {
    if (index_ == kAbsent) return false;
    const Entry* entry = rep_->find(index_, name);
    return entry && !entry->value.is_null();
}

bool JsonObject::is_null(std::string_view name) const {
    if (index_ == kAbsent) return false;
    const Entry* entry = rep_->find(index_, name);
    return entry && entry->value.is_null();
}

bool JsonObject::given(std::string_view name) {
    Entry* entry = index_ == kAbsent ? nullptr : rep_->find(index_, name);
    if (entry == nullptr) return false;
    if (!entry->value.is_null()) return true;
    entry->read = true;
    return false;
}

void JsonObject::skip(std::string_view name) {
    if (index_ == kAbsent) return;
    if (Entry* entry = rep_->find(index_, name)) entry->read = true;
}

void JsonObject::problem(std::string_view name, std::string what) {
    if (index_ != kAbsent) rep_->note(pointer(name), std::move(what));
}

std::string JsonObject::pointer(std::string_view name) const { return rep_->pointer(index_, name); }

void JsonObject::note_choice(std::string_view name, std::vector<std::string_view> words) {
    std::string list;
    for (const std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
    problem(name, "is one of " + list);
}

}  // namespace habitue
