#include "loyalty/offers/category_table.h"

namespace habitue::loyalty {
namespace {

constexpr uint32_t kNoCategory = UINT32_MAX;

}  // namespace

void CategoryTable::fill(const OfferIndex& index, const Order& order, const PricedCart& cart) {
    for (const uint32_t one : here_) parts_[one] = {};
    here_.clear();
    if (parts_.size() < index.by_category.size()) parts_.resize(index.by_category.size());
    const std::vector<OrderLine>& lines = order.content.lines;
    of_line_.assign(lines.size(), kNoCategory);
    if (index.categories.empty()) return;
    for (size_t i = 0; i < lines.size(); ++i) {
        const uint32_t* category = index.categories.find(lines[i].category);
        if (category == nullptr || order.kept_quantity(lines[i]) <= 0) continue;
        of_line_[i] = *category;
        if (parts_[*category].count++ == 0) here_.push_back(*category);
    }
    number(cart);
}

void CategoryTable::number(const PricedCart& cart) {
    uint32_t next = 0;
    for (const uint32_t one : here_) {  // room for every line, goods or not
        parts_[one].first = next;
        next += parts_[one].count;
        parts_[one].count = 0;
    }
    numbers_.resize(next);
    for (uint32_t i = 0; i < cart.lines.size(); ++i) {
        const PricedCart::Line& line = cart.lines[i];
        if (of_line_[line.index] == kNoCategory) continue;
        Part& part = parts_[of_line_[line.index]];
        numbers_[part.first + part.count++] = i;
        part.amount += line.amount.minor;
        part.quantity += line.quantity;
    }
}

}  // namespace habitue::loyalty
