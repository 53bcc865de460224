#include "rules/evaluator.h"

#include <array>
#include <cmath>

#include "rules/arithmetic.h"
#include "rules/builtins.h"
#include "rules/conversions.h"
#include "rules/text.h"

namespace habitue::rules {
namespace {

using Truth = Evaluator::Truth;

class NoBindings : public Bindings {
  public:
    Value variable(int) const override { return Value::error(ErrorKind::host, "a constant has no variables"); }
};

constexpr Truth truth(bool holds) { return holds ? Truth::yes : Truth::no; }
constexpr Truth opposite(Truth one) { return one == Truth::yes ? Truth::no : Truth::yes; }

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\n\v\f\r";
    const size_t first = text.find_first_not_of(kBlanks);
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

std::string ascii_cased(std::string_view text, char from, char to) {
    std::string out(text);
    for (char& c : out)
        if (c >= from && c <= from + 25) c = static_cast<char>(c - from + to);
    return out;
}

std::string kind_text(const Value& value) {
    return value.is(Kind::object) ? value.as_object().type().name : std::string(name_of(value.kind()));
}

int64_t size_of(const Value& value) {
    switch (value.kind()) {
        case Kind::text: return static_cast<int64_t>(count_code_points(value.as_text()));
        case Kind::bytes: return static_cast<int64_t>(value.as_bytes().size());
        case Kind::list: return static_cast<int64_t>(value.as_list().size());
        case Kind::map: return static_cast<int64_t>(value.as_map().entries().size());
        default: return -1;
    }
}

// How much an operation on this value has to walk over, in steps.
uint64_t steps_of(const Value& value) {
    switch (value.kind()) {
        case Kind::text: return value.as_text().size() / 16;
        case Kind::bytes: return value.as_bytes().size() / 16;
        case Kind::list: return value.as_list().size();
        case Kind::map: return value.as_map().entries().size();
        default: return 0;
    }
}

std::optional<int64_t> list_position(const Value& key) {
    if (key.is(Kind::integer)) return key.as_integer();
    if (key.is(Kind::unsigned_integer) && key.as_unsigned() <= INT64_MAX)
        return static_cast<int64_t>(key.as_unsigned());
    if (key.is(Kind::real) && std::trunc(key.as_real()) == key.as_real() && std::fabs(key.as_real()) < 0x1p62)
        return static_cast<int64_t>(key.as_real());
    return std::nullopt;
}

bool is_key(const Value& value) {
    return value.is(Kind::text) || value.is(Kind::boolean) || value.is(Kind::integer) ||
           value.is(Kind::unsigned_integer);
}

}  // namespace

Value Evaluator::run() {
    Value result = value(program_.root);
    return exhausted_ ? Value::error(ErrorKind::cost_limit, "cost limit") : result;
}

Truth Evaluator::run_condition() {
    const Truth result = condition(program_.root);
    if (!exhausted_) return result;
    return unknown(Value::error(ErrorKind::cost_limit, "cost limit"));
}

Value Evaluator::constant(const Program& program, uint32_t instruction) {
    const NoBindings none;
    return Evaluator(program, none, kDefaultCostLimit).value(instruction);
}

Value Evaluator::value(uint32_t index) {
    const Instruction& one = at(index);
    switch (one.op) {
        case Op::constant: return constants_[one.id];
        case Op::variable: return placed(bindings_.variable(one.id), one);
        case Op::variable_field: return variable_field(one);
        case Op::local: return local(one);
        case Op::field: return field(one);
        case Op::open_field:
        case Op::dynamic_field: return named_field(one);
        case Op::index: return this->index(one);
        case Op::function: return call_function(one);
        case Op::method: return call_method(one);
        case Op::builtin: return builtin(one);
        case Op::list: return list(one);
        case Op::map: return map(one);
        case Op::minus: return minus(one);
        case Op::calculation: return calculation(one);
        case Op::filter: return filter(one);
        case Op::map_elements: return map_elements(one);
        case Op::conditional: return conditional(one);
        default: return as_value(condition(index));
    }
}

Value Evaluator::minus(const Instruction& one) {
    const Operand of(*this, one.a);
    return of->is_error() ? *of : placed(negate(*of), one);
}

Value Evaluator::conditional(const Instruction& one) {
    const Truth chosen = condition(one.a);
    if (chosen == Truth::unknown) return std::move(error_);
    return value(chosen == Truth::yes ? one.b : one.c);
}

const Value& Evaluator::local(const Instruction& one) const {
    const Frame* frame = frame_;
    for (int32_t hops = one.id; hops > 0; --hops) frame = frame->outer;
    return frame->value;
}

Truth Evaluator::condition(uint32_t index) {
    const Instruction& one = at(index);
    switch (one.op) {
        case Op::conjunction: return conjunction(one, Truth::no);
        case Op::disjunction: return conjunction(one, Truth::yes);
        case Op::negation: {
            const Truth inner = condition(one.a);
            return inner == Truth::unknown ? inner : opposite(inner);
        }
        case Op::equal: return equality(one);
        case Op::not_equal: {
            const Truth same = equality(one);
            return same == Truth::unknown ? same : opposite(same);
        }
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal: return order(one);
        case Op::in: return membership(one);
        case Op::all: return quantifier(one, Truth::no);
        case Op::exists: return quantifier(one, Truth::yes);
        case Op::exists_one: return exactly_one(one);
        case Op::has_field: return presence(one);
        case Op::conditional: {
            const Truth chosen = condition(one.a);
            if (chosen == Truth::unknown) return chosen;
            return condition(chosen == Truth::yes ? one.b : one.c);
        }
        default: return truth_of(value(index), one);
    }
}

Truth Evaluator::truth_of(Value value, const Instruction& one) {
    if (value.is(Kind::boolean)) return truth(value.as_boolean());
    if (value.is_error()) return unknown(std::move(value));
    return fail(one, ErrorKind::no_overload, "a bool is needed, this is " + kind_text(value));
}

Truth Evaluator::unknown(Value error) {
    error_ = std::move(error);
    return Truth::unknown;
}

Truth Evaluator::fail(const Instruction& one, ErrorKind kind, const char* literal) {
    return unknown(placed(Value::error(kind, literal), one));
}

Truth Evaluator::fail(const Instruction& one, ErrorKind kind, std::string text) {
    return unknown(placed(Value::owned_error(kind, std::move(text)), one));
}

// && and ||: one decisive operand settles it, whatever the others are; failing that, the first error is the result.
Truth Evaluator::conjunction(const Instruction& one, Truth decisive) {
    Value first_error;
    bool failed = false;
    for (uint32_t i = 0; i < one.count; ++i) {
        const Truth part = condition(program_.arguments[one.a + i]);
        if (part == decisive) return decisive;
        if (part != Truth::unknown || failed) continue;
        failed = true;
        first_error = std::move(error_);
    }
    return failed ? unknown(std::move(first_error)) : opposite(decisive);
}

Truth Evaluator::equality(const Instruction& one) {
    const Operand left_operand(*this, one.a);
    const Value& left = *left_operand;
    if (left.is_error()) return unknown(left);
    const Operand right_operand(*this, one.b);
    const Value& right = *right_operand;
    if (right.is_error()) return unknown(right);
    if (left.is(Kind::text) && right.is(Kind::text)) return truth(left.as_text() == right.as_text());
    uint64_t steps = 0;
    const bool same = equal(left, right, &steps);
    if (steps > 1 && !charge(steps)) return unknown(std::move(error_));
    return truth(same);
}

Truth Evaluator::order(const Instruction& one) {
    const Operand left_operand(*this, one.a);
    const Value& left = *left_operand;
    if (left.is_error()) return unknown(left);
    const Operand right_operand(*this, one.b);
    const Value& right = *right_operand;
    if (right.is_error()) return unknown(right);
    if (!ordered(left, right))
        return fail(one, ErrorKind::no_overload,
                    "`" + std::string(symbol_of(static_cast<Operator>(one.id))) + "` does not take " +
                        kind_text(left) + " and " + kind_text(right));
    const std::partial_ordering result = compare(left, right);
    switch (one.op) {
        case Op::less: return truth(result < 0);
        case Op::less_equal: return truth(result <= 0);
        case Op::greater: return truth(result > 0);
        default: return truth(result >= 0);
    }
}

Truth Evaluator::membership(const Instruction& one) {
    const Operand element_operand(*this, one.a);
    const Value& element = *element_operand;
    if (element.is_error()) return unknown(element);
    const Operand range_operand(*this, one.b);
    const Value& range = *range_operand;
    if (range.is_error()) return unknown(range);
    if (range.is(Kind::map)) return truth(range.as_map().find(element) != nullptr);
    if (!range.is(Kind::list))
        return fail(one, ErrorKind::no_overload,
                    "`in` needs a list or a map behind it, this is " + kind_text(range));
    uint64_t steps = 0;
    bool found = false;
    for (const Value& other : range.as_list())
        if ((found = equal(element, other, &steps))) break;
    if (!charge(steps)) return unknown(std::move(error_));
    return truth(found);
}

template <class Visit>
bool Evaluator::each(const Instruction& one, Visit visit) {
    const Operand range_operand(*this, one.a);
    const Value& range = *range_operand;
    const uint64_t weight = at(one.b).weight + (one.count == 3 ? at(one.c).weight : 0);
    Frame frame{{}, frame_};
    bool good = true;
    const auto step = [&](const Value& element) {
        if (!(good = charge(weight))) return false;
        frame.value = element;
        frame_ = &frame;
        const bool more = visit();
        frame_ = frame.outer;
        return more;
    };
    if (range.is(Kind::list)) {
        for (const Value& element : range.as_list())
            if (!step(element)) break;
    } else if (range.is(Kind::map)) {
        for (const Map::Entry& entry : range.as_map().entries())
            if (!step(entry.first)) break;
    } else if (range.is_error()) {
        unknown(range);
        return false;
    } else {
        fail(one, ErrorKind::no_overload, "a list or a map is needed, this is " + kind_text(range));
        return false;
    }
    return good;
}

bool Evaluator::charge(uint64_t steps) {
    if (steps <= budget_ && !exhausted_) {
        budget_ -= steps;
        return true;
    }
    exhausted_ = true;
    error_ = Value::error(ErrorKind::cost_limit, "cost limit");
    return false;
}

Truth Evaluator::quantifier(const Instruction& one, Truth decisive) {
    Value first_error;
    bool failed = false;
    bool decided = false;
    const bool walked = each(one, [&] {
        const Truth part = condition(one.b);
        decided = part == decisive;
        if (part == Truth::unknown && !failed) {
            failed = true;
            first_error = std::move(error_);
        }
        return !decided;
    });
    if (!walked) return Truth::unknown;
    if (decided) return decisive;
    return failed ? unknown(std::move(first_error)) : opposite(decisive);
}

Truth Evaluator::exactly_one(const Instruction& one) {
    size_t count = 0;
    bool failed = false;
    const bool walked = each(one, [&] {
        const Truth part = condition(one.b);
        failed = part == Truth::unknown;
        count += part == Truth::yes;
        return !failed;
    });
    return walked && !failed ? truth(count == 1) : Truth::unknown;
}

Truth Evaluator::presence(const Instruction& one) {
    const Operand of_operand(*this, one.a);
    const Value& of = *of_operand;
    if (of.is_error()) return unknown(of);
    const Value& name = constants_[one.id];
    if (of.is(Kind::map)) return truth(of.as_map().find(name) != nullptr);
    if (!of.is(Kind::object))
        return fail(one, ErrorKind::no_overload, "has() needs an object or a map, this is " + kind_text(of));
    const Object& object = of.as_object();
    const Value found = one.b == 1 ? object.field(one.extra) : field_by_name(object, name.as_text());
    return truth(!found.is(Kind::null) && !found.is_error());
}

Value Evaluator::variable_field(const Instruction& one) {
    return field_of(bindings_.variable(static_cast<int>(one.b)), one);
}

Value Evaluator::field(const Instruction& one) {
    const Operand of(*this, one.a);
    return field_of(*of, one);
}

Value Evaluator::field_of(const Value& of, const Instruction& one) {
    if (of.is(Kind::object)) {
        Value found = of.as_object().field(one.id);
        place(found, one);
        return found;
    }
    if (of.is_error()) return placed(of, one);
    return placed(Value::owned_error(ErrorKind::no_such_field, kind_text(of) + " has no fields"), one);
}

Value Evaluator::named_field(const Instruction& one) {
    const Operand of_operand(*this, one.a);
    const Value& of = *of_operand;
    const Value& name = constants_[one.id];
    if (of.is(Kind::object)) {
        const Object& object = of.as_object();
        return placed(
            one.op == Op::open_field ? object.open_field(name.as_text()) : field_by_name(object, name.as_text()),
            one);
    }
    if (of.is_error()) return of;
    if (of.is(Kind::map)) {
        if (const Value* found = of.as_map().find(name)) return *found;
        return placed(Value::owned_error(ErrorKind::no_such_key, "no key " + to_text(name)), one);
    }
    return placed(Value::owned_error(ErrorKind::no_overload, kind_text(of) + " has no fields"), one);
}

Value Evaluator::index(const Instruction& one) {
    const Operand of_operand(*this, one.a);
    const Value& of = *of_operand;
    if (of.is_error()) return of;
    const Operand key_operand(*this, one.b);
    const Value& key = *key_operand;
    if (key.is_error()) return key;
    if (of.is(Kind::list)) return index_list(one, of.as_list(), key);
    if (of.is(Kind::map)) {
        if (const Value* found = of.as_map().find(key)) return *found;
        return placed(Value::owned_error(ErrorKind::no_such_key, "no key " + to_text(key)), one);
    }
    if (of.is(Kind::object) && key.is(Kind::text)) return placed(field_by_name(of.as_object(), key.as_text()), one);
    return placed(
        Value::owned_error(ErrorKind::no_overload, kind_text(of) + " is not indexed by " + kind_text(key)), one);
}

Value Evaluator::index_list(const Instruction& one, const List& list, const Value& key) {
    const auto position = list_position(key);
    if (!position)
        return placed(Value::owned_error(ErrorKind::no_overload, "a list is not indexed by " + to_text(key)), one);
    if (*position >= 0 && static_cast<uint64_t>(*position) < list.size())
        return list[static_cast<size_t>(*position)];
    return placed(
        Value::owned_error(ErrorKind::index_out_of_range,
                           "index " + std::to_string(*position) + " in a list of " + std::to_string(list.size())),
        one);
}

std::optional<Value> Evaluator::collect(const Instruction& one, uint32_t from, Arguments& arguments) {
    for (uint32_t i = from; i < one.count; ++i) {
        Value& argument = arguments[i - from];
        argument = value(program_.arguments[one.a + i]);
        if (argument.is_error()) return std::move(argument);
    }
    return std::nullopt;
}

Value Evaluator::call_function(const Instruction& one) {
    Arguments arguments;
    if (auto error = collect(one, 0, arguments)) return *std::move(error);
    return placed(bindings_.function(one.id, {arguments.data(), one.count}), one);
}

Value Evaluator::call_method(const Instruction& one) {
    const Operand receiver(*this, program_.arguments[one.a]);
    if (receiver->is_error()) return *receiver;
    Arguments arguments;
    if (auto error = collect(one, 1, arguments)) return *std::move(error);
    if (receiver->is(Kind::object))
        return placed(receiver->as_object().call(one.id, {arguments.data(), one.count - 1u}), one);
    return placed(Value::owned_error(ErrorKind::no_overload, kind_text(*receiver) + " has no methods"), one);
}

Value Evaluator::builtin(const Instruction& one) {
    const Operand first(*this, one.a);
    if (first->is_error()) return *first;
    if (!charge(steps_of(*first))) return std::move(error_);
    if (one.count == 1) return placed(builtin_of(one, *first), one);
    const Operand second(*this, one.b);
    if (second->is_error()) return *second;
    return placed(builtin_of(one, *first, *second), one);
}

Value Evaluator::builtin_of(const Instruction& one, const Value& value) {
    const auto builtin = static_cast<Builtin>(one.id);
    if (reads_zone(builtin)) return time_part(one, value, nullptr);
    if (builtin > Builtin::trim) return convert(builtin, value, program_);
    if (builtin == Builtin::size && size_of(value) >= 0) return Value::integer(size_of(value));
    if (value.is(Kind::text) && builtin != Builtin::size) {
        if (builtin == Builtin::lower_ascii) return Value::owned_text(ascii_cased(value.as_text(), 'A', 'a'));
        if (builtin == Builtin::upper_ascii) return Value::owned_text(ascii_cased(value.as_text(), 'a', 'A'));
        return Value::owned_text(trimmed(value.as_text()));
    }
    return Value::owned_error(ErrorKind::no_overload, "this function does not take " + kind_text(value));
}

Value Evaluator::builtin_of(const Instruction& one, const Value& value, const Value& argument) {
    const auto builtin = static_cast<Builtin>(one.id);
    if (reads_zone(builtin)) return time_part(one, value, &argument);
    if (!value.is(Kind::text) || !argument.is(Kind::text))
        return Value::owned_error(ErrorKind::no_overload, "this function does not take " + kind_text(value) +
                                                              " and " + kind_text(argument));
    const std::string_view text = value.as_text();
    const std::string_view part = argument.as_text();
    if (builtin == Builtin::starts_with) return Value::boolean(text.starts_with(part));
    if (builtin == Builtin::ends_with) return Value::boolean(text.ends_with(part));
    if (builtin == Builtin::matches) return match(one, value, argument);
    if (!charge(text.size() / 16 * (part.size() / 16 + 1))) return std::move(error_);
    return Value::boolean(text.find(part) != text.npos);
}

Value convert(Builtin builtin, const Value& value, const Program& program) {
    switch (builtin) {
        case Builtin::to_integer: return to_integer(value);
        case Builtin::to_unsigned: return to_unsigned(value);
        case Builtin::to_real: return to_real(value);
        case Builtin::to_string: return to_string(value);
        case Builtin::to_bytes: return to_bytes(value);
        case Builtin::to_boolean: return to_boolean(value);
        case Builtin::to_timestamp: return to_timestamp(value);
        case Builtin::to_duration: return to_duration(value);
        case Builtin::type: return Value::type_of(value.kind());
        case Builtin::money: return to_money(value, program.currency);
        case Builtin::days: return whole_duration(value, days(1));
        case Builtin::hours: return whole_duration(value, hours(1));
        case Builtin::minutes: return whole_duration(value, minutes(1));
        default: return value;
    }
}

Value Evaluator::match(const Instruction& one, const Value& text, const Value& pattern) {
    constexpr uint64_t kParseSteps = 500;
    std::optional<Pattern> parsed;
    if (one.extra < 0) {
        if (!charge(kParseSteps + pattern.as_text().size())) return std::move(error_);
        auto result = Pattern::parse(pattern.as_text());
        if (!result) return Value::owned_error(ErrorKind::bad_argument, result.fault().problems.front().what);
        parsed = *std::move(result);
    }
    const Pattern& used = parsed ? *parsed : program_.patterns[one.extra];
    if (!charge((text.as_text().size() + 1) * used.size() / 8)) return std::move(error_);
    return Value::boolean(used.found_in(text.as_text()));
}

Value Evaluator::time_part(const Instruction& one, const Value& when, const Value* zone) {
    const auto part = static_cast<Builtin>(one.id);
    if (when.is(Kind::duration) && part >= Builtin::hour && !zone)
        return Value::integer(part_of(when.as_duration(), part));
    if (!when.is(Kind::timestamp) || (zone && !zone->is(Kind::text)))
        return Value::owned_error(ErrorKind::no_overload, "this getter does not take " + kind_text(when));
    const Instant instant = when.as_timestamp();
    if (instant < kEarliest || instant > kLatest)
        return Value::error(ErrorKind::overflow, "timestamp outside 1900 to 2099");
    if (!zone) return Value::integer(part_of(instant, part, program_.zone));
    if (one.extra >= 0) return Value::integer(part_of(instant, part, program_.zones[one.extra]));
    constexpr uint64_t kLookUpSteps = 100;
    if (!charge(kLookUpSteps)) return std::move(error_);
    const auto found = find_zone(zone->as_text());
    if (!found) return Value::owned_error(ErrorKind::bad_argument, found.fault().problems.front().what);
    return Value::integer(part_of(instant, part, *found));
}

Value Evaluator::calculation(const Instruction& one) {
    const Operand left_operand(*this, one.a);
    const Value& left = *left_operand;
    if (left.is_error()) return left;
    const Operand right_operand(*this, one.b);
    const Value& right = *right_operand;
    if (right.is_error()) return right;
    if (!charge(steps_of(left) + steps_of(right))) return std::move(error_);
    return placed(calculate(static_cast<Operator>(one.id), left, right), one);
}

Value Evaluator::list(const Instruction& one) {
    List elements;
    elements.reserve(one.count);
    for (uint32_t i = 0; i < one.count; ++i) {
        elements.push_back(value(program_.arguments[one.a + i]));
        if (elements.back().is_error()) return std::move(elements.back());
    }
    return Value::owned_list(std::move(elements));
}

Value Evaluator::map(const Instruction& one) {
    std::vector<Map::Entry> entries;
    entries.reserve(one.count / 2);
    for (uint32_t i = 0; i < one.count; i += 2) {
        Value key = value(program_.arguments[one.a + i]);
        if (key.is_error()) return key;
        if (!is_key(key))
            return placed(Value::owned_error(ErrorKind::no_overload, kind_text(key) + " is no key of a map"), one);
        Value held = value(program_.arguments[one.a + i + 1]);
        if (held.is_error()) return held;
        entries.emplace_back(std::move(key), std::move(held));
    }
    const size_t written = entries.size();
    Map map(std::move(entries));
    if (map.entries().size() != written)
        return placed(Value::error(ErrorKind::duplicate_key, "a key stands twice in this map"), one);
    return Value::owned_map(std::move(map));
}

Value Evaluator::filter(const Instruction& one) {
    List kept;
    bool failed = false;
    const bool walked = each(one, [&] {
        const Truth part = condition(one.b);
        failed = part == Truth::unknown;
        if (part == Truth::yes) kept.push_back(frame_->value);
        return !failed;
    });
    return walked && !failed ? Value::owned_list(std::move(kept)) : std::move(error_);
}

Value Evaluator::map_elements(const Instruction& one) {
    List made;
    bool failed = false;
    const bool walked = each(one, [&] {
        const Truth wanted = one.count == 3 ? condition(one.b) : Truth::yes;
        failed = wanted == Truth::unknown;
        if (wanted != Truth::yes) return !failed;
        Value element = value(one.c);
        failed = element.is_error();
        if (failed)
            unknown(std::move(element));
        else
            made.push_back(std::move(element));
        return !failed;
    });
    return walked && !failed ? Value::owned_list(std::move(made)) : std::move(error_);
}

}  // namespace habitue::rules
