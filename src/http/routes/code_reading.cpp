#include "http/routes/code_reading.h"

#include <charconv>
#include <set>

#include "base/fields.h"
#include "service/aggregate_keys.h"

namespace habitue {
namespace {

constexpr std::string_view kMark = "code_";
constexpr size_t kDigits = 16;
constexpr TextLimits kCodeText{.min_bytes = 1, .max_bytes = 64};

bool is_public_word(const loyalty::Programme& programme, const std::string& word) {
    return std::any_of(programme.offers.begin(), programme.offers.end(), [&](const loyalty::Offer& offer) {
        return offer.source == loyalty::Offer::Source::word && offer.word == word;
    });
}

}  // namespace

std::string to_text(loyalty::CodeId id) {
    std::string bytes(8, '\0');
    for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(id.value >> (56 - 8 * i));
    return std::string(kMark) + to_hex(bytes);
}

std::optional<loyalty::CodeId> parse_code_id(std::string_view text) {
    if (!text.starts_with(kMark) || text.size() != kMark.size() + kDigits) return std::nullopt;
    text.remove_prefix(kMark.size());
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return loyalty::CodeId{value};
}

loyalty::CodeId code_of_path(const ApiContext& api, const std::string& text) {
    if (const auto id = parse_code_id(text)) return *id;
    const auto plain = loyalty::plain_code(text);
    return plain ? loyalty::code_id_of(api.decider.code_secret(), *plain) : loyalty::CodeId{};
}

Result<std::optional<service::KeptCode>> load_code(store::Reader& reader, loyalty::CodeId id) {
    auto loaded = reader.load(service::key_of_code(id));
    if (!loaded) return loaded.fault();
    if (!*loaded) return std::optional<service::KeptCode>();
    auto code = from_bytes<service::KeptCode>((*loaded)->bytes);
    if (!code) return Fault::of(FaultKind::corrupt, to_text(id) + " cannot be read");
    return std::optional<service::KeptCode>(std::move(*code));
}

// The work is the same whatever was typed: one look at the words, one hash.
std::vector<std::string> read_codes(JsonObject& body, const loyalty::Programme& programme,
                                    loyalty::OrderContent& content) {
    std::set<std::string> prefixes;
    for (const std::string& typed : body.texts("codes", {.min = 0, .max = 20}, kCodeText)) {
        loyalty::CodeGiven given;
        const auto word = loyalty::plain_word(typed);
        const auto plain = loyalty::plain_code(typed);
        if (!plain) {
            body.problem("codes", "\"" + typed + "\" cannot be a code");
            continue;
        }
        given.code = loyalty::code_id_of(programme.code_secret, *plain);
        given.last_four = loyalty::last_four_of(*plain);
        if (word && is_public_word(programme, *word))
            given = {*word, {}, given.last_four};
        else if (const auto prefix = loyalty::prefix_of(*plain); !prefix.empty())
            prefixes.emplace(prefix);
        content.codes.push_back(std::move(given));
    }
    return {prefixes.begin(), prefixes.end()};
}

std::vector<PinGiven> read_gift_cards(JsonObject& body, const loyalty::Programme& programme,
                                      loyalty::OrderContent& content) {
    std::vector<PinGiven> pins;
    for (JsonObject& object : body.objects("gift_cards", {.min = 0, .max = 20})) {
        const std::string typed = object.text("code", kCodeText);
        loyalty::CardOffered offered;
        offered.most = object.optional_money("most_minor", Money{1}).value_or(Money{});
        const auto pin = object.optional_text("pin", {.min_bytes = 1, .max_bytes = 16});
        const auto plain = loyalty::plain_code(typed);
        if (!plain) {
            object.problem("code", "cannot be a gift card's");
            continue;
        }
        offered.card = loyalty::code_id_of(programme.code_secret, *plain);
        offered.last_four = loyalty::last_four_of(*plain);
        if (pin) pins.push_back({offered.card, *pin});
        content.gift_cards.push_back(std::move(offered));
    }
    return pins;
}

}  // namespace habitue
