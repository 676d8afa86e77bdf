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

  /// The address of a socket with a name in the file system; nil for a name that is too long.
  private static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [UInt8](path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room, !bytes.contains(0) else {
      errno = ENAMETOOLONG
      return nil
    }
    // Safety: the field is that many bytes, the name and its zero fewer.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return address
  }

  private static func open(
    _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32? {
    guard var address = address(path) else { return nil }
    #if canImport(Glibc)
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    // Safety: an address of a socket begins as every address does, and its size is passed along.
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe use(descriptor, $0, size)
      }
    }
    guard result == 0 else {
      let reason = errno
      close(descriptor)
      errno = reason
      return nil
    }
    return descriptor
  }

  /// A socket at which others can connect.
  static func listen(at path: String) -> Int32? {
    // Safety: what `open` made.
    unsafe open(path) { descriptor, address, size in
      let result = unsafe bind(descriptor, address, size)
      return result == 0 ? systemListen(descriptor) : result
    }
  }

  /// Connected to who listens there.
  static func connect(to path: String) -> Int32? {
    // Safety: what `open` made.
    unsafe open(path) { descriptor, address, size in
      unsafe systemConnect(descriptor, address, size)
    }
  }

  /// Who connected.
  static func accept(_ listener: Int32) -> Int32? {
    #if canImport(Glibc)
      let descriptor = Glibc.accept(listener, nil, nil)
    #else
      let descriptor = Darwin.accept(listener, nil, nil)
    #endif
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Why the last of these did not work.
  // Safety: the text is copied at once.
  static var lastReason: String { unsafe String(cString: strerror(errno)) }

  static func isSocket(_ path: String) -> Bool {
    var status = stat()
    // Safety: the record outlives the call.
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  private static func systemListen(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.listen(descriptor, 16)
    #else
      Darwin.listen(descriptor, 16)
    #endif
  }

  private static func systemConnect(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t
  ) -> Int32 {
    // Safety: the caller's address, of that size.
    #if canImport(Glibc)
      unsafe Glibc.connect(descriptor, address, size)
    #else
      unsafe Darwin.connect(descriptor, address, size)
    #endif
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
