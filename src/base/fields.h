// One list of fields serves the binary form, the JSON form and the comparison of a struct. A struct takes part by
// listing its fields once:
//
//   struct Lot {
//       uint32_t id = 0;
//       Points remaining;
//       template <class Self, class Visit>
//       static void fields(Self& self, Visit& visit) {
//           visit("id", self.id);
//           visit("remaining", self.remaining);
//       }
//   };
//
// Stored bytes follow the order of the list: fields are added at its end only, and only together with a new format
// number of the aggregate or record that holds them.
//
// Binary form: integers as LEB128 varints (signed ones zig-zag coded), bool as one byte, text as length and bytes,
// vectors as count and elements, optionals as 0 or 1 and the value, variants as index and value, enums as their
// number.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/appender.h"
#include "base/calendar.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/points.h"
#include "base/rate.h"

namespace habitue {

namespace detail {
struct AnyVisit {
    template <class T>
    void operator()(std::string_view, T&) {}
};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVariant : std::false_type {};
template <class... T>
struct IsVariant<std::variant<T...>> : std::true_type {};
template <class T>
struct IsTextId : std::false_type {};
template <class T>
struct IsTextId<TextId<T>> : std::true_type {};
template <class T>
struct IsNumberId : std::false_type {};
template <class T>
struct IsNumberId<NumberId<T>> : std::true_type {};
template <class T>
struct IsByteArray : std::false_type {};
template <size_t N>
struct IsByteArray<std::array<uint8_t, N>> : std::true_type {};
}  // namespace detail

template <class T>
concept HasFields = requires(T& value, detail::AnyVisit& visit) {
    std::remove_const_t<T>::fields(value, visit);
};

// The string is whole when the writer is gone.
class BinaryWriter {
  public:
    explicit BinaryWriter(std::string& out) : out_(out) {}
    ~BinaryWriter() { out_.settle(); }
    BinaryWriter(const BinaryWriter&) = delete;
    BinaryWriter& operator=(const BinaryWriter&) = delete;

    void varint(uint64_t value) {
        if (value < 0x80)  // most are: lengths, choices, small numbers
            out_.push(static_cast<char>(value));
        else
            long_varint(value);
    }
    void zigzag(int64_t value) { varint(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63)); }
    void text(std::string_view value) {
        varint(value.size());
        out_.append(value);
    }

    template <class T>
    void operator()(std::string_view, const T& value) {
        write(value);
    }

    template <class T>
    void write(const T& value) {
        if constexpr (std::is_same_v<T, bool>)
            out_.push(static_cast<char>(value ? 1 : 0));
        else if constexpr (std::is_enum_v<T>)
            varint(static_cast<uint64_t>(value));
        else if constexpr (std::unsigned_integral<T>)
            varint(value);
        else if constexpr (std::signed_integral<T>)
            zigzag(value);
        else if constexpr (std::is_same_v<T, std::string>)
            text(value);
        else if constexpr (std::is_same_v<T, Points>)
            zigzag(value.value);
        else if constexpr (std::is_same_v<T, Money>)
            zigzag(value.minor);
        else if constexpr (std::is_same_v<T, Amount>)
            zigzag(value.millionths);
        else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, Duration>)
            zigzag(value.milliseconds);
        else if constexpr (std::is_same_v<T, LocalDate>)
            zigzag(day_number(value));
        else if constexpr (std::is_same_v<T, Rate>) {
            zigzag(value.numerator);
            zigzag(value.denominator);
        } else if constexpr (detail::IsTextId<T>::value)
            text(value.value);
        else if constexpr (detail::IsNumberId<T>::value)
            varint(value.value);
        else if constexpr (detail::IsByteArray<T>::value)
            out_.append({reinterpret_cast<const char*>(value.data()), value.size()});
        else if constexpr (detail::IsVector<T>::value) {
            varint(value.size());
            for (const auto& element : value) write(element);
        } else if constexpr (detail::IsOptional<T>::value) {
            out_.push(static_cast<char>(value ? 1 : 0));
            if (value) write(*value);
        } else if constexpr (detail::IsVariant<T>::value) {
            varint(value.index());
            std::visit([this](const auto& held) { write(held); }, value);
        } else {
            static_assert(HasFields<const T>, "this type lists no fields");
            T::fields(value, *this);
        }
    }

  private:
    void long_varint(uint64_t value) {
        constexpr size_t kLongest = 10;
        char* to = out_.room(kLongest);
        for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
        *to++ = static_cast<char>(value);
        out_.wrote(to);
    }

    Appender out_;
};

// Reads what BinaryWriter wrote. Input may be damaged: every length is checked against what is left, and after the
// first fault the reader stays failed and gives zeros.
class BinaryReader {
  public:
    explicit BinaryReader(std::string_view in) : in_(in) {}

    bool failed() const { return failed_; }
    bool at_end() const { return position_ == in_.size(); }

    uint64_t varint() {
        uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position_ >= in_.size()) return fail();
            const auto byte = static_cast<unsigned char>(in_[position_++]);
            value |= static_cast<uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return value;
        }
        return fail();
    }
    int64_t zigzag() {
        const uint64_t value = varint();
        return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
    }
    std::string_view take(uint64_t size) {
        if (size > in_.size() - position_) {
            fail();
            return {};
        }
        const std::string_view taken = in_.substr(position_, size);
        position_ += size;
        return taken;
    }

    template <class T>
    void operator()(std::string_view, T& value) {
        read(value);
    }

    template <class T>
    void read(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            const std::string_view byte = take(1);
            if (!byte.empty() && static_cast<unsigned char>(byte[0]) > 1) fail();
            value = !failed_ && byte[0] == 1;
        } else if constexpr (std::is_enum_v<T>)
            value = static_cast<T>(narrow<std::underlying_type_t<T>>(varint()));
        else if constexpr (std::unsigned_integral<T>)
            value = narrow<T>(varint());
        else if constexpr (std::signed_integral<T>)
            value = narrow<T>(zigzag());
        else if constexpr (std::is_same_v<T, std::string>)
            value = take(varint());
        else if constexpr (std::is_same_v<T, Points>)
            value.value = zigzag();
        else if constexpr (std::is_same_v<T, Money>)
            value.minor = zigzag();
        else if constexpr (std::is_same_v<T, Amount>)
            value.millionths = zigzag();
        else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, Duration>)
            value.milliseconds = zigzag();
        else if constexpr (std::is_same_v<T, LocalDate>)
            read_date(value);
        else if constexpr (std::is_same_v<T, Rate>)
            read_rate(value);
        else if constexpr (detail::IsTextId<T>::value)
            value.value = take(varint());
        else if constexpr (detail::IsNumberId<T>::value)
            value.value = varint();
        else if constexpr (detail::IsByteArray<T>::value) {
            const std::string_view bytes = take(value.size());
            for (size_t i = 0; i < bytes.size(); ++i) value[i] = static_cast<uint8_t>(bytes[i]);
        } else if constexpr (detail::IsVector<T>::value) {
            const uint64_t count = varint();
            value.clear();
            if (count > in_.size() - position_) {
                fail();
                return;
            }
            value.reserve(count);
            for (uint64_t i = 0; i < count && !failed_; ++i) read(value.emplace_back());
        } else if constexpr (detail::IsOptional<T>::value) {
            bool present = false;
            read(present);
            if (present)
                read(value.emplace());
            else
                value.reset();
        } else if constexpr (detail::IsVariant<T>::value) {
            read_variant(value, varint(), std::make_index_sequence<std::variant_size_v<T>>{});
        } else {
            static_assert(HasFields<T>, "this type lists no fields");
            T::fields(value, *this);
        }
    }

  private:
    // A number that the type cannot hold was not written from it.
    template <class N, class Wide>
    N narrow(Wide wide) {
        const auto value = static_cast<N>(wide);
        if (static_cast<Wide>(value) == wide) return value;
        fail();
        return N{};
    }
    void read_date(LocalDate& value) {
        const auto number = narrow<int32_t>(zigzag());
        value = date_of_day(number);
        if (day_number(value) != number) fail();
    }
    void read_rate(Rate& value) {
        value.numerator = zigzag();
        value.denominator = zigzag();
        if (value.denominator > 0) return;
        value = Rate{};
        fail();
    }
    template <class V, size_t... I>
    void read_variant(V& value, uint64_t index, std::index_sequence<I...>) {
        if (index >= sizeof...(I)) {
            fail();
            return;
        }
        ((index == I ? read(value.template emplace<I>()) : void()), ...);
    }
    uint64_t fail() {
        failed_ = true;
        position_ = in_.size();
        return 0;
    }

    std::string_view in_;
    size_t position_ = 0;
    bool failed_ = false;
};

template <class T>
std::string to_bytes(const T& value) {
    std::string out;
    BinaryWriter(out).write(value);
    return out;
}

// Nothing when the bytes are damaged or go on behind the value.
template <class T>
std::optional<T> from_bytes(std::string_view bytes) {
    BinaryReader reader(bytes);
    T value{};
    reader.read(value);
    if (reader.failed() || !reader.at_end()) return std::nullopt;
    return value;
}

}  // namespace habitue
