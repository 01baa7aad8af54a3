#include "tertulia/base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace tertulia::base {

void complete_standard_streams() {
  int fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::dup(fd);
  if (fd > STDERR_FILENO) ::close(fd);
}

}  // namespace tertulia::base
