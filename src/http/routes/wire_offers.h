// How codes, advantages, tenders and quotes look on the wire. See wire.h.
#pragma once

#include "http/routes/wire.h"
#include "loyalty/engine.h"

namespace habitue::wire {

// "open", "not_yet_valid", "expired", "used_up", "voided", "frozen"
std::string_view state_of(const loyalty::Code&, Instant now);
void code_fields(JsonWriter&, const loyalty::Code&, Instant now);  // into the object that is open

// What an order costs line by line, before and after its advantages; in minor units.
struct Bill {
    struct Line {
        Money amount;    // kept, after the shop's own discount
        Money discount;  // of the offers
        Money tax;       // of what is left
        Money net() const { return {amount.minor - discount.minor}; }
    };
    std::vector<Line> lines;  // as in the order
    Money delivery;
    Money delivery_discount;
    Money points;            // paid with points
    Money cards;             // paid with gift cards
    Money tax;               // to be added, where the shop's prices are without it
    Money unpaid;            // of a kept basket that lost an advantage (Order::unpaid)
    Money total() const;     // before the advantages
    Money discount() const;  // of all of them
    Money to_pay() const;    // what the tenders leave
};
Bill bill_of(const loyalty::Programme&, const loyalty::Order&);

// "lines"; with the reference price of those that are cheaper for everybody, as the quote has it.
void bill_lines(JsonWriter&, const loyalty::Programme&, const loyalty::Order&, const Bill&, const loyalty::Quote*,
                std::string_view language);
// "tenders": points, then gift cards, then what is paid outside; in the order in which they are drawn.
void tenders(JsonWriter&, const loyalty::Order&, const Bill&);
// "give_back": what goes back to each tender of an order after a refund or a cancellation.
void give_back(JsonWriter&, const loyalty::Order& before, const loyalty::Handled&);
void gifts(JsonWriter&, const loyalty::Programme&, const loyalty::Order&);  // "gifts"
// "advantages", "tenders", "to_pay_minor", "gifts", "issued": what an order has of offers. Nothing of it without.
void order_offers(JsonWriter&, const loyalty::Programme&, const loyalty::Order&);

// "value" of a voucher now, in words; where it falls: "next_change_at", "next_change_in_seconds", "next_value".
void countdown(JsonWriter&, const loyalty::Programme&, const loyalty::Offer&, const loyalty::Code&,
               std::string_view language, Instant now);

// "discounts", "not_applied", "nudges", "proof" of a cart. `now` is the instant of the quote. Without a quote the
// discounts are told as sums, and nothing of what does not apply.
// `given` is what the cart came with, `order` what it becomes.
void quote(JsonWriter&, const loyalty::Programme&, const loyalty::OrderContent& given, const loyalty::Order& order,
           const std::vector<loyalty::Code>&, const loyalty::Quote*, std::string_view language, Instant now);

}  // namespace habitue::wire
