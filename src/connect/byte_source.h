// Where a file's bytes come from. Files compressed by gzip or zstd are recognised by their first bytes, whatever
// their name, and inflated on the way; nothing is held in memory but a buffer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace habitue::connect {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    // Up to `room` bytes (above zero); 0 only at the end. After a fault the source is not read again.
    virtual Result<size_t> read(char* into, size_t room) = 0;
};

// Called now and then with how much of the file was read, compressed, and how large it is (0: not known).
using ReadProgress = std::function<void(uint64_t bytes_read, uint64_t bytes_in_all)>;

std::unique_ptr<ByteSource> source_of(std::string bytes);
// Inflates what begins like gzip (several members one behind the other too) or zstd; gives anything else as it is.
// Compressed data that ends too early or was damaged is a fault.
std::unique_ptr<ByteSource> inflated(std::unique_ptr<ByteSource>);
// A file, inflated; "-" is the standard input.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path, ReadProgress = {});

}  // namespace habitue::connect
