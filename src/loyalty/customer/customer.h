// A customer: any known person, and the consistency boundary. No name, e-mail or phone: an id of ours, the shop's
// ids, attributes, and what the programme knows of them.
#pragma once

#include <string>
#include <vector>

#include "loyalty/attribute.h"
#include "loyalty/codes/code.h"
#include "loyalty/ledger/wallet.h"

namespace habitue::loyalty {

struct CategorySpend {
    std::string category;
    Amount spend;
    bool operator==(const CategorySpend&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("category", self.category);
        visit("spend", self.spend);
    }
};

// What counted on one local day: the tier windows and customer.spend(...) are sums of these.
struct Day {
    int32_t day = 0;  // base/calendar.h, day_number
    int64_t orders = 0;
    Amount spend;
    Points points;  // earned in the wallet that the tiers measure
    std::vector<CategorySpend> categories;
    bool operator==(const Day&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("day", self.day);
        visit("orders", self.orders);
        visit("spend", self.spend);
        visit("points", self.points);
        visit("categories", self.categories);
    }
};
inline constexpr int32_t kDaysKept = 3 * 366;  // older days are folded into the lifetime totals only

struct TierStanding {
    std::string level;  // empty: below the first level, or no tiers
    Instant since = kEarliest;
    Instant review_at = kNever;    // the clock looks again then
    Instant grace_until = kNever;  // below the level, kept until then
    bool warned = false;           // the customer was told of the coming downgrade
    bool operator==(const TierStanding&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("level", self.level);
        visit("since", self.since);
        visit("review_at", self.review_at);
        visit("grace_until", self.grace_until);
        visit("warned", self.warned);
    }
};

// How often a limited earning rule or reward was used in the period that began on `period_start`.
struct Use {
    std::string name;  // "rule:base", "reward:mug"
    int32_t period_start = 0;
    int64_t uses = 0;
    Points points;
    Money money;
    bool operator==(const Use&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("name", self.name);
        visit("period_start", self.period_start);
        visit("uses", self.uses);
        visit("points", self.points);
        visit("money", self.money);
    }
};

// What a locked cart holds of a limit that counts for this customer, until then.
struct UseReserved {
    OrderId order;
    Instant until;
    Use use;
    bool operator==(const UseReserved&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("until", self.until);
        visit("use", self.use);
    }
};

// A reward bought with points.
struct Redemption {
    uint32_t id = 0;
    std::string reward;
    int64_t quantity = 1;
    std::string wallet;
    std::vector<LotPart> parts;
    Instant at;
    bool refunded = false;
    bool operator==(const Redemption&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("reward", self.reward);
        visit("quantity", self.quantity);
        visit("wallet", self.wallet);
        visit("parts", self.parts);
        visit("at", self.at);
        visit("refunded", self.refunded);
    }
};

// Points that moved with a merge, so that it can be undone. `lots` are the absorbed customer's, as they were.
struct MovedWallet {
    std::string wallet;
    std::vector<Lot> lots;
    Points deficit;
    bool operator==(const MovedWallet&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("wallet", self.wallet);
        visit("lots", self.lots);
        visit("deficit", self.deficit);
    }
};

struct Merge {
    CustomerId absorbed;
    Instant at;
    Instant reversible_until;
    std::vector<MovedWallet> wallets;
    std::vector<Day> days;
    std::vector<Use> uses;
    int64_t orders = 0;
    Amount spend;
    Instant first_order_at = kNever;
    Instant last_order_at = kNever;
    std::vector<CodeId> codes;
    Amount margin;
    bool undone = false;
    bool operator==(const Merge&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("absorbed", self.absorbed);
        visit("at", self.at);
        visit("reversible_until", self.reversible_until);
        visit("wallets", self.wallets);
        visit("days", self.days);
        visit("uses", self.uses);
        visit("orders", self.orders);
        visit("spend", self.spend);
        visit("first_order_at", self.first_order_at);
        visit("last_order_at", self.last_order_at);
        visit("codes", self.codes);
        visit("margin", self.margin);
        visit("undone", self.undone);
    }
};

struct Customer {
    CustomerId id;
    std::vector<std::string> external_ids;  // the shop's; the first one made the id
    Instant created_at;
    Instant joined_at = kNever;  // a member from then on
    Attributes attributes;
    CustomerId merged_into;  // set: this one only points to the survivor

    std::vector<Wallet> wallets;  // sorted by id; a wallet appears with its first entry
    TierStanding tier;
    std::vector<Day> days;  // sorted
    int64_t orders = 0;     // lifetime, less cancelled and wholly refunded ones
    Amount spend;           // lifetime, less refunds
    Instant first_order_at = kNever;
    Instant last_order_at = kNever;
    std::vector<Use> uses;  // sorted by name and period
    std::vector<Redemption> redemptions;
    std::vector<Merge> merges;
    std::vector<UseReserved> reserved;  // those of the past count no more
    std::vector<CodeId> codes;          // vouchers and gift cards issued to this customer, in their order
    Amount margin;                      // lifetime, of lines whose cost is known, less refunds

    uint32_t entries = 0;       // written so far; the next has entries + 1
    uint32_t holds = 0;         // opened so far
    uint32_t redeemed = 0;      // redemptions so far
    Instant clock = kEarliest;  // the instant of the last decision; time never runs back for a customer
    Instant due_at = kNever;    // the next instant at which something falls due
    bool operator==(const Customer&) const = default;

    bool exists() const { return static_cast<bool>(id); }
    bool member() const { return joined_at != kNever; }
    const Wallet* wallet(std::string_view wallet_id) const;
    Wallet& wallet_or_new(std::string_view wallet_id);

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("external_ids", self.external_ids);
        visit("created_at", self.created_at);
        visit("joined_at", self.joined_at);
        visit("attributes", self.attributes);
        visit("merged_into", self.merged_into);
        visit("wallets", self.wallets);
        visit("tier", self.tier);
        visit("days", self.days);
        visit("orders", self.orders);
        visit("spend", self.spend);
        visit("first_order_at", self.first_order_at);
        visit("last_order_at", self.last_order_at);
        visit("uses", self.uses);
        visit("redemptions", self.redemptions);
        visit("merges", self.merges);
        visit("reserved", self.reserved);
        visit("codes", self.codes);
        visit("margin", self.margin);
        visit("entries", self.entries);
        visit("holds", self.holds);
        visit("redeemed", self.redeemed);
        visit("clock", self.clock);
        visit("due_at", self.due_at);
    }
};

// What locked carts hold of a tally until the end of that minute.
struct TallyReserved {
    int64_t minute = 0;  // since 1970
    int64_t uses = 0;
    Money money;
    bool operator==(const TallyReserved&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("minute", self.minute);
        visit("uses", self.uses);
        visit("money", self.money);
    }
};

// What all customers share: how much of a reward's stock is taken, how often a rule with a total limit was used.
struct Tally {
    std::string name;  // "rule:base", "reward:mug", "offer:noel", "budget:ete", "budget:ete/month@20400" (its first
                       // day), "gift:sample"
    int64_t uses = 0;
    Points points;
    Money money;
    std::vector<TallyReserved> reserved;  // sorted; minutes of the past count no more
    bool operator==(const Tally&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("name", self.name);
        visit("uses", self.uses);
        visit("points", self.points);
        visit("money", self.money);
        visit("reserved", self.reserved);
    }
};

}  // namespace habitue::loyalty
