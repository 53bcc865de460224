// Any bytes are a file of orders: the reader ends, stays within its limits and accounts for every row. The first
// byte chooses the preset and how many bytes arrive at a time.
#include <cassert>
#include <cstdint>
#include <cstdlib>

#include "connect/orders_csv.h"

namespace {

using namespace habitue;
using namespace habitue::connect;

class Drops : public ByteSource {
  public:
    Drops(std::string bytes, size_t drop) : bytes_(std::move(bytes)), drop_(drop) {}
    Result<size_t> read(char* into, size_t room) override {
        const size_t taken = bytes_.copy(into, std::min(room, drop_), at_);
        at_ += taken;
        return taken;
    }

  private:
    std::string bytes_;
    size_t drop_;
    size_t at_ = 0;
};

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    OrdersOptions options;
    options.preset = *find_preset(data[0] & 1 ? "online-retail" : "generic");
    options.currency = "EUR";
    options.csv.most_field = 1000;
    options.csv.most_row = 4000;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t drop = size_t{1} << (data[0] >> 4);
    const auto read = read_orders(inflated(std::make_unique<Drops>(bytes, drop)), options);
    if (!read) {
        require(!read.fault().problems.empty());
        return 0;
    }
    uint64_t accounted = read->tally.rows_used, lines = 0;
    for (const auto& [reason, rows] : read->tally.skipped) accounted += rows;
    require(accounted == read->tally.rows);
    for (const loyalty::Command& command : read->commands)
        if (const auto* put = std::get_if<loyalty::PutOrder>(&command.body)) {
            require(put->order && !put->content.lines.empty());
            for (const loyalty::OrderLine& line : put->content.lines) require(line.quantity > 0);
            lines += put->content.lines.size();
        }
    require(lines == read->tally.rows_used);
    return 0;
}
