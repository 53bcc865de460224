// Aggregates for decisions that are thrown away: what is put is seen by what follows and by nobody else.
#pragma once

#include <list>

#include "service/cached_aggregates.h"

namespace habitue::service {

// On top of others, which it leaves as they are.
class Trial : public loyalty::Aggregates {
  public:
    explicit Trial(loyalty::Aggregates& beneath) : beneath_(beneath) {}

    const loyalty::Customer* customer(CustomerId) override;
    const loyalty::Order* order(const OrderId&) override;
    const loyalty::Tally* tally(std::string_view name) override;
    const loyalty::Code* code(loyalty::CodeId) override;
    const loyalty::Product* product(std::string_view sku) override;
    void put(const loyalty::Record&, loyalty::State&& after) override;

  private:
    loyalty::Aggregates& beneath_;
    std::list<loyalty::State> put_;  // newest first; few, so they are looked through
};

// What is in memory. Throws StoreTrouble where something is not: the caller then asks the decider, who loads it.
class OnlyAtHand : public loyalty::Aggregates {
  public:
    explicit OnlyAtHand(const CachedAggregates& of) : at_hand_(of.at_hand()) {}

    const loyalty::Customer* customer(CustomerId) override;
    const loyalty::Order* order(const OrderId&) override;
    const loyalty::Tally* tally(std::string_view name) override;
    const loyalty::Code* code(loyalty::CodeId) override;
    const loyalty::Product* product(std::string_view sku) override;
    void put(const loyalty::Record&, loyalty::State&& after) override;

  private:
    CachedAggregates::AtHand at_hand_;
};

}  // namespace habitue::service
