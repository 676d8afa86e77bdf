#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The system calls on file descriptors, in one place.
enum Descriptor {
  /// Which of the descriptors can be read or have ended, after at most so many milliseconds.
  static func waitReadable(_ descriptors: [Int32], milliseconds: Int) -> [Bool] {
    var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // Safety: the array outlives the call and its count is passed along.
    let count = unsafe poll(&requests, nfds_t(requests.count), Int32(milliseconds))
    return requests.map { count > 0 && $0.revents != 0 }
  }

  /// What can be read now, at most 64 KiB; nil at the end or on an error.
  static func read(_ descriptor: Int32) -> [UInt8]? {
    var ended = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      var result: Int
      repeat {
        // Safety: the buffer is as long as said.
        result = unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      count = max(result, 0)
      ended = result <= 0 && errno != EAGAIN
    }
    return ended ? nil : bytes
  }

  /// Writes everything, or gives up when the other end is gone.
  static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      let rest = [UInt8](bytes[start...])
      let result = systemWrite(descriptor, rest, rest.count)
      if result < 0 && errno == EINTR { continue }
      guard result > 0 else { return }
      start += result
    }
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  private static func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int
  ) -> Int {
    errno = 0
    // Safety: the caller passes a buffer of `count` bytes.
    #if canImport(Glibc)
      return unsafe Glibc.read(descriptor, buffer, count)
    #else
      return unsafe Darwin.read(descriptor, buffer, count)
    #endif
  }

  private static func systemWrite(
    _ descriptor: Int32, _ bytes: [UInt8], _ count: Int
  ) -> Int {
    // Safety: the array outlives the call and the count is its own.
    #if canImport(Glibc)
      return unsafe Glibc.write(descriptor, bytes, count)
    #else
      return unsafe Darwin.write(descriptor, bytes, count)
    #endif
  }
}
