#pragma once

#include <string_view>

namespace tertulia::base {

/// Opens /dev/null as each standard stream that is closed, so that no descriptor that is opened
/// later gets the number of a standard stream. A program calls this first.
void complete_standard_streams();

/// Descriptors for standard output and standard error. For a terminal it never blocks, so that one
/// that nobody reads cannot stop the program: it is opened anew, because O_NONBLOCK on the standard
/// descriptor would also affect the other programs that share it. The standard descriptor itself if
/// that is not possible, or if it is no terminal. Each is opened once, and stays open.
int output_descriptor();
int error_descriptor();

/// Prints the last words of a program to standard error: one line, made safe. A terminal that
/// accepts nothing for a second is not waited for, and a signal ends the wait for anything else.
void print_last_error(std::string_view line);

}  // namespace tertulia::base
