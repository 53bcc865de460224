#include "service/payment_options.h"

#include <algorithm>

namespace habitue::service {
namespace {

// The most steps whose worth stays within `most_millionths`: worth never falls as points grow, so halving finds it.
Points most_within(const loyalty::WalletRule& wallet, const Currency& currency, int64_t step, int64_t steps,
                   int64_t most_millionths) {
    int64_t low = 0;
    while (low < steps) {
        const int64_t middle = low + (steps - low + 1) / 2;
        const auto worth = loyalty::worth_of(wallet, Points{middle * step});
        if (worth && amount_of(*worth, currency).millionths <= most_millionths)
            low = middle;
        else
            steps = middle - 1;
    }
    return {low * step};
}

}  // namespace

std::vector<PaymentOption> payment_options(const loyalty::Programme& programme,
                                           const std::map<std::string, Points>& active, Amount total) {
    std::vector<PaymentOption> options;
    for (const loyalty::WalletRule& wallet : programme.wallets) {
        if (!wallet.pay) continue;
        const auto held = active.find(wallet.id);
        PaymentOption option{
            wallet.id, held == active.end() ? Points{} : held->second, wallet.pay->minimum, wallet.pay->step, {},
            {}};
        const auto most = scale(std::max<int64_t>(0, total.millionths), wallet.pay->maximum_share, Rounding::down);
        const int64_t step = std::max<int64_t>(1, option.step.value);
        if (most && loyalty::worth_of(wallet, option.active))
            option.most = most_within(wallet, programme.currency, step, option.active.value / step, *most);
        if (option.most < option.minimum) option.most = {};
        option.worth = loyalty::worth_of(wallet, option.most).value_or(Money{});
        options.push_back(std::move(option));
    }
    return options;
}

}  // namespace habitue::service
