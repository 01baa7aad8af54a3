#pragma once

namespace tertulia::base {

/// Opens /dev/null as each standard stream that is closed, so that no descriptor that is opened
/// later gets the number of a standard stream. A program calls this first.
void complete_standard_streams();

}  // namespace tertulia::base
