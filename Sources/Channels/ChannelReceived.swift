/// What there is to receive.
public enum ChannelReceived: Equatable, Sendable {
  /// So many bytes, at the start of the buffer.
  case message(Int)
  case empty
  /// So many bytes, more than the buffer has. It stays where it is.
  case tooLong(Int)
  /// Nobody is at the other end, or it has just started anew: what was under way is lost.
  case down
  /// The peer broke the rules, or says that we did. So it stays until one of both starts anew.
  case refused
}
