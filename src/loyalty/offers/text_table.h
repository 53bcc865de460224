// From texts to values: one array, few comparisons. For tables that are made once and asked often; what order the
// texts have in it depends on the machine and is never seen. Internal to the kernel.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace habitue::loyalty {

template <class T>
class TextTable {
  public:
    const T* find(std::string_view text) const {
        if (count_ == 0) return nullptr;
        const size_t hash = std::hash<std::string_view>{}(text);
        const Slot& slot = slots_[place_of(hash, text)];
        return slot.used ? &slot.value : nullptr;
    }
    // The text's value, made when it is new.
    T& operator[](std::string_view text) {
        if (count_ * 2 >= slots_.size()) grow();
        const size_t hash = std::hash<std::string_view>{}(text);
        Slot& slot = slots_[place_of(hash, text)];
        if (!slot.used) {
            slot.used = true;
            slot.hash = hash;
            slot.text = text;
            ++count_;
        }
        return slot.value;
    }
    bool empty() const { return count_ == 0; }

  private:
    struct Slot {
        size_t hash = 0;
        bool used = false;
        std::string text;
        T value{};
    };

    // Where the text stands or would stand; there is always an empty slot.
    size_t place_of(size_t hash, std::string_view text) const {
        size_t place = hash & (slots_.size() - 1);
        while (slots_[place].used && (slots_[place].hash != hash || slots_[place].text != text))
            place = (place + 1) & (slots_.size() - 1);
        return place;
    }

    void grow() {
        std::vector<Slot> before(slots_.empty() ? 16 : slots_.size() * 2);
        before.swap(slots_);
        for (Slot& slot : before)
            if (slot.used) slots_[place_of(slot.hash, slot.text)] = std::move(slot);
    }

    std::vector<Slot> slots_;  // a power of two, at most half of them used
    size_t count_ = 0;
};

}  // namespace habitue::loyalty
