#include "loyalty/deciders.h"

namespace habitue::loyalty {

void decide_issue_codes(Draft& draft, const IssueCodes& issue) {
    draft.refuse(RefusalCode::not_allowed, "/rule", issue.rule);
}
void decide_change_code(Draft& draft, const ChangeCode&) { draft.refuse(RefusalCode::not_allowed, "/code"); }
void decide_lock_cart(Draft& draft, const LockCart& lock) {
    draft.refuse(RefusalCode::not_allowed, "/order", lock.order.value);
}
void decide_release_cart(Draft& draft, const ReleaseCart& release) {
    draft.refuse(RefusalCode::not_allowed, "/order", release.order.value);
}

}  // namespace habitue::loyalty
