// Every subcommand, one file each. They add themselves to the program and, when called, do their work and leave how
// it ended in the session.
#pragma once

#include "cli/session.h"

namespace CLI {
class App;
}

namespace habitue::cli {

void add_replay(CLI::App&, Session&);
void add_bench(CLI::App&, Session&);
void add_programme(CLI::App&, Session&);
void add_demo(CLI::App&, Session&);
void add_import(CLI::App&, Session&);
void add_serve(CLI::App&, Session&);
void add_programme_publish(CLI::App& programme, Session&);  // below `programme`
void add_programme_convert(CLI::App& programme, Session&);
void add_verify(CLI::App&, Session&);
void add_backup(CLI::App&, Session&);
void add_restore(CLI::App&, Session&);
void add_journal(CLI::App&, Session&);

}  // namespace habitue::cli
