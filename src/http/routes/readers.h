// Readers of the store, lent to one request at a time: opening one costs more than most questions do.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "store/store.h"

namespace habitue {

class Readers {
  public:
    explicit Readers(store::Store& store) : store_(store) {}

    // Comes back to the pool when it ends. Used by one thread at a time.
    class Lease {
      public:
        Lease(Readers& pool, std::unique_ptr<store::Reader> reader) : pool_(&pool), reader_(std::move(reader)) {}
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (reader_) pool_->give_back(std::move(reader_));
        }
        store::Reader* operator->() const { return reader_.get(); }
        store::Reader& operator*() const { return *reader_; }

      private:
        Readers* pool_;
        std::unique_ptr<store::Reader> reader_;
    };
    Result<Lease> lease();

  private:
    void give_back(std::unique_ptr<store::Reader>);

    store::Store& store_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<store::Reader>> idle_;
};

}  // namespace habitue
