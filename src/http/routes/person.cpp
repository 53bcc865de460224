#include "http/routes/person.h"

namespace habitue {

Found<Person> find_person(ApiContext& api, const Call& call) {
    const std::string& id = call.parameter("id");
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    const auto ours = parse_customer_id(id);
    CustomerId wanted = ours ? *ours : customer_id_of(id);
    for (;;) {
        auto customer = load_customer(**reader, wanted);
        if (!customer) return customer.fault();
        if (!*customer) return loyalty::Refusal{loyalty::RefusalCode::customer_not_found, "", id};
        if (ours || !(*customer)->merged_into)
            return Person{std::move(*programmes), std::move(**customer), std::move(*reader)};
        wanted = (*customer)->merged_into;
    }
}

}  // namespace habitue
