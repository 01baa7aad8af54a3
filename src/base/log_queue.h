#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tertulia::base {

/// The client that causes a line of the log. The server's own lines have an empty address.
struct LogSource {
  std::string_view address;
  std::uint64_t client = 0;
};

/// Lines of the log that wait until they can be written, in order. Their size is bounded. If it is
/// exceeded, the address whose lines use the most space loses lines: the newest line of that client
/// of the address which uses the most (longest queue drop). So a flood displaces itself and not the
/// lines of others.
class LogQueue {
 public:
  struct Drops {
    std::size_t lines = 0;
    std::string last_address;  ///< Caused the last of them; empty for the server itself.
  };

  /// The maximum counts the memory of a line as well as its bytes.
  explicit LogQueue(std::size_t max_bytes) : max_(max_bytes) {}
  LogQueue(const LogQueue&) = delete;
  LogQueue& operator=(const LogQueue&) = delete;

  void push(const LogSource& source, std::string line);
  bool empty() const { return lines_.empty(); }
  /// The length of the oldest line. Precondition: not empty.
  std::size_t front_size() const { return lines_.front().text.size(); }
  /// Removes the oldest line and returns it. Precondition: not empty.
  std::string pop();
  /// The lines dropped since the last call, once all lines that are older than the first of them
  /// are popped. Nothing if no line was dropped, or before that.
  std::optional<Drops> take_drops();
  bool drops_due() const;

 private:
  struct Address;
  struct Client;
  struct Line {
    std::uint64_t number;
    Client* client;
    std::string text;
  };
  struct Client {
    std::uint64_t id;
    Address* address;
    std::size_t bytes = 0;
    std::deque<std::list<Line>::iterator> lines;
  };
  struct Address {
    std::string_view name;
    std::size_t bytes = 0;
    std::map<std::uint64_t, Client> clients;
    std::set<std::pair<std::size_t, Client*>> by_size;
  };

  static std::size_t cost(const Line& line);
  Client& find_or_add(const LogSource& source);
  void grow(Client& client, std::size_t bytes);
  void shrink(Client& client, std::size_t bytes);
  void drop_newest_of_longest();

  std::size_t max_;
  std::size_t bytes_ = 0;
  std::uint64_t next_number_ = 0;
  std::list<Line> lines_;
  std::map<std::string, Address, std::less<>> addresses_;
  std::set<std::pair<std::size_t, Address*>> by_size_;
  Drops drops_;
  std::uint64_t first_dropped_ = 0;
};

}  // namespace tertulia::base
