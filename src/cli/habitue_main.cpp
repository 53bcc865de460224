#include <unistd.h>

#include <iostream>

#include "cli/session.h"

int main(int count, char** arguments) {
    std::ios::sync_with_stdio(false);
    return habitue::cli::run(count, arguments, std::cout, std::cerr, isatty(STDERR_FILENO) != 0);
}
