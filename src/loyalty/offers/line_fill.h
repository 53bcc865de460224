// The most that a set of offers could take of a cart, whatever their order: a bound for the search among offers by
// what they are worth alone. Internal to it.
//
// An offer that takes of each line by itself never takes more of a line than it would alone, and a line gives no
// more than it has above its floor. Offers that are split over several lines are held against the goods together.
// A share of everything that the others left takes no more than that share of what is left, whatever came before.
//
// Submodular: the more there is, the less one more adds. So no set takes more than a part of it could (`most`) and
// what each of the others would add to that part (`gain`).
#pragma once

#include <vector>

#include "loyalty/offers/taker.h"

namespace habitue::loyalty {

class LineFill {
  public:
    // In parts of a minor unit, for shares of shares. They are rounded, so a sum of them tells to the nearest unit.
    static constexpr int kPartBits = 20;
    static constexpr int64_t whole_units(int64_t parts) {
        return (parts + (int64_t{1} << (kPartBits - 1))) >> kPartBits;
    }
    static constexpr int64_t parts(int64_t units) { return units << kPartBits; }

    // What one offer wants.
    struct Wants {
        enum class Kind : uint8_t { of_lines, of_goods, of_rest, after_rest, delivery };
        Kind kind = Kind::of_goods;
        uint32_t piece_count = 0;  // of lines
        size_t first_piece = 0;
        int64_t worth = 0;  // alone
        Rate share;         // of the rest
    };

    explicit LineFill(const PricedCart&);
    Wants wants_of(const Taker&, int64_t worth);
    Wants wants_of_line(uint32_t line, int64_t worth);

    int64_t most() const { return most_; }
    int64_t gain(const Wants& wants) const { return most_of(with(wants)) - most_; }
    void add(const Wants&);
    void remove(const Wants&);  // the one that was added last

  private:
    struct Sums {
        int64_t goods = 0;       // before any share of the rest is taken, in minor units like the others
        int64_t after_rest = 0;  // of single lines, after others: in whatever turn
        int64_t delivery = 0;
        int64_t kept_share = 0;  // of the rest; in parts of 2^60, rounded down
    };
    struct Piece {
        uint32_t line = 0;
        int64_t amount = 0;
    };
    std::span<const Piece> pieces_of(const Wants& wants) const {
        return std::span(pieces_).subspan(wants.first_piece, wants.piece_count);
    }
    Sums with(const Wants&) const;
    int64_t most_of(const Sums&) const;

    Remaining all_;
    int64_t goods_ = 0;
    size_t lines_of_goods_ = 0;
    int64_t delivery_ = 0;
    int64_t capacity_ = 0;          // of the goods, above all floors
    std::vector<int64_t> of_line_;  // above its floor
    std::vector<int64_t> wanted_;   // of each line
    std::vector<Piece> pieces_;     // of all that were asked about
    std::vector<int64_t> by_line_;  // scratch
    std::vector<Sums> sums_;        // as offers were added; the last is now
    int64_t most_ = 0;
};

}  // namespace habitue::loyalty
