#include "loyalty/customer/customer.h"

#include <algorithm>

namespace habitue::loyalty {

const Wallet* Customer::wallet(std::string_view wallet_id) const {
    for (const Wallet& wallet : wallets)
        if (wallet.id == wallet_id) return &wallet;
    return nullptr;
}

Wallet& Customer::wallet_or_new(std::string_view wallet_id) {
    auto place = std::lower_bound(wallets.begin(), wallets.end(), wallet_id,
                                  [](const Wallet& wallet, std::string_view name) { return wallet.id < name; });
    if (place != wallets.end() && place->id == wallet_id) return *place;
    Wallet opened;
    opened.id = wallet_id;
    opened.last_movement = kEarliest;
    return *wallets.insert(place, std::move(opened));
}

}  // namespace habitue::loyalty
