internal import Synchronization

/// One VM's wires to the console: what its UART sends, and what was typed for it.
///
/// `output` is filled by whichever core holds the lock of the VM's UART and emptied by the
/// console's drainer; `input` the other way round.
public struct ConsoleChannel<let outputCapacity: Int, let inputCapacity: Int>: ~Copyable, Sendable {
  public let output: ByteRing<outputCapacity>
  public let input: ByteRing<inputCapacity>
  #if MARTLET_SERVICE
    /// What the VM printed lately, whatever the console has shown of it.
    public let history: ConsoleHistory<8192>
    /// What the service VM typed. Filled under the lock of the control device's requests.
    public let typed: ByteRing<256>
  #endif
  /// Non-zero while every byte should be drained at once, because somebody watches. Written by the
  /// drainer; a stale value costs one drain too many or a delay until the next timer.
  let eager = Atomic<UInt8>(0)

  public init() {
    output = ByteRing()
    input = ByteRing()
    #if MARTLET_SERVICE
      history = ConsoleHistory()
      typed = ByteRing()
    #endif
  }
}

extension ConsoleChannel: SerialPort {
  @inline(__always)
  public borrowing func transmit(_ byte: UInt8) -> SerialTransmission {
    guard let space = output.push(byte) else {
      return SerialTransmission(space: nil, urgency: .now)
    }
    #if MARTLET_SERVICE
      history.append(byte)
    #endif
    let urgent =
      byte == 0x0A || space < outputCapacity &>> 2 || eager.load(ordering: .relaxed) != 0
    let urgency: SerialUrgency =
      urgent ? .now : space == outputCapacity &- 1 ? .soon : .none
    return SerialTransmission(space: space, urgency: urgency)
  }

  @inline(__always)
  public var transmitSpace: Int { borrowing get { output.space } }

  public borrowing func requestTransmitSpace(_ amount: Int) -> Bool {
    output.requestSpace(amount)
  }

  public borrowing func receive() -> UInt8? {
    #if MARTLET_SERVICE
      if let byte = input.pop() { return byte }
      return typed.pop()
    #else
      return input.pop()
    #endif
  }
}

#if MARTLET_SERVICE
  extension ConsoleChannel {
    /// The VM starts: what the service VM typed to the life before does not reach into this one. Under the lock of the VM's
    /// UART.
    public func forgetTyped() { _ = typed.discardOldest(typed.count) }

    /// Another VM has the channel from now on. While the VM's UART is silent.
    func restart() {
      forgetTyped()
      history.restart()
    }
  }
#endif

/// All that the console shares between cores: a channel for each VM and a log for each core.
///
/// Each core writes its own log, whole lines at a time, so cores never wait for one another to say
/// something, and a core that dies while it puts a line together leaves no half line behind.
///
/// Memory that is all zeros is an empty value. The image places this in zeroed memory and does not
/// run `init`, which would put tens of kilobytes together on the stack first. Nor need that memory go
/// beyond the channel of the last VM that exists: the console touches no other.
public struct ConsoleRings<let machineCount: Int, let coreCount: Int>: ~Copyable, Sendable {
  /// A VM's channel: 2 KiB of output, 256 bytes of input.
  public typealias Channel = ConsoleChannel<2048, 256>
  /// A core's log: room for a handful of lines.
  public typealias Log = ByteRing<1024>

  /// By core index.
  public let logs: InlineArray<coreCount, Log>
  /// See `ConsoleGate`.
  public let gate = ConsoleGate()
  #if MARTLET_SHARING
    /// What was typed to the monitor.
    public let commands = ByteRing<256>()
    /// Non-zero while the monitor answers: its prompt waits. Written by the core that answers.
    let answers = Atomic<UInt8>(0)
  #endif
  /// By VM index. Last, because there may be fewer.
  public let channels: InlineArray<machineCount, Channel>

  /// How much memory is needed for so many VMs.
  public static func byteCount(machines: Int) -> Int {
    MemoryLayout<Self>.size &- (machineCount &- machines) &* MemoryLayout<Channel>.stride
  }

  public init() {
    channels = InlineArray { _ in Channel() }
    logs = InlineArray { _ in Log() }
  }

  /// Adds `line`, without line end, to the log of `core`. The line is lost, and counted there, when
  /// the log is full. To be called on that core only; someone has to drain afterwards.
  public borrowing func log<let capacity: Int>(
    core: Int, _ line: inout TextBuffer<capacity>
  ) -> Bool {
    line.endLine()
    return line.withText { logs[core].push(all: $0) }
  }
}

extension TextBuffer {
  /// Ends the line, at the cost of its last byte when the buffer is full. One that did not fit into a log is ended
  /// already when it is tried again.
  mutating func endLine() {
    if count > 0, bytes[count &- 1] == 0x0A { return }
    if count == capacity { removeLast() }
    append(byte: 0x0A)
  }
}

#if MARTLET_SHARING
  extension ConsoleRings {
    /// Whether the monitor is at an answer, behind which its prompt waits. One core answers.
    public borrowing func setAnswering(_ answering: Bool) {
      answers.store(answering ? 1 : 0, ordering: .releasing)
    }
  }
#endif
