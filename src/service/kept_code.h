// A code as it lies in the store: with the numbers of the records that changed it, so that the life of a gift card
// or a voucher is told without a search. The codes of batches are many and keep none.
#pragma once

#include <cstdint>
#include <vector>

#include "loyalty/codes/code.h"

namespace habitue::service {

struct KeptCode {
    loyalty::Code code;
    std::vector<uint64_t> records;  // rising; empty for a code of a batch
    bool operator==(const KeptCode&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("code", self.code);
        visit("records", self.records);
    }
};

// Since when the code waits to be printed; kNever when it does not.
inline Instant waits_since(const loyalty::Code& code) {
    return code.print == loyalty::PrintState::waiting && !code.voided ? code.issued_at : kNever;
}

}  // namespace habitue::service
