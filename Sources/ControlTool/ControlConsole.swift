/// Where results and complaints go.
public protocol ControlConsole: ~Copyable {
  mutating func print(_ text: RawSpan)
  mutating func complain(_ text: RawSpan)
}
