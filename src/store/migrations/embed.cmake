# Writes a source file that holds the migrations in the order of their numbers.
#   cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake
file(GLOB _files ${FOLDER}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT _files)
set(_texts "")
set(_expected 1)
foreach(_file ${_files})
  get_filename_component(_name ${_file} NAME)
  string(REGEX MATCH "^0*([0-9]+)_" _ ${_name})
  if(NOT CMAKE_MATCH_1 EQUAL _expected)
    message(FATAL_ERROR "migration ${_name} should have the number ${_expected}")
  endif()
  math(EXPR _expected "${_expected} + 1")
  file(READ ${_file} _sql)
  string(APPEND _texts "        R\"sql(${_sql})sql\",\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"store/migrations/migrations.h\"

namespace habitue::store {

const std::vector<std::string_view>& sqlite_migrations() {
    static const std::vector<std::string_view> migrations{
${_texts}    };
    return migrations;
}

}  // namespace habitue::store
")
