public import Channels
public import Core

/// The control device as a program sees it.
public protocol ControlBoard: ~Copyable {
  associatedtype Memory: ChannelMemory
  /// Behind BAR 2.
  var memory: Memory { get }
  mutating func read(_ register: ControlRegisters.Register) -> UInt32
  mutating func write(_ register: ControlRegisters.Register, _ value: UInt32)
  /// From now on this program alone uses the rings of these bits. False where another one does.
  mutating func take(_ bits: UInt32) -> Bool
  /// Another program may use them again.
  mutating func release(_ bits: UInt32)
  /// Until the device interrupts, or for about so long. It may come back earlier.
  mutating func wait(milliseconds: UInt32)
  mutating func pause(milliseconds: UInt32)
  /// Opens the file of that name. Its size in bytes; nil where it cannot be read.
  mutating func openFile(_ path: RawSpan) -> UInt64?
  /// Puts a piece of that file behind the rings. False where it cannot be read.
  mutating func stage(from offset: UInt64, count: Int) -> Bool
  /// Makes a file of that name, without anything in it. False where that cannot be.
  mutating func createFile(_ path: RawSpan) -> Bool
  /// Writes into the file that was made. What is before it and was not written is 0. False where that cannot be.
  mutating func writeFile(at offset: UInt64, _ bytes: RawSpan) -> Bool
  /// Takes so many blocks of 2 MiB from the system, for as long as they are not returned. How many runs they are; 0, and nothing is
  /// taken, where it has not so many; -1 where they would not stay where they are.
  mutating func takeMemory(blocks: UInt64) -> Int
  /// How many runs were taken, also by others, and not returned.
  mutating func listMemory() -> Int
  /// The run of that number, of those that were taken or listed last.
  func memoryRun(_ number: Int) -> AddressRange
  /// The system gets the run back.
  mutating func returnMemory(_ run: AddressRange)
}
