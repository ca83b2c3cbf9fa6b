#pragma once
// Where viewers come in to a run: a socket in its output folder, one for other machines where that is wanted, and the tokens
// that these have to say.
#include <sys/types.h>

#include <optional>
#include <string>

namespace hg {

struct ViewAddress {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any that is free
};

// What a viewer may do: look, or give orders too.
enum class ViewRight { none, look, order };

class ViewDoor {
 public:
  // Listens at folder/.view, which only this user can connect to, and, where `address` is given, on that address too. The tokens
  // for that one are in folder/.view.token (to give orders; good for one connection) and folder/.view.readonly (to look), which
  // have the address in their first line and only this user can read. Throws std::runtime_error with the system's reason.
  ViewDoor(const std::string& folder, const std::optional<ViewAddress>& address);
  ViewDoor(const ViewDoor&) = delete;
  ViewDoor& operator=(const ViewDoor&) = delete;
  // Removes the files.
  ~ViewDoor();

  // Sockets to accept from, without waiting; -1: none.
  int local() const { return local_; }
  int remote() const { return remote_; }
  int port() const { return port_; }  // of the remote one; 0: none
  ViewRight right_of(const std::string& token) const;
  // Whether this user owns the folder or the run, or is root.
  bool belongs_to(uid_t user) const;
  // After each use of the one to give orders. Where a new one cannot be written, none is good any more.
  void change_token();

 private:
  void listen_in_folder();
  void listen_on(const ViewAddress& address);
  std::string new_token(const std::string& name) const;
  void close_all() const;

  std::string folder_, token_, readonly_token_, host_;
  int folder_descriptor_ = -1, local_ = -1, remote_ = -1, port_ = 0;
};

}  // namespace hg
