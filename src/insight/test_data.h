// For tests: the example programmes of the repository, and the real data sets where the machine has them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::insight {

inline loyalty::Programme programme_of(std::string_view yaml) {
    const auto document = service::read_yaml(yaml);
    if (!document) throw std::runtime_error(document.fault().text());
    auto programme = loyalty::read_programme(*document);
    if (!programme) throw std::runtime_error(programme.fault().text());
    return std::move(*programme);
}

inline loyalty::Programme example_programme(const std::string& name) {
    const std::ifstream file(std::string(HABITUE_SOURCE_DIR) + "/programmes/" + name + ".yaml");
    std::stringstream text;
    text << file.rdbuf();
    return programme_of(text.str());
}

// Where the data set is; empty when this machine does not have it. HABITUE_SHARED_DATA names the folder, else it is
// looked for beside the sources.
inline std::string shared_data(const std::string& file) {
    const char* named = std::getenv("HABITUE_SHARED_DATA");
    const std::string beside = std::string(HABITUE_SOURCE_DIR) + "/..";
    for (const std::string& folder :
         {std::string(named ? named : ""), beside + "/shared/data", beside + "/../shared/data"})
        if (!folder.empty() && std::filesystem::exists(folder + "/" + file)) return folder + "/" + file;
    return {};
}

}  // namespace habitue::insight
