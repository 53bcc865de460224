# Writes a source file that holds the demo's programme.
#   cmake -DINPUT=... -DOUTPUT=... -P embed.cmake
file(READ ${INPUT} _text)
file(WRITE ${OUTPUT} "#include \"cli/demo_workspace.h\"

namespace habitue::cli {

std::string_view demo_programme() { return R\"yaml(${_text})yaml\"; }

}  // namespace habitue::cli
")
