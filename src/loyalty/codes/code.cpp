#include "loyalty/codes/code.h"

namespace habitue::loyalty {

std::string_view name_of(CodeForm form) {
    switch (form) {
        case CodeForm::batch: return "batch";
        case CodeForm::voucher: return "voucher";
        case CodeForm::gift_card: return "gift_card";
    }
    return "unknown";
}

std::string_view name_of(PrintState state) {
    switch (state) {
        case PrintState::none: return "none";
        case PrintState::waiting: return "waiting";
        case PrintState::printed: return "printed";
        case PrintState::voided: return "voided";
    }
    return "unknown";
}

}  // namespace habitue::loyalty
