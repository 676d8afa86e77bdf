/// Which end of a channel somebody is.
public enum ChannelSide: Sendable {
  case first, second
}
