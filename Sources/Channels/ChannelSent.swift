/// What became of a message.
public enum ChannelSent: Equatable, Sendable {
  case sent
  /// There is no room now.
  case full
  /// There is never room for so long a one.
  case tooLong
  /// Nobody is at the other end, or it has just started anew: what was under way is lost.
  case down
  /// The peer broke the rules, or says that we did. So it stays until one of both starts anew.
  case refused
}
