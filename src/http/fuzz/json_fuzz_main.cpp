#include "http/fuzz/json_fuzz.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    habitue::fuzz::json_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
