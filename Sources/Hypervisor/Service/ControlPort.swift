#if MARTLET_SERVICE
  internal import Channels
  internal import Core
  internal import Synchronization

  /// The hypervisor's end of the control device; there is one at most. `registers` are guarded by the `deviceLock` of the
  /// service VM.
  ///
  /// Each pair of rings has a lock that nobody waits for: who finds it taken leaves its wish in `wanted`, and who has it
  /// looks there when it lets go. So it may be outside all other locks, and what the service VM asks for is done with
  /// none of them held.
  struct ControlPort: ~Copyable {
    let machine: Reference<VirtualMachine>
    var registers = ControlRegisters()
    /// The bits of rings that are to be looked at, as in the registers, and `restarts` times those whose end starts anew.
    let wanted = Atomic<UInt32>(0)
    /// Somebody reads the events, and there is room for them.
    let hasListener = Atomic<UInt32>(0)

    /// Around the next two.
    let requestLock = OwnedLock()
    var requests: RingEnd
    var answer: ControlReply?

    /// Around the next two.
    let eventLock = OwnedLock()
    var events: RingEnd
    /// Nil until the listener is there.
    var nextEvent: UInt64?

    static var restarts: UInt32 { 16 }
    /// How many messages are taken or sent in one go.
    static var piece: Int { 16 }

    init(
      machine: Reference<VirtualMachine>, requests: consuming RingEnd,
      events: consuming RingEnd
    ) {
      self.machine = machine
      self.requests = requests
      self.events = events
    }
  }

  extension Reference<VirtualMachine> {
    /// Of the service VM.
    var controlPort: Reference<ControlPort>? {
      let address = record.service.record.control
      return address == 0 ? nil : Reference<ControlPort>(address: address)
    }
  }
#endif
