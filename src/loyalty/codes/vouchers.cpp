#include "loyalty/codes/vouchers.h"

#include "loyalty/codes/code_text.h"

namespace habitue::loyalty {

OrderId voucher_source(const TrackActivity& activity) {
    return {"activity\n" + activity.customer + "\n" + activity.activity};
}

CodeId voucher_id(const Programme& programme, const OrderId& source, std::string_view offer) {
    return code_id_of(programme.code_secret, *plain_code(voucher_code(programme.code_secret, source, offer)));
}

}  // namespace habitue::loyalty
