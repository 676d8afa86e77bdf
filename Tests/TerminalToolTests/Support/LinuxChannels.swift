import CControlDevice

/// The channels that C finds in folders of the test's, and their terminals.
@safe
final class LinuxChannels {
  let result: control_open
  private var channels: channel_terminals

  init(functions: String, devices: String) {
    var channels = channel_terminals()
    // Safety: the record is this one, and the paths are kept for the call.
    result = unsafe channel_terminals_open(&channels, functions, devices)
    self.channels = channels
  }

  /// It ends here, as with a process.
  func close() {
    // Safety: opened in `init`, as below; afterwards it has no channels.
    unsafe channel_terminals_close(&channels)
  }

  var count: Int { channels.count }

  func read(_ index: Int, _ offset: UInt32) -> UInt32 {
    // Safety: see above.
    unsafe channel_terminals_read(&channels, index, offset)
  }

  func write(_ index: Int, _ offset: UInt32, _ value: UInt32) {
    // Safety: see above.
    unsafe channel_terminals_write(&channels, index, offset, value)
  }

  func lock(_ index: Int) -> Bool {
    // Safety: see above.
    unsafe channel_terminals_lock(&channels, index)
  }

  /// Stores a byte at the start of the memory, once it is mapped.
  func map(_ index: Int, size: Int, storing byte: UInt8) -> Bool {
    // Safety: see above; the memory has that size.
    guard let memory = unsafe channel_terminals_map(&channels, index, size) else { return false }
    // Safety: see above.
    unsafe memory.storeBytes(of: byte, as: UInt8.self)
    return true
  }

  func place(_ index: Int) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    // Safety: see above, and the array's bytes, as many as it has, as below.
    let count = unsafe channel_terminals_place(&channels, index, &bytes, bytes.count)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  func make(_ index: Int, in folder: String, name: String) -> Bool {
    let bytes = [UInt8](name.utf8)
    // Safety: see above.
    return unsafe channel_terminals_make(&channels, index, folder, bytes, bytes.count)
  }

  func get(_ index: Int, atMost count: Int = 4096) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // Safety: see above.
    let taken = unsafe channel_terminals_get(&channels, index, &bytes, count)
    return Array(bytes.prefix(taken))
  }

  func put(_ index: Int, _ bytes: [UInt8]) -> Int {
    // Safety: see above.
    unsafe channel_terminals_put(&channels, index, bytes, bytes.count)
  }

  func wait(open: UInt32, readable: UInt32 = 0, writable: UInt32 = 0, milliseconds: UInt32) {
    // Safety: see above.
    unsafe channel_terminals_wait(&channels, open, readable, writable, milliseconds)
  }

  deinit {
    // Safety: see above.
    unsafe channel_terminals_close(&channels)
  }
}
