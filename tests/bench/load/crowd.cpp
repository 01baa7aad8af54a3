#include "bench/load/crowd.h"

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "bench/load/clock.h"

namespace tertulia::bench {

Crowd::Crowd(std::vector<const Dialect*> dialects, Connection::Way way,
             std::size_t most_on_their_way)
    : dialects_(std::move(dialects)),
      way_(way),
      most_on_their_way_(most_on_their_way),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      events_(1024) {}

std::vector<std::size_t> Crowd::inside() const {
  std::vector<std::size_t> members;
  for (const auto& client : clients_) {
    if (client->stage() == Client::Stage::inside) members.push_back(client->index());
  }
  return members;
}

void Crowd::grow(std::size_t count, Client::Stage stage, int receive_buffer) {
  auto settled = clients_.size();  // all earlier clients have reached their goal
  const auto total = settled + count;
  turn_until(
      [&] {
        while (settled < clients_.size() && clients_[settled]->stage() == stage) ++settled;
        while (clients_.size() < total && on_their_way(settled, stage) < most_on_their_way_) {
          come(stage, receive_buffer);
        }
        return settled == total;
      },
      "clients to come in");
}

std::size_t Crowd::on_their_way(std::size_t from, Client::Stage stage) const {
  return static_cast<std::size_t>(
      std::count_if(clients_.begin() + static_cast<std::ptrdiff_t>(from), clients_.end(),
                    [stage](const auto& client) { return client->stage() != stage; }));
}

void Crowd::come(Client::Stage stage, int receive_buffer) {
  Client::Owner& owner = *this;
  const auto& dialect = *dialects_[clients_.size() % dialects_.size()];
  clients_.push_back(
      std::make_unique<Client>(owner, dialect, clients_.size(), way_, stage, receive_buffer));
}

void Crowd::turn(std::int64_t timeout) {
  const timespec wait{timeout / kSecond, timeout % kSecond};
  const auto count =
      ::epoll_pwait2(epoll_.fd(), events_.data(), static_cast<int>(events_.size()), &wait, nullptr);
  if (count < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "epoll_pwait2");
  }
  for (int i = 0; i < count; ++i) {
    const auto& event = events_[static_cast<std::size_t>(i)];
    read_at_ = 0;
    clients_[event.data.u64]->take(event.events);
  }
}

void Crowd::turn_until(const std::function<bool()>& holds, const char* what) {
  auto quiet_since = now();
  auto lines = lines_;
  while (!holds()) {
    turn(kSecond / 10);
    if (lines != lines_) {
      lines = lines_;
      quiet_since = now();
    } else if (now() - quiet_since > kPatience) {
      throw std::runtime_error(fmt::format("waited in vain for {}", what));
    }
  }
}

void Crowd::settle(std::int64_t quiet) {
  auto quiet_since = now();
  const auto end = quiet_since + 10 * kPatience;
  for (auto lines = lines_; now() - quiet_since < quiet;) {
    turn(quiet);
    if (lines != lines_) quiet_since = now();
    lines = lines_;
    if (quiet_since > end) throw std::runtime_error("the server does not come to rest");
  }
}

void Crowd::ask(std::size_t index, std::string_view command, Line::Kind answer,
                std::uint64_t count) {
  auto& asking = client(index);
  const auto wanted = asking.answers(answer) + count;
  asking.send(command);
  turn_until([&] { return asking.answers(answer) >= wanted; }, "an answer");
}

void Crowd::on_line(Client& client, std::string_view line) {
  ++lines_;
  const auto& dialect = client.dialect();
  if (const auto text = dialect.message(line)) {
    const auto payload = read_payload(*text);
    if (!payload) throw std::runtime_error(fmt::format("garbled: {}", line));
    if (read_at_ == 0) read_at_ = now();
    if (listener_ != nullptr) listener_->on_message(client.index(), *payload, read_at_);
    return;
  }
  const auto meaning = dialect.read(line);
  if (meaning.kind == Line::Kind::refused) {
    throw std::runtime_error(fmt::format("the server told client {}: {}", client.index(), line));
  }
  client.execute(meaning);
}

void Crowd::watch(Client& client, std::uint32_t events, int operation) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = client.index();
  if (::epoll_ctl(epoll_.fd(), operation, client.fd(), &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace tertulia::bench
