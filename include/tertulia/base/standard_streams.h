#pragma once

namespace tertulia::base {

/// Opens /dev/null in the place of each standard stream that is closed, so that no descriptor
/// opened later is taken for one. The first thing that a program does.
void complete_standard_streams();

}  // namespace tertulia::base
