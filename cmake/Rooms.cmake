# A room is a library under src/ that links only what its place in the house allows.
#
#   habitue_room(NAME loyalty SEES rules base LIBRARIES PkgConfig::sodium)
#
# Sources are every *.cpp below the room except *_test.cpp and *_main.cpp; the tests become the executable
# <room>_test. The link test <room>_link_test links the room's whole archive and nothing beyond what it declares,
# so an arrow that points the wrong way does not link.

add_library(habitue_options INTERFACE)
target_compile_options(habitue_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                                 -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives of these in optimised variant and string code
  target_compile_options(habitue_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                                                   -Wno-array-bounds -Wno-stringop-overread)
endif()
if(HABITUE_SANITIZE)
  string(REPLACE ";" "," _sanitizers "${HABITUE_SANITIZE}")
  target_compile_options(habitue_options INTERFACE -fsanitize=${_sanitizers} -fno-sanitize-recover=all
                                                   -fno-omit-frame-pointer)
  target_link_options(habitue_options INTERFACE -fsanitize=${_sanitizers})
endif()
if(HABITUE_COVERAGE)
  target_compile_options(habitue_options INTERFACE --coverage)
  target_link_options(habitue_options INTERFACE --coverage)
endif()

# A test is compiled once and run once: what it tests is optimised, the test itself is not.
add_library(habitue_test_options INTERFACE)
target_link_libraries(habitue_test_options INTERFACE habitue_options)
target_compile_options(habitue_test_options INTERFACE $<$<CONFIG:Release>:-O0>)

function(habitue_room)
  cmake_parse_arguments(ROOM "" "NAME" "SEES;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  file(GLOB_RECURSE _sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(_tests ${_sources})
  list(FILTER _tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER _sources EXCLUDE REGEX "_(test|main)\\.cpp$")

  add_library(habitue_${ROOM_NAME} STATIC ${_sources})
  target_include_directories(habitue_${ROOM_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(habitue_${ROOM_NAME} PRIVATE habitue_options)
  foreach(seen ${ROOM_SEES})
    target_link_libraries(habitue_${ROOM_NAME} PUBLIC habitue_${seen})
  endforeach()
  target_link_libraries(habitue_${ROOM_NAME} PUBLIC ${ROOM_LIBRARIES})

  if(_tests)
    add_executable(${ROOM_NAME}_test ${_tests})
    target_link_libraries(${ROOM_NAME}_test PRIVATE habitue_test_options habitue_${ROOM_NAME} ${ROOM_TEST_LIBRARIES}
                                                    GTest::gtest_main)
    add_test(NAME ${ROOM_NAME} COMMAND ${ROOM_NAME}_test)
  endif()

  set(_link_main ${CMAKE_CURRENT_BINARY_DIR}/${ROOM_NAME}_link_main.cpp)
  file(CONFIGURE OUTPUT ${_link_main} CONTENT "int main() { return 0; }\n")
  add_executable(${ROOM_NAME}_link_test ${_link_main})
  target_link_libraries(
    ${ROOM_NAME}_link_test PRIVATE habitue_options -Wl,--whole-archive $<TARGET_FILE:habitue_${ROOM_NAME}>
                                   -Wl,--no-whole-archive habitue_${ROOM_NAME} -Wl,--no-undefined)
  add_test(NAME ${ROOM_NAME}_link COMMAND ${ROOM_NAME}_link_test)
endfunction()
