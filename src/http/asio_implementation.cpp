// The one place where Asio's and Beast's own functions are compiled (see this room's CMakeLists.txt).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
