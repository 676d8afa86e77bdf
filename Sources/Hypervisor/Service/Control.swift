#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Channels
  internal import Core
  internal import Synchronization

  // The control device at work. Requests are carried out at the end of the service VM's own exits, a piece in each. Events are
  // sent there, too, or by the console core, which is kicked where somebody listens: an event happens under any locks.

  extension Reference<VirtualMachine> {
    /// An access to the registers.
    func accessControl(_ access: InterruptRegisterAccess, core: UInt32) -> UInt64? {
      guard let port = controlPort else { return nil }
      let size = Int(access.size)
      record.deviceLock.lock(core: core)
      var value: UInt64 = 0
      var bits: UInt32 = 0
      if access.isWrite {
        bits = port.record.registers.write(
          UInt64(access.offset), size: size, UInt32(truncatingIfNeeded: access.value))
        port.settle(core: core)
      } else {
        value = UInt64(port.record.registers.read(UInt64(access.offset), size: size))
      }
      record.deviceLock.unlock()
      port.want(bits)
      return value
    }
  }

  extension Reference<VirtualCPU> {
    /// Sees to it that what is wanted of the control device is looked at, at the end of this exit or of the next.
    func recallControl() {
      if let port = record.machine.controlPort, port.isWanted {
        record.mailbox.post(VirtualCPU.attention)
      }
    }

    /// The end of an exit: a piece of what is wanted. Answers the mail that came of it.
    @inline(never)
    func serveControl() -> UInt64 {
      guard let port = record.machine.controlPort, port.isWanted,
        record.machine.record.lifecycle.phase == .running
      else { return 0 }
      port.serveRequests()
      port.serveEvents()
      // Either who left a wish had the lock, or it is seen here.
      martlet_dmb_ish()
      let mail = record.mailbox.collect()
      recallControl()
      return mail
    }
  }

  extension Reference<CPU> {
    /// Console core, kicked: events.
    func serveListener() {
      let address = record.machine.record.control
      guard address != 0 else { return }
      let port = Reference<ControlPort>(address: address)
      port.serveEvents()
      // The rest is the service VM's, at its next exit.
      if port.isWanted {
        port.record.machine.virtualCPU(0).record.mailbox.post(VirtualCPU.attention)
      }
    }
  }

  extension Reference<Machine> {
    /// There is an event. On any core, whatever locks it holds.
    func tellListener() {
      guard record.control != 0 else { return }
      let port = Reference<ControlPort>(address: record.control)
      guard port.record.hasListener.load(ordering: .sequentiallyConsistent) != 0 else { return }
      let before = port.record.wanted.bitwiseOr(
        ControlRegisters.events, ordering: .sequentiallyConsistent
      ).oldValue
      if before & ControlRegisters.events == 0 {
        record.core(Int(record.consoleCore))?.kick()
      }
    }
  }

  extension Reference<ControlPort> {
    var isWanted: Bool { record.wanted.load(ordering: .relaxed) != 0 }

    func want(_ bits: UInt32) {
      if bits != 0 { record.wanted.bitwiseOr(bits, ordering: .sequentiallyConsistent) }
    }

    /// The service VM starts: as after power-on. Under its device lock.
    func reset(core: UInt32) {
      record.registers = ControlRegisters(hasStaging: record.registers.hasStaging)
      settle(core: core)
      record.hasListener.store(0, ordering: .relaxed)
      want((ControlRegisters.requests | ControlRegisters.events) &* ControlPort.restarts)
    }

    /// The interrupt follows the registers. Under the VM's device lock.
    func settle(core: UInt32) {
      let machine = record.machine
      let line = machine.record.service.record.bus.setAsserting(
        record.registers.isAsserting, slot: PCIPlatform.controlSlot)
      if let line { machine.settlePCILine(line, core: core) }
    }

    private func notify(_ bits: UInt32) {
      let core = CPU.current.record.index
      record.machine.record.deviceLock.lock(core: core)
      record.registers.notify(bits)
      settle(core: core)
      record.machine.record.deviceLock.unlock()
    }

    /// Takes a wish back, which is done now, and a restart before it.
    private func take(_ bit: UInt32) -> (isWanted: Bool, restarts: Bool) {
      let restart = bit &* ControlPort.restarts
      let before = record.wanted.bitwiseAnd(
        ~(bit | restart), ordering: .sequentiallyConsistent
      ).oldValue
      return (before & (bit | restart) != 0, before & restart != 0)
    }

    func serveRequests() {
      guard record.requestLock.tryLock(core: CPU.current.record.index) else { return }
      let (isWanted, restarts) = take(ControlRegisters.requests)
      if restarts {
        record.requests.restart()
        record.answer = nil
        record.machine.record.hypervisor.reserve?.record.request = nil
      }
      record.machine.record.hypervisor.reserve?.removeDestroyed()
      if isWanted {
        if answerRequests() { want(ControlRegisters.requests) }
        if record.requests.takeBell() { notify(ControlRegisters.requests) }
      }
      record.requestLock.unlock()
    }

    func serveEvents() {
      guard record.eventLock.tryLock(core: CPU.current.record.index) else { return }
      let (isWanted, restarts) = take(ControlRegisters.events)
      if restarts {
        record.events.restart()
        record.nextEvent = nil
      }
      if isWanted {
        if sendEvents() { want(ControlRegisters.events) }
        if record.events.takeBell() { notify(ControlRegisters.events) }
      }
      record.eventLock.unlock()
    }

    /// A piece of the answers and requests. True: there is more to do at once.
    private func answerRequests() -> Bool {
      for _ in 0..<ControlPort.piece {
        if let reserve = record.machine.record.hypervisor.reserve, reserve.record.request != nil {
          guard let reply = reserve.goOn() else { return true }
          record.answer = reply
        }
        if record.answer != nil {
          switch sendPart() {
          case .sent: break
          case .full:
            // It goes on when the service VM has made room, and rings.
            if record.requests.waitForRoom(for: ControlDevice.longestMessage) { return false }
          case .tooLong, .down, .refused: record.answer = nil
          }
        } else if !takeRequest(), record.requests.waitForMessage() {
          return false
        }
      }
      return true
    }

    /// Takes a message and does what it says; its answer is to be sent then. False where there is none.
    @inline(never)
    private func takeRequest() -> Bool {
      var buffer = InlineArray<256, UInt8>(repeating: 0)
      var span = buffer.mutableSpan
      switch record.requests.receive(into: &span) {
      case .message(let count): take(buffer.span.extracting(first: count).raw)
      case .tooLong:
        record.requests.skip()
        take(RawSpan())
      case .empty, .down, .refused: return false
      }
      return true
    }

    /// From a message, which is a copy, to a deed: decoded to its end, then asked whether it is allowed, then done.
    private func take(_ message: RawSpan) {
      let hypervisor = record.machine.record.hypervisor
      let rights = ManagedView(machine: hypervisor)
      let request = ControlRequest(message)
      do throws(ManagementStatus) {
        let call = try ControlCall(message, in: rights.limits)
        let status = call.permission(by: rights)
        guard status == .done else { throw status }
        switch call {
        case .describe: begin(.description, request)
        case .health: begin(.health, request)
        case .resources:
          guard hypervisor.reserve != nil else { throw .notHere }
          begin(.resources, request)
        case .beginPackage, .putPackage, .create, .giveMemory, .takeMemory:
          guard let reserve = hypervisor.reserve else { throw .notHere }
          try reserve.begin(call, request)
        case .readConsole(let machine, let position):
          begin(.console, request, from: UInt64(truncatingIfNeeded: machine), before: position)
        case .writeConsole(let machine, let keys): throw hypervisor.type(keys, to: machine)
        case .listChannels: begin(.channels, request)
        case .readTrace(let core, let number, let limit):
          guard hypervisor.keepsTrace else { throw .notHere }
          record.answer = ControlReply(
            request: request, status: .done, records: .trace,
            next: UInt64(truncatingIfNeeded: core), end: number, limit: limit)
        case .events(let first):
          begin(.events, request, from: first, before: hypervisor.eventTotal)
        case .management(let call):
          switch call {
          case .listMachines: begin(.machines, request)
          case .listVirtualCPUs: begin(.virtualCPUs, request)
          case .listPools: begin(.pools, request)
          case .showLoad: begin(.loads, request)
          default: throw hypervisor.carryOut(call)
          }
        }
      } catch {
        record.answer = ControlReply(request: request, status: error, records: .none)
      }
    }

    private func begin(
      _ records: ControlReply.Records, _ request: ControlRequest, from first: UInt64 = 0,
      before end: UInt64 = 0
    ) {
      record.answer = ControlReply(
        request: request, status: .done, records: records, next: first, end: end)
    }

    /// Sends the next part of the answer.
    @inline(never)
    private func sendPart() -> ChannelSent {
      guard var reply = record.answer else { return .sent }
      let hypervisor = record.machine.record.hypervisor
      let number = hypervisor.nextRecord(of: reply, from: reply.next)
      let following = number.flatMap { hypervisor.nextRecord(of: reply, from: $0 &+ 1) }
      var message = ControlMessage()
      ControlAnswer(
        to: reply.request, reply.status, isLast: following == nil,
        time: hypervisor.nanoseconds(Counter.read() &- hypervisor.record.bootTime)
      ).write(to: &message)
      if let number { hypervisor.write(reply, number, to: &message) }
      let sent = message.withText { record.requests.send($0) }
      guard sent == .sent else { return sent }
      reply.next = following ?? 0
      record.answer = following == nil ? nil : reply
      return .sent
    }

    /// A piece of the events. True: there is more to do at once.
    private func sendEvents() -> Bool {
      guard record.events.isUp() else {
        record.hasListener.store(0, ordering: .relaxed)
        record.nextEvent = nil
        return !record.events.waitForMessage()
      }
      let hypervisor = record.machine.record.hypervisor
      // Before it is looked which events there are.
      record.hasListener.store(1, ordering: .sequentiallyConsistent)
      for _ in 0..<ControlPort.piece {
        let wanted = record.nextEvent ?? hypervisor.eventTotal
        record.nextEvent = wanted
        guard let number = hypervisor.visibleEvent(from: wanted, before: .max) else {
          return false
        }
        var message = ControlMessage()
        hypervisor.write(event: number, to: &message)
        let sent = message.withText { record.events.send($0) }
        if sent == .full {
          record.hasListener.store(0, ordering: .relaxed)
          return !record.events.waitForRoom(for: message.count)
        }
        guard sent == .sent else { return true }
        record.nextEvent = number &+ 1
      }
      return true
    }
  }
#endif
