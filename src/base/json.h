// Our JSON writer: compact, keys in the order they are given, integers and text only (no floating point anywhere).
// JsonFields renders any struct that lists its fields (base/fields.h) under the same names: Points and Money as
// integers, Amount as decimal text in currency units, instants as RFC 3339 text, absent optionals left out.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "base/fields.h"

namespace habitue {

// The name of a member. One that stands in the source is looked through when that is compiled: nothing in it needs
// escaping.
class JsonKey {
  public:
    template <size_t N>
    consteval JsonKey(const char (&literal)[N]) : name_(literal, N - 1), plain_(true) {
        for (const char c : name_)
            if (c < 0x20 || c == '"' || c == '\\') throw "a key in the source has a character that needs escaping";
    }
    JsonKey(std::string_view name) : name_(name) {}
    JsonKey(const std::string& name) : name_(name) {}

    std::string_view name() const { return name_; }
    bool plain() const { return plain_; }

  private:
    std::string_view name_;
    bool plain_ = false;
};

// The string is whole whenever the outermost value is.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(JsonKey key) {
        comma();
        if (key.plain())
            quote_plain(key.name());
        else
            quote(key.name());
        out_.push(':');
        fresh_ = true;
        return *this;
    }
    JsonWriter& text(std::string_view value) {
        begin();
        quote(value);
        return end();
    }
    JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonWriter& null() { return raw("null"); }
    template <std::integral T>
    JsonWriter& integer(T value) {
        constexpr size_t kLongest = 20;
        begin();
        char* to = out_.room(kLongest);
        out_.wrote(std::to_chars(to, to + kLongest, value).ptr);
        return end();
    }
    // Already valid JSON.
    JsonWriter& raw(std::string_view json) {
        begin();
        out_.append(json);
        return end();
    }

    JsonWriter& field(JsonKey name, std::string_view value) { return key(name).text(value); }
    JsonWriter& field(JsonKey name, const char* value) { return key(name).text(value); }
    JsonWriter& field(JsonKey name, bool value) { return key(name).boolean(value); }
    template <std::integral T>
    JsonWriter& field(JsonKey name, T value) {
        return key(name).integer(value);
    }

  private:
    JsonWriter& open(char bracket) {
        begin();
        out_.push(bracket);
        ++depth_;
        fresh_ = true;
        return *this;
    }
    JsonWriter& close(char bracket) {
        out_.push(bracket);
        --depth_;
        fresh_ = false;
        return end();
    }
    void begin() {
        if (depth_ == 0) out_.resume();
        comma();
    }
    JsonWriter& end() {
        if (depth_ == 0) out_.settle();
        return *this;
    }
    void comma() {
        if (!fresh_) out_.push(',');
        fresh_ = false;
    }
    void quote(std::string_view value);
    void quote_plain(std::string_view value) {
        char* to = out_.room(value.size() + 2);
        *to++ = '"';
        to += value.copy(to, value.size());
        *to++ = '"';
        out_.wrote(to);
    }

    Appender out_;
    size_t depth_ = 0;
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
