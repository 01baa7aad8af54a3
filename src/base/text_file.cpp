#include "tertulia/base/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <system_error>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/units.h"

namespace tertulia::base {

Result<std::string> read_text_file(const std::string& path, std::size_t max) {
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  if (error) return Error{error.message()};
  if (!regular) return Error{"not a regular file"};
  std::ifstream file(path, std::ios::binary);
  std::string text(max + 1, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size())) && !file.eof()) {
    return Error{std::strerror(errno)};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max) return Error{fmt::format("longer than {}", format_size(max))};
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return Error{"it is UTF-16; save it as UTF-8"};
  }
  return std::string(without_byte_order_mark(text));
}

}  // namespace tertulia::base
