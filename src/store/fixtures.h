// What the tests of the stores share: batches as a small shop would make them, and folders that go away.
#pragma once

#include <map>
#include <string>

#include "store/store.h"

namespace habitue::store::testing {

Hash128 key_of(uint64_t number);

// Writes batches that keep the contract: sequence, versions, back-pointers and chains.
class Shop {
  public:
    // One order of the customer: a record, the customer's and the order's row, and a key, added to the batch.
    // Several orders of one customer in one batch are several writes, each on the version before.
    void order(Batch& batch, uint64_t customer, std::string_view note = "");
    Batch one_order(uint64_t customer, std::string_view note = "");

    // Goes on where the journal ends.
    void resume(Reader&);

    uint64_t orders = 0;
    uint64_t next_seq = 1;

  private:
    std::map<uint64_t, Loaded> customers_;
};

// Everything a reader can see, in one text: equal texts are equal stores.
std::string everything(Reader&);

// The first difference between what Shop writes and what the reader sees: chains, pointers, versions; empty when
// right.
std::string broken_promise(Reader&);

class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::string& path() const { return path_; }
    std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  private:
    std::string path_;
};

}  // namespace habitue::store::testing
