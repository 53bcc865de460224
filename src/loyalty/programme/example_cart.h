// A small cart on which offers apply, made from what they ask for: for warnings that show what they mean. Not every
// offer has one that can be found; whether it applies is for price() to say.
#pragma once

#include <string>
#include <vector>

#include "loyalty/codes/code.h"
#include "loyalty/orders/order.h"
#include "loyalty/programme/programme.h"
#include "loyalty/programme/words.h"

namespace habitue::loyalty {

struct ExampleCart {
    Order order;
    Standing standing;
    Instant at;
    std::vector<Code> codes;
    std::vector<std::string> words;
    std::vector<std::string> offers;  // sorted ids
};
// One offer or two, each at one of its steps. Nothing when they contradict each other or are never open together.
struct Chosen {
    const Offer* offer = nullptr;
    size_t step = 0;
};
std::optional<ExampleCart> example_cart(const Programme&, const std::vector<Chosen>&, Instant now);
std::string cart_text(const Words&, const Order&);  // "3 x soap à 20 €, 1 x wine à 40 €"

}  // namespace habitue::loyalty
