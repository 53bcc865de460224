// Proves every story of a folder: scenario_test [--filter PART_OF_A_FILE_NAME] FOLDER PROGRAMMES_FOLDER
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "scenario/kernel_world.h"
#include "scenario/run_story.h"

namespace {

using namespace habitue;
using namespace habitue::scenario;

std::vector<std::filesystem::path> stories_in(const std::filesystem::path& folder, const std::string& filter) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
        if (file.path().extension() == ".scenario" && file.path().string().find(filter) != std::string::npos)
            files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool passes(const std::filesystem::path& file, const Telling& telling) {
    std::ifstream in(file);
    const std::string text = (std::stringstream() << in.rdbuf()).str();
    const Result<Story> story = parse_story(file.filename().string(), text);
    if (!story) {
        std::printf("FAILED %s\n", story.fault().text().c_str());
        return false;
    }
    const auto failures = prove(
        *story, [] { return std::make_unique<KernelWorld>(); }, telling);
    for (const Failure& failure : failures) std::printf("FAILED %s\n", to_text(file.string(), failure).c_str());
    return failures.empty();
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    std::string filter;
    if (arguments.size() >= 2 && arguments[0] == "--filter") {
        filter = arguments[1];
        arguments.erase(arguments.begin(), arguments.begin() + 2);
    }
    if (arguments.empty()) arguments = {HABITUE_SOURCE_DIR "/tests/scenarios", HABITUE_SOURCE_DIR};
    if (arguments.size() != 2) {
        std::fprintf(stderr, "usage: scenario_test [--filter PART_OF_A_FILE_NAME] [FOLDER PROGRAMMES_FOLDER]\n");
        return 2;
    }
    const auto files = stories_in(arguments[0], filter);
    size_t failed = 0;
    for (const auto& file : files)
        if (!passes(file, {.programmes_folder = arguments[1]})) ++failed;
    std::printf("%zu stories, %zu failed\n", files.size(), failed);
    return files.empty() || failed > 0 ? 1 : 0;
}
