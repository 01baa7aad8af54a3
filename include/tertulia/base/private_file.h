#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/result.h"

namespace tertulia::base {

/// What happens to a file that exists already.
enum class Existing { replace, keep };

/// Writes a file that only its owner may read and write (mode 0600). After a crash the path has
/// either the whole new file or what it had before. Blocks until the disk has the file. The error
/// names the file and the reason; the former file is then unchanged.
Result<std::monostate> write_private_file(const std::string& path, std::string_view content,
                                          Existing existing = Existing::replace);

/// Opens a file for reading and writing, and makes an empty one, which only its owner may read and
/// write (mode 0600), if there is none. It does not follow a symbolic link. Root makes the file for
/// the owner of its directory: a server that is not root goes on to use it. Returns a descriptor,
/// or -1; then `errno` has the reason.
int open_private_file(const std::string& path);

/// Makes new and renamed files in this directory last. Some file systems cannot do that, so there
/// is no error.
void sync_directory(const std::string& path);

}  // namespace tertulia::base
