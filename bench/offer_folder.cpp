// Writes a data folder for carts over HTTP: the offers bench's programme and the customers of its carts, and a file
// of carts, one a line: what the evaluator takes off in minor units, a tab, the body of the request.
//
//   offer_folder PROMOS LINES CARTS FOLDER FILE
//
// A code that opens none of the offers is left out: the server slows whoever tries unknown codes.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "base/json.h"
#include "insight/offer_bench.h"
#include "service/workspace.h"

namespace habitue {
namespace {

using insight::OfferBenchCart;

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "offer_folder: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T must(Result<T> result) {
    if (!result) stop(result.fault().text());
    return std::move(*result);
}

std::string customer_of(size_t cart) { return "u" + std::to_string(cart); }

bool opens_an_offer(const loyalty::Programme& programme, const std::string& word) {
    return std::any_of(programme.offers.begin(), programme.offers.end(),
                       [&](const loyalty::Offer& offer) { return offer.word == word; });
}

std::string body_of(const OfferBenchCart& cart, const std::string& customer) {
    std::string body;
    JsonWriter json(body);
    json.object().field("customer", customer).field("currency", "EUR").key("codes").array();
    for (const std::string& word : cart.words) json.text(word);
    json.end_array().key("lines").array();
    for (const loyalty::OrderLine& line : cart.order.content.lines) {
        json.object().field("sku", line.sku).field("category", line.category).field("quantity", line.quantity);
        json.field("unit_price_minor", line.unit_price.millionths / 10'000).end_object();
    }
    json.end_array().end_object();
    return body;
}

// The customer, with the segments of the cart.
void put_customer(service::Decider& decider, const OfferBenchCart& cart, const std::string& customer) {
    service::Submission submission;
    submission.command.body = loyalty::PutCustomer{customer, {}, cart.standing.attributes, {}};
    submission.render = [](const service::Told& told) {
        if (told.handled.decision.refused()) stop("a customer was refused");
        return service::Answer{};
    };
    must(decider.ask(std::move(submission)));
}

Money discount_of(const loyalty::Programme& programme, const OfferBenchCart& cart, Instant now) {
    loyalty::PricingFacts facts;
    facts.programme = &programme;
    facts.standing = &cart.standing;
    facts.order = &cart.order;
    facts.at = now;
    facts.words.assign(cart.words.begin(), cart.words.end());
    return loyalty::price(facts).discount;
}

void write(int promos, int lines, size_t carts, const char* folder, const char* file) {
    constexpr auto workload = insight::OfferWorkload::alone;
    service::Workspace workspace = must(service::open_workspace(folder, {}));
    must(workspace.decider->publish(insight::offer_bench_programme(workload, promos), ""));
    const auto programmes = workspace.decider->programmes();
    std::ofstream out(file);
    size_t number = 0;
    for (OfferBenchCart& cart : insight::offer_bench_carts(workload, lines, carts)) {
        const std::string customer = customer_of(number++);
        std::erase_if(cart.words,
                      [&](const std::string& word) { return !opens_an_offer(programmes->current(), word); });
        put_customer(*workspace.decider, cart, customer);
        out << discount_of(programmes->current(), cart, workspace.decider->now()).minor << '\t'
            << body_of(cart, customer) << '\n';
    }
    if (!out.flush()) stop(std::string("cannot write ") + file);
}

}  // namespace
}  // namespace habitue

int main(int count, char** arguments) {
    if (count != 6) {
        std::fprintf(stderr, "offer_folder PROMOS LINES CARTS FOLDER FILE\n");
        return 2;
    }
    habitue::write(std::atoi(arguments[1]), std::atoi(arguments[2]), std::strtoull(arguments[3], nullptr, 10),
                   arguments[4], arguments[5]);
    return 0;
}
