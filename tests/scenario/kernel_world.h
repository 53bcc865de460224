// The kernel alone: an Engine on aggregates in memory. Every deed is decided twice, first as a preview that is
// thrown away; the two must write the same bytes. Books audits the journal after every step.
#pragma once

#include <memory>

#include "loyalty/engine.h"
#include "scenario/books.h"
#include "scenario/world.h"

namespace habitue::scenario {

class KernelWorld : public World {
  public:
    KernelWorld();

    Result<void> publish(const std::string& document_yaml, Instant now) override;
    void publish(loyalty::Programme, Instant now);
    const loyalty::Programme& programme() const override { return programmes_.current(); }

    Answer put_customer(const loyalty::PutCustomer&, Instant now) override;
    Answer put_order(const loyalty::PutOrder&, Instant now) override;
    Answer advance(const loyalty::AdvanceOrder&, Instant now) override;
    Answer refund(const loyalty::RefundOrder&, Instant now) override;
    Answer track(const loyalty::TrackActivity&, Instant now) override;
    Answer redeem(const std::string& customer, const loyalty::RedeemReward&, Instant now) override;
    Answer refund_reward(const std::string& customer, const loyalty::RefundReward&, Instant now) override;
    Answer hold(const std::string& customer, const loyalty::HoldPoints&, Instant now) override;
    Answer capture(const std::string& customer, const loyalty::CaptureHold&, Instant now) override;
    Answer release(const std::string& customer, const loyalty::ReleaseHold&, Instant now) override;
    Answer adjust(const std::string& customer, const loyalty::AdjustPoints&, Instant now) override;
    Answer transfer(const std::string& customer, const loyalty::TransferPoints&, Instant now) override;
    Answer merge(const std::string& customer, const loyalty::MergeInto&, Instant now) override;
    Answer undo_merge(const std::string& survivor, const loyalty::UndoMerge&, Instant now) override;
    Answer issue(const loyalty::IssueCodes&, Instant now) override;
    Answer change(const loyalty::ChangeCode&, Instant now) override;
    Answer lock(const loyalty::LockCart&, Instant now) override;
    Answer release(const loyalty::ReleaseCart&, Instant now) override;
    void pass_time_to(Instant now) override;

    std::optional<CustomerSeen> customer(const std::string& customer) override;
    BalanceSeen balance(const std::string& customer, const std::string& wallet) override;
    std::vector<LotSeen> lots(const std::string& customer, const std::string& wallet) override;
    std::vector<loyalty::Entry> entries(const std::string& customer) override;
    std::vector<TierNews> tier_news(const std::string& customer) override;
    std::optional<loyalty::TierProjection> projection(const std::string& customer, Instant now) override;
    std::optional<loyalty::Order> order(const std::string& order) override;
    std::optional<loyalty::Code> code(loyalty::CodeId) override;
    loyalty::Tally tally(const std::string& name) override;
    std::vector<std::string> broken_promises() override;
    std::map<std::string, std::string> histories() override;

    // Any command; an empty customer when the command names its own.
    Answer take(const std::string& customer, loyalty::CommandBody, Instant now);

  private:
    const loyalty::Customer* find(const std::string& customer);
    std::string preview(const loyalty::Command&, Instant now);

    loyalty::Programmes programmes_;
    loyalty::MemoryAggregates aggregates_;
    loyalty::Engine engine_;
    Books books_;
    std::vector<loyalty::Record> records_;
    std::vector<std::string> broken_;
};

}  // namespace habitue::scenario
