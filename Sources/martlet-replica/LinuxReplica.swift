internal import CControlDevice
internal import ChannelDevice
internal import Channels
internal import Replica
internal import ToolProcess

/// The machine as Linux gives it to programs.
struct LinuxReplica: ReplicaBoard, ~Copyable {
  private var channels: LinuxChannels
  /// Open from the first call on; none where it is negative. Who never calls leaves it as it is.
  private var watchdog: CInt?

  init() throws(ChannelFailure) { channels = try LinuxChannels() }

  deinit {
    if let watchdog { control_watchdog_close(watchdog) }
  }

  var count: Int { channels.count }
  var isStopped: Bool { channels.isStopped }

  mutating func read(_ channel: Int, _ offset: UInt32) -> UInt32 { channels.read(channel, offset) }
  mutating func write(_ channel: Int, _ offset: UInt32, _ value: UInt32) {
    channels.write(channel, offset, value)
  }
  mutating func take(_ channel: Int) -> Bool { channels.take(channel) }
  mutating func map(_ channel: Int, size: Int) -> SharedRegion? {
    channels.map(channel, size: size)
  }

  mutating func now() -> UInt64 { control_milliseconds() }
  mutating func random() -> UInt64 { control_random() }
  mutating func pet() {
    let watchdog = watchdog ?? control_watchdog_open()
    control_watchdog_pet(watchdog)
    self.watchdog = watchdog
  }

  mutating func wait(_ bits: UInt32, milliseconds: UInt32) {
    channels.wait(bells: bits, milliseconds: milliseconds)
  }
}
