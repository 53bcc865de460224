#include "connect/orders_csv_writer.h"

#include <unordered_map>

#include "base/decimal.h"

namespace habitue::connect {
namespace {

using loyalty::AdvanceOrder;
using loyalty::OrderLine;
using loyalty::OrderState;
using loyalty::PutOrder;
using loyalty::RefundOrder;

constexpr std::string_view kHeader =
    "order_id,customer_id,ordered_at,paid_at,delivered_at,line_id,sku,category,quantity,unit_price,discount,"
    "currency,channel\n";

// What later commands say about an order.
struct Later {
    const PutOrder* put = nullptr;
    Instant paid_at = kNever;
    Instant delivered_at = kNever;
    bool cancelled = false;
};

std::string amount_text(Amount amount) { return decimal_text(amount.millionths, 6, 2); }

class Writer {
  public:
    explicit Writer(std::ostream& out) : out_(out) { out_ << kHeader; }
    OrdersWritten write(const std::vector<const loyalty::Command*>&);

  private:
    void learn(const std::vector<const loyalty::Command*>&);
    void write(const PutOrder&);
    void write(const RefundOrder&);
    void row(const std::string& order, const PutOrder&, const std::string& times, const OrderLine&,
             int64_t quantity, Amount discount);

    std::ostream& out_;
    std::unordered_map<OrderId, Later> orders_;
    OrdersWritten written_;
};

void Writer::learn(const std::vector<const loyalty::Command*>& commands) {
    for (const loyalty::Command* command : commands) {
        if (const auto* put = std::get_if<PutOrder>(&command->body)) {
            Later& order = orders_[put->order];
            order.put = put;
            order.paid_at = put->paid_at.value_or(order.paid_at);
            order.delivered_at = put->delivered_at.value_or(order.delivered_at);
        } else if (const auto* advance = std::get_if<AdvanceOrder>(&command->body)) {
            Later& order = orders_[advance->order];
            if (advance->state == OrderState::paid) order.paid_at = advance->at;
            if (advance->state == OrderState::delivered) order.delivered_at = advance->at;
            if (advance->state == OrderState::cancelled) order.cancelled = true;
        }
    }
}

void Writer::row(const std::string& order, const PutOrder& put, const std::string& times, const OrderLine& line,
                 int64_t quantity, Amount discount) {
    out_ << csv_text(order) << ',' << csv_text(put.customer) << ',' << times << ',' << csv_text(line.id) << ','
         << csv_text(line.sku) << ',' << csv_text(line.category) << ',' << quantity << ','
         << amount_text(line.unit_price) << ',' << amount_text(discount) << ',' << put.currency << ','
         << csv_text(put.content.channel) << '\n';
    ++written_.rows;
}

void Writer::write(const PutOrder& put) {
    const Later& order = orders_[put.order];
    if (order.cancelled) {
        ++written_.left_out;
        return;
    }
    ++written_.orders;
    const bool returned = put.content.kind == loyalty::OrderKind::returned;
    const auto time = [](Instant at) { return at == kNever ? std::string() : to_text(at); };
    const std::string times = time(put.placed_at) + "," + time(order.paid_at) + "," + time(order.delivered_at);
    for (const OrderLine& line : put.content.lines)
        row(put.order.value, put, times, line, returned ? -line.quantity : line.quantity, line.discount);
}

// The discount goes back with the goods, in proportion and rounded down to the millionth.
void Writer::write(const RefundOrder& refund) {
    const auto found = orders_.find(refund.order);
    if (found == orders_.end() || !found->second.put || found->second.cancelled) {
        ++written_.left_out;
        return;
    }
    ++written_.orders;
    const PutOrder& put = *found->second.put;
    const std::string at = to_text(refund.refund.at);
    const std::string instants = at + "," + at + "," + at;
    for (const loyalty::RefundLine& back : refund.refund.lines)
        for (const OrderLine& line : put.content.lines)
            if (line.id == back.line)
                row(refund.refund.id, put, instants, line, -back.quantity,
                    {line.discount.millionths * back.quantity / line.quantity});
}

OrdersWritten Writer::write(const std::vector<const loyalty::Command*>& commands) {
    learn(commands);
    for (const loyalty::Command* command : commands) {
        if (const auto* put = std::get_if<PutOrder>(&command->body))
            write(*put);
        else if (const auto* refund = std::get_if<RefundOrder>(&command->body))
            write(*refund);
        else if (!std::holds_alternative<AdvanceOrder>(command->body))
            ++written_.left_out;
    }
    return written_;
}

}  // namespace

std::string csv_text(std::string_view text) {
    std::string out;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
    out += text;
    if (out.find_first_of(",;\"\n\r\t") == std::string::npos) return out;
    for (size_t at = 0; (at = out.find('"', at)) != std::string::npos; at += 2) out.insert(at, 1, '"');
    return '"' + out + '"';
}

OrdersWritten write_orders(std::ostream& out, const std::vector<const loyalty::Command*>& commands) {
    return Writer(out).write(commands);
}

}  // namespace habitue::connect
