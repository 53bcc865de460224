#include "http/routes/reading.h"

#include <algorithm>
#include <charconv>

namespace habitue {

Result<JsonInput> parse_body_or_nothing(std::string_view body) {
    const bool blank = std::all_of(body.begin(), body.end(),
                                   [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    return JsonInput::parse(blank ? "{}" : body);
}

std::optional<Amount> AmountField::read(JsonObject& object, const char* name, Amount least, bool required) const {
    const std::string minor_name = std::string(name) + "_minor";
    const bool as_minor = object.given(minor_name);
    const bool as_text = object.given(name);
    if (as_minor && as_text) {
        object.problem(name, "is given together with " + minor_name + "; one of the two is enough");
        object.skip(name);
        object.skip(minor_name);
        return std::nullopt;
    }
    if (as_text) {
        decimal_fields.push_back(object.pointer(name));
        return object.optional_amount(name, {.min = least, .max = kMostAmount, .decimals = 6});
    }
    if (!as_minor && !required) return std::nullopt;
    const Money most = round_down(kMostAmount, currency);
    const Money minimum{least < Amount{} ? -most.minor : 0};
    if (!as_minor) {
        object.problem(minor_name, "is required (or " + std::string(name) + " as decimal text)");
        return std::nullopt;
    }
    const auto money = object.optional_money(minor_name, minimum, most);
    return money ? std::optional(amount_of(*money, currency)) : std::nullopt;
}

loyalty::Attributes read_attributes(JsonObject& object) {
    loyalty::Attributes attributes;
    const AttributeLimits limits{.max_count = loyalty::kMostAttributes,
                                 .max_name_bytes = loyalty::kLongestText,
                                 .max_text_bytes = loyalty::kLongestText,
                                 .max_elements = 0};
    for (NamedAttribute& read : object.attributes("attributes", limits)) {
        loyalty::Attribute attribute;
        attribute.name = std::move(read.name);
        if (const auto* flag = std::get_if<bool>(&read.value))
            attribute.value = *flag;
        else if (const auto* number = std::get_if<int64_t>(&read.value))
            attribute.value = *number;
        else if (auto* text = std::get_if<std::string>(&read.value))
            attribute.value = std::move(*text);
        else {
            object.problem("attributes",
                           attribute.name + " is a list; text, an integer, true or false is expected");
            continue;
        }
        attributes.push_back(std::move(attribute));
    }
    std::sort(attributes.begin(), attributes.end(),
              [](const loyalty::Attribute& a, const loyalty::Attribute& b) { return a.name < b.name; });
    return attributes;
}

CustomerId customer_of_path(const std::string& id) {
    if (auto ours = parse_customer_id(id)) return *ours;
    return customer_id_of(id);
}

Found<std::string> external_id_of(ApiContext& api, const std::string& id, const std::string& pointer) {
    const auto ours = parse_customer_id(id);
    if (!ours) return id;
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto customer = load_customer(**reader, *ours);
    if (!customer) return customer.fault();
    if (!*customer || (*customer)->external_ids.empty())
        return loyalty::Refusal{loyalty::RefusalCode::customer_not_found, pointer, id};
    return (*customer)->external_ids.front();
}

Found<Asked> addressed(const Call& call, loyalty::CommandBody body) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, loyalty::kLongestText, "the customer's id"); !fine) return fine.fault();
    Asked asked;
    asked.command = {customer_of_path(id), std::move(body)};
    return asked;
}

Result<void> expect_no_fields(std::string_view body) {
    auto input = parse_body_or_nothing(body);
    if (!input) return input.fault();
    return input->finish();
}

Result<void> check_path_id(const std::string& id, size_t most, std::string_view name) {
    const bool printable = std::none_of(id.begin(), id.end(),
                                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (printable && !id.empty() && id.size() <= most) return {};
    return Fault::invalid("", std::string(name) + " in the path has 1 to " + std::to_string(most) +
                                  " bytes and no control characters");
}

Found<uint32_t> number_of_path(const std::string& text, loyalty::RefusalCode when_it_is_none) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && number > 0) return number;
    return loyalty::Refusal{when_it_is_none, "", text};
}

}  // namespace habitue
