// Any bytes are either a fault or an expression, and any expression gives a value, the same one twice. The table of
// the conformance test is where meaning is checked; here nothing may crash, hang or overflow.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "rules/test_shop.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace habitue::rules;
    static const Schema schema = shop_schema();
    static const Shop shop;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    auto expression = compile(source, schema);
    if (!expression) return 0;
    expression->cost_limit = 20'000;
    const std::string first = to_text(evaluate(*expression, shop));
    const std::string second = to_text(evaluate(*expression, shop));
    const bool condition = evaluate_condition(*expression, shop).ok();
    const bool boolean = first == "true" || first == "false";
    if (first != second || condition != boolean) {
        std::fprintf(stderr, "gave %s, then %s\n", first.c_str(), second.c_str());
        std::abort();
    }
    for (const Conjunct& conjunct : expression->conjuncts())
        if (!conjunct.path.empty() && expression->mentions().empty()) std::abort();
    return 0;
}
