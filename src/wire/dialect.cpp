#include "tertulia/wire/dialect.h"

#include "tertulia/wire/plain.h"

namespace tertulia::wire {

const Dialect& default_dialect() { return plain::dialect(); }

const Dialect& detect_dialect(std::string_view /*first_bytes*/) { return plain::dialect(); }

}  // namespace tertulia::wire
