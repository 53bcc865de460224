// Our JSON writer: compact, keys in the order they are given, integers and text only (no floating point anywhere).
// JsonFields renders any struct that lists its fields (base/fields.h) under the same names: Points and Money as
// integers, Amount as decimal text in currency units, instants as RFC 3339 text, absent optionals left out.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "base/fields.h"

namespace habitue {

class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name) {
        comma();
        quote(name);
        out_ += ':';
        fresh_ = true;
        return *this;
    }
    JsonWriter& text(std::string_view value) {
        comma();
        quote(value);
        return *this;
    }
    JsonWriter& boolean(bool value) {
        comma();
        out_ += value ? "true" : "false";
        return *this;
    }
    JsonWriter& null() {
        comma();
        out_ += "null";
        return *this;
    }
    template <std::integral T>
    JsonWriter& integer(T value) {
        comma();
        char digits[24];
        out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        return *this;
    }
    // Already valid JSON.
    JsonWriter& raw(std::string_view json) {
        comma();
        out_ += json;
        return *this;
    }

    JsonWriter& field(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter& field(std::string_view name, const char* value) { return key(name).text(value); }
    JsonWriter& field(std::string_view name, bool value) { return key(name).boolean(value); }
    template <std::integral T>
    JsonWriter& field(std::string_view name, T value) {
        return key(name).integer(value);
    }

  private:
    JsonWriter& open(char bracket) {
        comma();
        out_ += bracket;
        fresh_ = true;
        return *this;
    }
    JsonWriter& close(char bracket) {
        out_ += bracket;
        fresh_ = false;
        return *this;
    }
    void comma() {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }
    void quote(std::string_view value);

    std::string& out_;
    bool fresh_ = true;
};

// The name an enum value has on the wire, found by argument-dependent lookup: an enum that is rendered offers
// std::string_view name_of(E).
class JsonFields {
  public:
    explicit JsonFields(JsonWriter& json) : json_(json) {}

    template <class T>
    void operator()(std::string_view name, const T& value) {
        if constexpr (detail::IsOptional<T>::value) {
            if (!value) return;
        }
        json_.key(name);
        write(value);
    }

    template <class T>
    void write(const T& value) {
        if constexpr (std::is_same_v<T, bool>)
            json_.boolean(value);
        else if constexpr (std::is_enum_v<T>)
            json_.text(name_of(value));
        else if constexpr (std::integral<T>)
            json_.integer(value);
        else if constexpr (std::is_same_v<T, std::string>)
            json_.text(value);
        else if constexpr (std::is_same_v<T, Points>)
            json_.integer(value.value);
        else if constexpr (std::is_same_v<T, Money>)
            json_.integer(value.minor);
        else if constexpr (std::is_same_v<T, Amount>)
            json_.text(amount_text(value));
        else if constexpr (std::is_same_v<T, Instant>)
            write_instant(value);
        else if constexpr (std::is_same_v<T, Duration>)
            json_.integer(value.milliseconds);
        else if constexpr (std::is_same_v<T, LocalDate>)
            json_.text(to_text(value));
        else if constexpr (std::is_same_v<T, Rate>)
            json_.text(rate_text(value));
        else if constexpr (detail::IsTextId<T>::value)
            json_.text(value.value);
        else if constexpr (std::is_same_v<T, CustomerId>)
            write_customer(value);
        else if constexpr (detail::IsNumberId<T>::value)
            json_.text(number_text(value.value));
        else if constexpr (detail::IsByteArray<T>::value)
            json_.text(hex_text(value.data(), value.size()));
        else if constexpr (detail::IsVector<T>::value) {
            json_.array();
            for (const auto& element : value) write(element);
            json_.end_array();
        } else if constexpr (detail::IsOptional<T>::value) {
            if (value)
                write(*value);
            else
                json_.null();
        } else if constexpr (detail::IsVariant<T>::value) {
            // {"type": "...", fields} when the alternatives name themselves with a static kName; else the value
            // alone
            std::visit(
                [this](const auto& held) {
                    using Held = std::decay_t<decltype(held)>;
                    if constexpr (requires { Held::kName; }) {
                        json_.object();
                        json_.field("type", std::string_view(Held::kName));
                        Held::fields(held, *this);
                        json_.end_object();
                    } else {
                        write(held);
                    }
                },
                value);
        } else {
            static_assert(HasFields<const T>, "this type lists no fields");
            json_.object();
            T::fields(value, *this);
            json_.end_object();
        }
    }

  private:
    template <class T>
    void write_alternative(const T& held) {
        if constexpr (requires { T::kName; }) {
            json_.object();
            json_.field("type", std::string_view(T::kName));
            T::fields(held, *this);
            json_.end_object();
        } else {
            write(held);
        }
    }
    static std::string amount_text(Amount);
    static std::string rate_text(Rate);
    static std::string hex_text(const uint8_t* bytes, size_t size);
    void write_instant(Instant);                  // kNever as null
    static std::string number_text(uint64_t id);  // 16 hexadecimal digits
    void write_customer(CustomerId);              // nobody as null

    JsonWriter& json_;
};

template <class T>
std::string to_json(const T& value) {
    std::string out;
    JsonWriter json(out);
    JsonFields(json).write(value);
    return out;
}

}  // namespace habitue
