#include "base/fields.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace habitue {
namespace {

enum class Colour : uint8_t { violet, green };
std::string_view name_of(Colour colour) { return colour == Colour::violet ? "violet" : "green"; }

struct Fixed {
    static constexpr std::string_view kName = "fixed";
    int32_t amount = 0;
    bool operator==(const Fixed&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("amount", self.amount);
    }
};
struct Share {
    static constexpr std::string_view kName = "share";
    Rate rate;
    bool operator==(const Share&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("rate", self.rate);
    }
};

// One of everything that can be a field.
struct Sample {
    bool flag = false;
    Colour colour = Colour::violet;
    uint8_t small = 0;
    uint64_t large = 0;
    int32_t signed_number = 0;
    std::string text;
    Points points;
    Money money;
    Amount amount;
    Instant instant;
    Duration duration;
    LocalDate date;
    Rate rate;
    OrderId order;
    CustomerId customer;
    std::array<uint8_t, 4> bytes{};
    std::vector<Fixed> list;
    std::optional<std::string> maybe;
    std::variant<Fixed, Share> either;

    bool operator==(const Sample&) const = default;
    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("flag", self.flag);
        visit("colour", self.colour);
        visit("small", self.small);
        visit("large", self.large);
        visit("signed_number", self.signed_number);
        visit("text", self.text);
        visit("points", self.points);
        visit("money", self.money);
        visit("amount", self.amount);
        visit("instant", self.instant);
        visit("duration", self.duration);
        visit("date", self.date);
        visit("rate", self.rate);
        visit("order", self.order);
        visit("customer", self.customer);
        visit("bytes", self.bytes);
        visit("list", self.list);
        visit("maybe", self.maybe);
        visit("either", self.either);
    }
};

Sample sample() {
    return {.flag = true,
            .colour = Colour::green,
            .small = 255,
            .large = UINT64_MAX,
            .signed_number = INT32_MIN,
            .text = std::string("caf\xc3\xa9\0", 6),
            .points = {-150},
            .money = {INT64_MAX},
            .amount = {12'345'000},
            .instant = {1'795'253'400'250},
            .duration = hours(-3),
            .date = {1984, 2, 29},
            .rate = {-3, 2},
            .order = {"A-1001"},
            .customer = {UINT64_MAX},
            .bytes = {0, 1, 254, 255},
            .list = {{1}, {-2}, {300}},
            .maybe = "",
            .either = Share{{2, 25}}};
}

TEST(Fields, binary_form_comes_back_as_it_was) {
    EXPECT_EQ(from_bytes<Sample>(to_bytes(sample())), sample());
    EXPECT_EQ(from_bytes<Sample>(to_bytes(Sample{})), Sample{});
    Sample other = sample();
    other.maybe.reset();
    other.either = Fixed{7};
    other.instant = kNever;
    EXPECT_EQ(from_bytes<Sample>(to_bytes(other)), other);
}

// Stored bytes must be read by every later release: these never change.
TEST(Fields, binary_form_is_the_one_that_is_stored) {
    EXPECT_EQ(to_bytes(uint32_t{300}), "\xac\x02");
    EXPECT_EQ(to_bytes(Points{-1}), "\x01");
    EXPECT_EQ(to_bytes(Points{1}), "\x02");
    EXPECT_EQ(to_bytes(std::string("ab")),
              "\x02"
              "ab");
    EXPECT_EQ(to_bytes(std::vector<uint8_t>{7, 8}), "\x02\x07\x08");
    EXPECT_EQ(to_bytes(std::optional<uint8_t>(5)), "\x01\x05");
    EXPECT_EQ(to_bytes(std::variant<Fixed, Share>(Share{{2, 25}})), "\x01\x04\x32");
    EXPECT_EQ(to_bytes(LocalDate{1970, 1, 2}), "\x02");
}

TEST(Fields, bytes_cut_anywhere_are_refused) {
    const std::string whole = to_bytes(sample());
    for (size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(from_bytes<Sample>(std::string(whole, 0, size)), std::nullopt) << size;
    EXPECT_EQ(from_bytes<Sample>(whole + '\0'), std::nullopt);
}

TEST(Fields, any_damaged_byte_is_refused_or_read_but_never_crashes) {
    const std::string whole = to_bytes(sample());
    size_t refused = 0;
    for (size_t at = 0; at < whole.size(); ++at)
        for (int byte = 0; byte < 256; ++byte) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(byte);
            const auto read = from_bytes<Sample>(damaged);
            if (!read)
                ++refused;
            else
                EXPECT_EQ(from_bytes<Sample>(to_bytes(*read)), read) << at << " " << byte;
        }
    EXPECT_GT(refused, whole.size());
}

TEST(Fields, random_bytes_never_crash) {
    uint64_t seed = 3;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes(static_cast<size_t>(round % 60), '\0');
        for (char& byte : bytes) byte = static_cast<char>((seed = seed * 6364136223846793005u + 1) >> 56);
        const auto read = from_bytes<Sample>(bytes);
        if (!read) continue;
        EXPECT_EQ(from_bytes<Sample>(to_bytes(*read)), read) << round;
    }
}

TEST(Fields, numbers_that_the_field_cannot_hold_are_refused) {
    EXPECT_EQ(from_bytes<uint8_t>(to_bytes(uint32_t{256})), std::nullopt);
    EXPECT_EQ(from_bytes<int32_t>(to_bytes(int64_t{INT32_MAX} + 1)), std::nullopt);
    EXPECT_EQ(from_bytes<Colour>(to_bytes(uint32_t{256})), std::nullopt);
    EXPECT_EQ(from_bytes<bool>("\x02"), std::nullopt);
    EXPECT_EQ(from_bytes<LocalDate>(to_bytes(int64_t{3'000'000})), std::nullopt);
    EXPECT_EQ(from_bytes<Rate>(to_bytes(int64_t{3}) + to_bytes(int64_t{0})), std::nullopt);
    EXPECT_EQ(from_bytes<uint64_t>(std::string(10, '\xff')), std::nullopt);
    EXPECT_EQ(from_bytes<std::vector<Fixed>>("\xff\xff\xff\xff\x0f"), std::nullopt);
    EXPECT_EQ((from_bytes<std::variant<Fixed, Share>>(std::string("\x02\x00", 2))), std::nullopt);
}

TEST(Fields, json_form_uses_the_same_names) {
    Sample value = sample();
    value.text = "caf\xc3\xa9";
    EXPECT_EQ(
        to_json(value),
        "{\"flag\":true,\"colour\":\"green\",\"small\":255,\"large\":18446744073709551615,"
        "\"signed_number\":-2147483648,\"text\":\"caf\xc3\xa9\",\"points\":-150,\"money\":9223372036854775807,"
        "\"amount\":\"12.345\",\"instant\":\"2026-11-21T09:30:00.250Z\",\"duration\":-10800000,"
        "\"date\":\"1984-02-29\",\"rate\":\"-3/2\",\"order\":\"A-1001\",\"customer\":\"cus_fzzzzzzzzzzzz\","
        "\"bytes\":\"0001feff\",\"list\":[{\"amount\":1},{\"amount\":-2},{\"amount\":300}],\"maybe\":\"\","
        "\"either\":{\"type\":\"share\",\"rate\":\"2/25\"}}");
    value.maybe.reset();
    value.instant = kNever;
    value.customer = {};
    value.list.clear();
    const std::string json = to_json(value);
    EXPECT_EQ(json.find("maybe"), std::string::npos);
    EXPECT_NE(json.find("\"instant\":null"), std::string::npos);
    EXPECT_NE(json.find("\"customer\":null"), std::string::npos);
    EXPECT_NE(json.find("\"list\":[]"), std::string::npos);
}

}  // namespace
}  // namespace habitue
