internal import CGuestSupport

/// One 64-bit word that main code, interrupt handlers and other CPUs share.
///
/// Every use is a load or store; nothing here is atomic, so each word has one writer at a time.
public struct SharedWord {
  public let address: UInt64

  init(address: UInt64) { self.address = address }

  /// Word `index` of the 16,384 that belong to the guest itself; higher numbers wrap.
  public init(_ index: Int) {
    address = guest_memory() &+ UInt64(UInt(bitPattern: index) & 0x3fff) &* 8
  }

  public var value: UInt64 {
    get { guest_read64(address) }
    nonmutating set { guest_write64(address, newValue) }
  }

  public func add(_ amount: UInt64) { value = value &+ amount }
}

/// The support library's own words: facts from the device tree, and what the handlers need.
enum SupportWord {
  static let uart = 0
  static let conduit = 1
  static let distributor = 2
  static let redistributors = 3
  static let argumentsAddress = 4
  static let argumentsLength = 5
  static let cpuCount = 6
  static let memoryBase = 7
  static let memorySize = 8
  static let redistributorSize = 9
  static let isGenericUART = 10
  static let clock = 11
  static let channelRegisters = 12
  static let channelMemory = 13
  static let channelInterrupt = 14
  static let firstAffinity = 16  // eight words

  static subscript(index: Int) -> UInt64 {
    get { guest_read64(guest_support_memory() &+ UInt64(UInt(bitPattern: index) & 127) &* 8) }
    set {
      guest_write64(guest_support_memory() &+ UInt64(UInt(bitPattern: index) & 127) &* 8, newValue)
    }
  }
}
