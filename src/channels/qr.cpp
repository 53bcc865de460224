#include "channels/qr.h"

#include <qrencode.h>

#include <memory>

namespace habitue::channels {

Result<QrSquares> qr_squares(std::string_view text) {
    if (text.empty() || text.size() > kMostQrBytes || text.find('\0') != std::string_view::npos)
        return Fault::invalid("", "expected a text of 1 to " + std::to_string(kMostQrBytes) + " bytes");
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code) return Fault::of(FaultKind::too_large, "no QR code can be made of this text");
    QrSquares squares{code->width, {}};
    const auto width = static_cast<size_t>(code->width), count = width * width;
    squares.dark.reserve(count);
    for (size_t i = 0; i < count; ++i) squares.dark.push_back(code->data[i] & 1);
    return squares;
}

}  // namespace habitue::channels
