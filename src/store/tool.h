#pragma once

#include <string>
#include <type_traits>

#include <SQLiteCpp/Database.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/result.h"

#include "store/database.h"

namespace tertulia::store {

/// Opens a database of the present version for a tool that only reads. Throws like
/// `check_version()`, and `UnusableDatabase` if it is of an older version.
SQLite::Database open_for_reading(const std::string& path);

/// Calls `work`, and makes an error with one line about this file of SQLite's exceptions.
template <class Work>
auto result_of(const std::string& path, Work work) -> base::Result<std::invoke_result_t<Work>> {
  try {
    try {
      return work();
    } catch (...) {
      throw_start_failure(path);
    }
  } catch (const base::StartFailure& failure) {
    return base::Error{failure.what()};
  }
}

}  // namespace tertulia::store
