#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "tertulia/chat/delivery.h"
#include "tertulia/chat/hub.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/admission.h"
#include "tertulia/server/archivist.h"
#include "tertulia/server/client_addresses.h"
#include "tertulia/server/room_channel.h"
#include "tertulia/server/server.h"
#include "tertulia/server/sessions.h"

namespace tertulia::server {

/// Passes the events of the hub to the sessions of its clients. It has a channel for each room that
/// has members, and it subscribes each member to the channels of its rooms.
class HubDelivery final : public chat::Delivery, private reactor::DeferredTask {
 public:
  /// What it works with. All must outlive it, and the hub and the sessions may be made after it.
  /// There may be no archivist: null.
  struct Parts {
    reactor::Reactor& reactor;
    Statistics& statistics;
    const Policy& policy;
    chat::Hub& hub;
    Sessions& sessions;
    SessionTokens& tokens;
    ReplayPool& pool;
    Admission& admission;
    Archivist* archivist;
    std::function<void(chat::MemberId client, const chat::Event& last)> expel;
    chat::EntryId last;  ///< All entries come after this one.
  };

  explicit HubDelivery(Parts parts);
  ~HubDelivery();
  HubDelivery(const HubDelivery&) = delete;
  HubDelivery& operator=(const HubDelivery&) = delete;

  /// Subscribes a member that has a new session to the channels of its rooms.
  void subscribe(Session& session);
  /// The lines of a room in this dialect for clients that resume; see `RoomChannel`.
  std::shared_ptr<ReplayBuffer> remember(chat::RoomId room, const wire::Dialect& dialect) {
    return channel(room).remember(dialect);
  }
  /// More requests of this client are finished. Without an archive, that means stored.
  void on_requests_finished(Session& session) const;
  /// Sends this client at the end of the pass up to which number its requests are stored.
  void acknowledge_later(chat::MemberId client);
  /// From now on no pending notice is sent.
  void stop_notices();

  void to_room(chat::RoomId room, chat::MemberId author, const chat::Event& event) override;
  void to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                 const chat::Event& event) override;
  void to_one(chat::MemberId to, const chat::Event& event) override;
  bool accepts_private(chat::MemberId to) const override;
  bool keeps_members(chat::MemberId client) const override;
  chat::Trust trust(chat::MemberId client) const override;
  std::optional<base::Network> address_of(chat::MemberId client) const override {
    return server::address_of(parts_.sessions, client);
  }
  std::vector<chat::MemberId> clients_in(const base::Network& network) const override {
    return server::clients_in(parts_.sessions, network);
  }
  void expel(chat::MemberId client, const chat::Event& last) override {
    parts_.expel(client, last);
  }
  void joined(chat::RoomId room, chat::MemberId member) override;
  void left(chat::RoomId room, chat::MemberId member) override;
  void moved(chat::MemberId member, chat::RoomId from, chat::RoomId to) override;
  void closed(chat::RoomId room) override;
  void changed(chat::RoomId room) override;
  void changed(chat::AccountId account) override {
    if (parts_.archivist != nullptr) parts_.archivist->account_changed(account);
  }
  void changed(chat::MemberId client) override { note_session(client); }
  void changed(const chat::OrderChange& change) override {
    if (parts_.archivist != nullptr) parts_.archivist->order_changed(change);
  }
  void log(const chat::Event& act) override;
  void acknowledged(chat::MemberId client, chat::Number number) override;
  void finished(chat::MemberId client) override;
  void schedule_notices(chat::RoomId room, std::size_t members) override;

 private:
  void run() override;
  void finish(chat::MemberId client);
  void send_renamed(chat::MemberId member, const chat::Event& event);
  void defer();
  RoomChannel& channel(chat::RoomId room);
  RoomChannel* find_channel(chat::RoomId room);
  void welcome(Session& session, chat::Welcomed welcomed);
  void archive(const chat::Message& message);
  void note_session(chat::MemberId client) const;
  void on_requests_finished(const SessionState& detached) const;
  static void note_refusal(const SessionState& detached, const chat::Event& event);
  void remember(chat::MemberId client, chat::EntryId id, const chat::Event& event);
  const wire::Dialect* dialect_of(chat::MemberId client) const;
  void set_view(Session& session, chat::RoomId room, wire::View view);
  wire::View view_of(chat::MemberId client, const chat::Event& event) const;

  Parts parts_;
  std::unordered_map<chat::RoomId, RoomChannel> channels_;
  std::vector<chat::MemberId> finished_;
  std::vector<chat::MemberId> acknowledging_;
  bool deferred_ = false;
};

}  // namespace tertulia::server
