// Profiles and activities.
#include <algorithm>

#include "loyalty/codes/vouchers.h"
#include "loyalty/deciders.h"
#include "loyalty/earning/grant.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

void set_attribute(Attributes& attributes, const Attribute& attribute) {
    auto place = std::lower_bound(attributes.begin(), attributes.end(), attribute.name,
                                  [](const Attribute& a, const std::string& name) { return a.name < name; });
    if (place != attributes.end() && place->name == attribute.name)
        place->value = attribute.value;
    else
        attributes.insert(place, attribute);
}

void check_attributes(Draft& draft, const Attributes& attributes) {
    if (attributes.size() > kMostAttributes) draft.refuse(RefusalCode::invalid, "/attributes", "at most 64");
    for (const Attribute& attribute : attributes) {
        const auto* text = std::get_if<std::string>(&attribute.value);
        if (attribute.name.empty() || attribute.name.size() > kLongestText)
            draft.refuse(RefusalCode::invalid, "/attributes", "a name has 1 to 256 bytes");
        else if (text != nullptr && text->size() > kLongestText)
            draft.refuse(RefusalCode::invalid, "/attributes/" + attribute.name, "at most 256 bytes");
    }
}

bool check_external_id(Draft& draft, const std::string& id, const char* where) {
    if (!id.empty() && id.size() <= kLongestText) return true;
    draft.refuse(RefusalCode::invalid, where, "1 to 256 bytes");
    return false;
}

ProfileChanged profile_of(const Customer& customer) {
    return {customer.external_ids, customer.joined_at, customer.attributes};
}

// Points that wait for an activity of this type become active.
void end_the_wait(Draft& draft, const TrackActivity& activity) {
    for (const WalletRule& rule : draft.programme.wallets) {
        if (rule.pending.kind != PendingRule::Kind::until_activity || rule.pending.activity != activity.type)
            continue;
        const Wallet* wallet = draft.customer().wallet(rule.id);
        if (wallet == nullptr) continue;
        const Instant at = std::max(activity.at, draft.customer().created_at);
        const LotKey scheduled{at, expiry_from(rule.expiry, draft.programme.zone, at)};
        const std::vector<Lot> lots = wallet->lots;
        for (const Lot& lot : lots)
            if (!lot.active && lot.key.available_at == kNever)
                reschedule(draft, rule, lot.key, scheduled, lot.points, {});
    }
}

}  // namespace

void ensure_customer(Draft& draft, const std::string& external_id) {
    if (draft.customer().exists()) return;
    draft.emit(CustomerCreated{external_id});
    if (!draft.programme.everyone_is_member) return;
    ProfileChanged joined = profile_of(draft.customer());
    joined.joined_at = draft.now;
    draft.emit(joined);
}

void decide_put_customer(Draft& draft, const PutCustomer& put) {
    check_attributes(draft, put.attributes);
    if (!check_external_id(draft, put.external_id, "/external_id") || draft.refused()) return;
    ensure_customer(draft, put.external_id);
    ProfileChanged after = profile_of(draft.customer());
    // a member stays one since the first day
    if (put.joined_at && *put.joined_at < after.joined_at) after.joined_at = *put.joined_at;
    for (const Attribute& attribute : put.attributes) set_attribute(after.attributes, attribute);
    std::erase_if(after.attributes, [&](const Attribute& attribute) {
        return std::find(put.removed.begin(), put.removed.end(), attribute.name) != put.removed.end();
    });
    if (after.attributes.size() > kMostAttributes)
        return draft.refuse(RefusalCode::invalid, "/attributes", "a customer has at most 64");
    if (!(after == profile_of(draft.customer()))) draft.emit(after);
}

void decide_track_activity(Draft& draft, const TrackActivity& activity) {
    check_attributes(draft, activity.attributes);
    if (activity.type.empty() || activity.type.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/type", "1 to 256 bytes");
    if (!check_external_id(draft, activity.customer, "/customer") || draft.refused()) return;
    ensure_customer(draft, activity.customer);
    draft.emit(ActivityRecorded{activity.type});
    fire_activity_rules(draft, activity);
    issue_vouchers(draft, activity);
    if (!draft.refused()) end_the_wait(draft, activity);
}

}  // namespace habitue::loyalty
