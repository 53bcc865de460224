// The customer that a path names, as the store has it.
#pragma once

#include "http/routes/reading.h"

namespace habitue {

struct Person {
    std::shared_ptr<const loyalty::Programmes> programmes;
    loyalty::Customer customer;
    Readers::Lease reader;

    const loyalty::Programme& programme() const { return programmes->current(); }
};

// An id of the shop's leads through merges to the customer that lives on; an id of ours names exactly that one.
Found<Person> find_person(ApiContext&, const Call&);

}  // namespace habitue
