#if MARTLET_SERVICE
  internal import AArch64
  internal import CAArch64
  internal import Core
  internal import Scheduling

  // A package on its way in. What the service VM puts behind the rings is copied into memory that no guest reaches, and only
  // the copy is ever looked at: first its hashes, then what it says. All of it happens at the end of the service VM's exits,
  // in pieces that are left whenever an interrupt waits.

  extension Reference<Reserve> {
    private static var copyPiece: UInt64 { 4096 }
    private static var scrubPiece: UInt64 { 65536 }
    private static var hashPiece: Int { 4096 }

    /// Begins what a request asks for; its answer comes from `goOn`.
    func begin(_ call: ControlCall, _ request: ControlRequest) throws(ManagementStatus) {
      record.progress = 0
      switch call {
      case .beginPackage(let size): record.work = .begin(size)
      case .putPackage(let offset, let count):
        guard offset < record.package.size, count <= record.package.size &- offset else {
          throw .outOfRange
        }
        record.work = .put(offset, count)
      case .create:
        guard record.package.size > 0 else { throw .isNoPackage }
        record.verification = BundleVerification()
        record.work = .verify
      case .giveMemory(let range): try beginToGive(range)
      case .takeMemory(let range): try beginToTake(range)
      default: throw .unknownOperation
      }
      record.request = request
    }

    /// Some pieces more. The answer when it is done; nil where it has to be left for now.
    @inline(never)
    func goOn() -> ControlReply? {
      guard let request = record.request else { return nil }
      while true {
        var status: ManagementStatus?
        var number = 0
        do throws(ManagementStatus) {
          switch record.work {
          case .none: status = .done
          case .begin(let size): status = try scrub(thenTake: size) ? .done : nil
          case .put(let offset, let count): status = put(offset, count) ? .done : nil
          case .give(let window): status = give(window) ? .done : nil
          case .take(let window): status = take(window) ? .done : nil
          case .verify:
            if try verify() { record.work = .create }
          case .create:
            if let made = try create() {
              number = made
              status = .done
            } else {
              // Somebody else has to get further first.
              return nil
            }
          }
        } catch {
          status = error
        }
        if let status {
          let isCreated = request.operation == ControlCall.create.operation && status == .done
          record.work = .none
          record.request = nil
          return ControlReply(
            request: request, status: status, records: isCreated ? .created : .none,
            next: UInt64(truncatingIfNeeded: number))
        }
        if CPU.hasInterrupt { return nil }
      }
    }

    /// A piece of the package that was there is scrubbed, and in the end room is made for another. True when it is done.
    private func scrub(thenTake size: UInt64) throws(ManagementStatus) -> Bool {
      let old = record.package
      if record.progress < old.size {
        let piece = min(Self.scrubPiece, old.size &- record.progress)
        record.machine.record.memory.zero(old.start &+ record.progress, piece)
        record.progress &+= piece
        return false
      }
      record.package = AddressRange(start: 0, size: 0)
      if old.size > 0 {
        let isGiven = record.regions.give(old)
        precondition(isGiven)
      }
      guard size > 0 else { return true }
      guard let rounded = Granule.roundUp(size),
        let region = record.regions.take(rounded, alignment: Granule.size)
      else { throw .noMemory }
      record.package = region
      return true
    }

    /// A piece of what lies behind the rings.
    private func put(_ offset: UInt64, _ count: UInt64) -> Bool {
      let piece = min(Self.copyPiece, count &- record.progress)
      record.machine.record.memory.copy(
        from: record.staging &+ record.progress,
        to: record.package.start &+ offset &+ record.progress, size: piece)
      record.progress &+= piece
      return record.progress >= count
    }

    /// A piece of the hashes, and when all are right what the package says. True when it is decoded.
    @inline(never)
    private func verify() throws(ManagementStatus) -> Bool {
      let bundle = try self.bundle()
      do throws(BundleError) {
        guard
          try record.verification.verify(
            bundle, atMost: Self.hashPiece, mixing: HashInstructions.mix)
        else { return false }
      } catch {
        throw .isNoPackage
      }
      try decode()
      return true
    }

    /// The VM of the package and its share, by themselves.
    @inline(never)
    private func decode() throws(ManagementStatus) {
      let configuration = try self.configuration()
      try configuration.decodePackage(
        for: record.identity, in: record.configuration, into: &record.decoded)
      do throws(SharingError) {
        try configuration.decodeShare(virtualMachine: 0, into: &record.share)
      } catch {
        throw .isNoPackage
      }
      guard record.share.guarding.period == 0 else { throw .notForCreated }
      for index in 0..<record.decoded.cores.count
      where record.machine.record.core(Int(record.decoded.cores[index])) == nil {
        throw .notForCreated
      }
    }

    /// Of the package, whose hashes are right.
    @_lifetime(immortal)
    func configuration() throws(ManagementStatus) -> Configuration {
      let bundle = try self.bundle()
      do throws(ConfigurationError) {
        return try Configuration(bundle)
      } catch {
        throw .isNoPackage
      }
    }

    /// The package that has come in, with a table that is right.
    @_lifetime(immortal)
    private func bundle() throws(ManagementStatus) -> Bundle {
      do throws(BundleError) {
        let bundle = try Bundle(
          MemorySpan.bytes(
            at: record.package.start, size: Int(truncatingIfNeeded: record.package.size)),
          mixing: HashInstructions.mix)
        guard bundle.partCount <= Configuration.mostPackageParts else { throw .tooManyParts }
        return bundle
      } catch {
        throw .isNoPackage
      }
    }
  }
#endif
