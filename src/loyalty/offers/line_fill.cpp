#include "loyalty/offers/line_fill.h"

#include <algorithm>
#include <numeric>

#include "base/rate.h"

namespace habitue::loyalty {
namespace {

constexpr int kShareBits = 60;
constexpr int64_t kWhole = int64_t{1} << kShareBits;

}  // namespace

LineFill::LineFill(const PricedCart& cart)
    : delivery_(std::max<int64_t>(0, cart.delivery.minor)), wanted_(cart.lines.size(), 0) {
    for (const PricedCart::Line& line : cart.lines) {
        all_.lines.push_back(line.amount);
        of_line_.push_back(std::max<int64_t>(0, line.amount.minor - std::max<int64_t>(0, line.floor.minor)));
        if (line.quantity <= 0 || line.amount.minor <= 0) continue;
        goods_ += line.amount.minor;
        ++lines_of_goods_;
    }
    all_.delivery = cart.delivery;
    capacity_ = std::accumulate(of_line_.begin(), of_line_.end(), int64_t{0});
    if (cart.order_floor.minor > 0)
        capacity_ = std::min(capacity_, std::max<int64_t>(0, goods_ - cart.order_floor.minor));
    sums_.push_back({.kept_share = kWhole});
}

LineFill::Wants LineFill::wants_of(const Taker& taker, int64_t worth) {
    Wants wants;
    wants.worth = worth;
    if (taker.of_delivery()) {
        wants.kind = Wants::Kind::delivery;
    } else if (taker.after_others()) {
        wants.kind = Wants::Kind::after_rest;
        wants.share = taker.most_share();
        const bool of_all = !taker.line_by_line() && taker.lines().size() == lines_of_goods_;
        if (of_all && wants.share != Rate{1, 1} && scale(goods_, wants.share, Rounding::down) == worth)
            wants.kind = Wants::Kind::of_rest;
    } else if (taker.lines().size() == 1) {
        return wants_of_line(taker.lines().front(), worth);
    } else if (taker.line_by_line()) {
        taker.most_by_line(all_, by_line_);
        int64_t sum = 0;
        for (const uint32_t line : taker.lines()) sum += by_line_[line];
        if (sum > worth) return wants;  // a room, a cap: who knows of which line
        wants.kind = Wants::Kind::of_lines;
        wants.first_piece = pieces_.size();
        wants.piece_count = static_cast<uint32_t>(taker.lines().size());
        for (const uint32_t line : taker.lines()) pieces_.push_back({line, by_line_[line]});
    }
    return wants;
}

LineFill::Wants LineFill::wants_of_line(uint32_t line, int64_t worth) {
    Wants wants{.kind = Wants::Kind::of_lines,
                .piece_count = 1,
                .first_piece = pieces_.size(),
                .worth = worth,
                .share = {}};
    pieces_.push_back({line, worth});
    return wants;
}

LineFill::Sums LineFill::with(const Wants& wants) const {
    Sums sums = sums_.back();
    switch (wants.kind) {
        case Wants::Kind::of_lines:
            for (const Piece& piece : pieces_of(wants))
                sums.goods += std::clamp<int64_t>(of_line_[piece.line] - wanted_[piece.line], 0, piece.amount);
            break;
        case Wants::Kind::of_goods: sums.goods += wants.worth; break;
        case Wants::Kind::after_rest: sums.after_rest += wants.worth; break;
        case Wants::Kind::delivery: sums.delivery += wants.worth; break;
        case Wants::Kind::of_rest: {
            const Rate& share = wants.share;
            sums.kept_share = static_cast<int64_t>(
                divide(static_cast<Int128>(sums.kept_share) * (share.denominator - share.numerator),
                       share.denominator, Rounding::down));
            break;
        }
    }
    return sums;
}

int64_t LineFill::most_of(const Sums& sums) const {
    const int64_t rest = goods_ - std::min(sums.goods, capacity_);
    const auto kept = static_cast<int64_t>(static_cast<Int128>(rest) * sums.kept_share >> (kShareBits - kPartBits));
    return std::min(parts(goods_ + sums.after_rest) - kept, parts(capacity_)) +
           parts(std::min(sums.delivery, delivery_));
}

void LineFill::add(const Wants& wants) {
    sums_.push_back(with(wants));
    for (const Piece& piece : pieces_of(wants)) wanted_[piece.line] += piece.amount;
    most_ = most_of(sums_.back());
}

void LineFill::remove(const Wants& wants) {
    sums_.pop_back();
    for (const Piece& piece : pieces_of(wants)) wanted_[piece.line] -= piece.amount;
    most_ = most_of(sums_.back());
}

}  // namespace habitue::loyalty
