#include "base/log_queue.h"

#include <iterator>
#include <utility>

namespace tertulia::base {

/// The rest is what the containers need for a line.
std::size_t LogQueue::cost(const Line& line) {
  constexpr std::size_t kNodes = 64;
  return sizeof(Line) + kNodes + line.text.capacity();
}

LogQueue::Client& LogQueue::find_or_add(const LogSource& source) {
  auto found = addresses_.find(source.address);
  if (found == addresses_.end()) {
    found = addresses_.emplace(std::string(source.address), Address{}).first;
    found->second.name = found->first;
  }
  auto& address = found->second;
  return address.clients.try_emplace(source.client, Client{source.client, &address, 0, {}})
      .first->second;
}

void LogQueue::grow(Client& client, std::size_t bytes) {
  auto& address = *client.address;
  by_size_.erase({address.bytes, &address});
  address.by_size.erase({client.bytes, &client});
  bytes_ += bytes;
  address.bytes += bytes;
  client.bytes += bytes;
  address.by_size.insert({client.bytes, &client});
  by_size_.insert({address.bytes, &address});
}

/// A client without lines is forgotten, and an address without clients.
void LogQueue::shrink(Client& client, std::size_t bytes) {
  auto& address = *client.address;
  by_size_.erase({address.bytes, &address});
  address.by_size.erase({client.bytes, &client});
  bytes_ -= bytes;
  address.bytes -= bytes;
  client.bytes -= bytes;
  if (client.lines.empty()) {
    address.clients.erase(client.id);
  } else {
    address.by_size.insert({client.bytes, &client});
  }
  if (address.clients.empty()) {
    addresses_.erase(addresses_.find(address.name));
  } else {
    by_size_.insert({address.bytes, &address});
  }
}

void LogQueue::push(const LogSource& source, std::string line) {
  auto& client = find_or_add(source);
  lines_.push_back({next_number_++, &client, std::move(line)});
  client.lines.push_back(std::prev(lines_.end()));
  grow(client, cost(lines_.back()));
  while (bytes_ > max_) drop_newest_of_longest();
}

void LogQueue::drop_newest_of_longest() {
  auto& address = *by_size_.rbegin()->second;
  auto& client = *address.by_size.rbegin()->second;
  const auto line = client.lines.back();
  if (drops_.lines++ == 0) first_dropped_ = line->number;
  drops_.last_address = address.name;
  const auto bytes = cost(*line);
  client.lines.pop_back();
  lines_.erase(line);
  shrink(client, bytes);
}

std::string LogQueue::pop() {
  auto& line = lines_.front();
  auto& client = *line.client;
  const auto bytes = cost(line);
  auto text = std::move(line.text);
  client.lines.pop_front();
  lines_.pop_front();
  shrink(client, bytes);
  return text;
}

bool LogQueue::drops_due() const {
  return drops_.lines > 0 && (lines_.empty() || lines_.front().number > first_dropped_);
}

std::optional<LogQueue::Drops> LogQueue::take_drops() {
  if (!drops_due()) return std::nullopt;
  return std::exchange(drops_, {});
}

}  // namespace tertulia::base
