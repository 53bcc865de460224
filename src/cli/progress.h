// A line on the terminal that says how far a long piece of work is. Nothing is written anywhere but on a terminal.
#pragma once

#include <cstdint>
#include <string>

#include "cli/session.h"

namespace habitue::cli {

class Progress {
  public:
    Progress(Session& session, std::string label) : session_(session), label_(std::move(label)) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(uint64_t done, uint64_t in_all);
    void clear();

  private:
    Session& session_;
    std::string label_;
    uint64_t percent_ = 101;
};

}  // namespace habitue::cli
