#include "loyalty/decision.h"

#include "base/fields.h"

namespace habitue::loyalty {

Result<Record> read_record(std::string_view bytes) {
    if (!bytes.empty() && static_cast<uint8_t>(bytes[0]) != Record::kFormat)
        return Fault::of(FaultKind::corrupt, "a record of format " +
                                                 std::to_string(static_cast<uint8_t>(bytes[0])) +
                                                 "; this version reads format " + std::to_string(Record::kFormat));
    if (auto record = from_bytes<Record>(bytes)) return *std::move(record);
    return Fault::of(FaultKind::corrupt, "damaged: the bytes are no record");
}

}  // namespace habitue::loyalty
