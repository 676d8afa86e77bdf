#if MARTLET_SERVICE
  /// A request's frame: which operation, and what its answer is to be recognised by. Any bytes have one.
  ///
  /// | Place | Bytes | What |
  /// |--:|--:|---|
  /// | 0 | 2 | operation |
  /// | 2 | 2 | 0 |
  /// | 4 | 4 | tag |
  /// | 8, 16, 24 | 8 each | arguments; 0 where the operation has none |
  public struct ControlRequest: Equatable, BitwiseCopyable, Sendable {
    public static var size: Int { 32 }

    public let operation: UInt16
    public let tag: UInt32

    /// What does not reach so far is 0.
    public init(_ message: RawSpan) {
      let first = message.littleEndianWord(at: 0) ?? 0
      operation = UInt16(truncatingIfNeeded: first)
      tag = message.littleEndianWord(at: 4) ?? 0
    }

    public init(operation: UInt16, tag: UInt32) {
      self.operation = operation
      self.tag = tag
    }
  }

  extension ControlCall {
    /// Reads a message to its end, and only then is there a call. Nothing but the message is looked at.
    public init(_ message: RawSpan, in limits: ManagementLimits) throws(ManagementStatus) {
      guard message.byteCount == ControlRequest.size,
        let head = message.littleEndianWord(at: 0), head &>> 16 == 0,
        let first = message.littleEndianDoubleWord(at: 8),
        let second = message.littleEndianDoubleWord(at: 16),
        let third = message.littleEndianDoubleWord(at: 24)
      else { throw .malformed }
      let call = try ControlCall(head, first, second, third, in: limits)
      // Arguments that the operation does not have are 0, so that a later version may have them.
      let (number, again) = call.parts
      guard UInt32(number) == head, again.0 == first, again.1 == second, again.2 == third else {
        throw .malformed
      }
      self = call
    }

    private init(
      _ operation: UInt32, _ first: UInt64, _ second: UInt64, _ third: UInt64,
      in limits: ManagementLimits
    ) throws(ManagementStatus) {
      switch operation {
      case UInt32(Self.describeNumber): self = .describe
      case UInt32(Self.healthNumber): self = .health
      case UInt32(Self.createNumber): self = .create
      case UInt32(Self.resourcesNumber): self = .resources
      case UInt32(Self.beginPackageNumber):
        guard first <= ControlDevice.largestPackage else { throw .outOfRange }
        self = .beginPackage(size: first)
      case UInt32(Self.putPackageNumber):
        guard first < ControlDevice.largestPackage, first % ControlDevice.pieceAlignment == 0,
          second > 0, second <= UInt64(ControlDevice.stagingSize)
        else { throw .outOfRange }
        self = .putPackage(offset: first, count: second)
      case UInt32(Self.giveMemoryNumber):
        self = .giveMemory(AddressRange(start: first, size: second))
      case UInt32(Self.takeMemoryNumber):
        self = .takeMemory(AddressRange(start: first, size: second))
      case UInt32(Self.readConsoleNumber):
        self = .readConsole(machine: try limits.machine(first), from: second)
      case UInt32(Self.writeConsoleNumber):
        self = .writeConsole(
          machine: try limits.machine(first & 0xFF),
          try ConsoleKeys(count: first &>> 8, second, third))
      case UInt32(Self.listChannelsNumber): self = .listChannels
      case UInt32(Self.readTraceNumber):
        self = .readTrace(core: try limits.core(first), from: second, before: third)
      case UInt32(ManagementOperation.listEvents.rawValue): self = .events(from: first)
      default:
        guard let number = UInt8(exactly: operation),
          let operation = ManagementOperation(rawValue: number)
        else { throw .unknownOperation }
        self = .management(
          try ManagementCall.decode(operation, first, second, third, in: limits))
      }
    }

    /// Number of the operation, and its arguments.
    var parts: (UInt16, (UInt64, UInt64, UInt64)) {
      switch self {
      case .describe: return (Self.describeNumber, (0, 0, 0))
      case .health: return (Self.healthNumber, (0, 0, 0))
      case .beginPackage(let size): return (Self.beginPackageNumber, (size, 0, 0))
      case .putPackage(let offset, let count):
        return (Self.putPackageNumber, (offset, count, 0))
      case .create: return (Self.createNumber, (0, 0, 0))
      case .resources: return (Self.resourcesNumber, (0, 0, 0))
      case .giveMemory(let range): return (Self.giveMemoryNumber, (range.start, range.size, 0))
      case .takeMemory(let range): return (Self.takeMemoryNumber, (range.start, range.size, 0))
      case .readConsole(let machine, let position):
        return (Self.readConsoleNumber, (UInt64(truncatingIfNeeded: machine), position, 0))
      case .writeConsole(let machine, let keys):
        let first = UInt64(truncatingIfNeeded: machine | keys.count &<< 8)
        return (Self.writeConsoleNumber, (first, keys.low, keys.high))
      case .listChannels: return (Self.listChannelsNumber, (0, 0, 0))
      case .readTrace(let core, let number, let end):
        return (Self.readTraceNumber, (UInt64(truncatingIfNeeded: core), number, end))
      case .events(let number):
        return (UInt16(ManagementOperation.listEvents.rawValue), (number, 0, 0))
      case .management(let call):
        let (operation, arguments) = call.parts
        return (UInt16(operation.rawValue), arguments)
      }
    }

    /// As a message.
    public func write(tag: UInt32, to message: inout ControlMessage) {
      let (number, arguments) = parts
      message.append(littleEndian: UInt32(number))
      message.append(littleEndian: tag)
      message.append(littleEndian: arguments.0)
      message.append(littleEndian: arguments.1)
      message.append(littleEndian: arguments.2)
    }

    public var operation: UInt16 { parts.0 }
  }
#endif
