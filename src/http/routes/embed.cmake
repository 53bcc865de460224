# Writes a source file that holds the API's description.
#   cmake -DINPUT=... -DOUTPUT=... -P embed.cmake
file(READ ${INPUT} _text)
file(WRITE ${OUTPUT} "#include \"http/routes/openapi.h\"

namespace habitue {

std::string_view openapi_document() {
    static constexpr std::string_view document = R\"openapi(${_text})openapi\";
    return document;
}

}  // namespace habitue
")
