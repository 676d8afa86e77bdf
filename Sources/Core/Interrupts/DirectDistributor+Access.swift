/// The filter in front of the physical registers.
///
/// Reserved registers, unaligned accesses and sizes that a register does not have are read as zero
/// and ignored when written, and so is every bit of an interrupt that the VM does not own.
extension DirectDistributor {
  /// An access to the distributor frame.
  /// - Returns: the value read; 0 for a write.
  @inline(__always)
  public mutating func distributorAccess(_ access: InterruptRegisterAccess) -> UInt64 {
    let intid = access.offset &- 0x400
    guard intid < 1020 else { return otherAccess(access) }
    return accessPriorities(
      access, frame: Registers.distributor, of: owned[Int(intid &>> 5)] &>> (intid & 28))
  }

  @inline(never)
  private mutating func otherAccess(_ access: InterruptRegisterAccess) -> UInt64 {
    let offset = access.offset
    guard access.isAligned else { return 0 }
    switch offset &>> 7 {
    case 0:
      return access.size == 4 ? headerRegister(access) : 0
    case 1...7:
      guard access.size == 4 else { return 0 }
      let mask = owned[Int((offset &>> 2) & 31)]
      if mask == 0 { return 0 }
      if offset &>> 7 == 1 { return access.isWrite ? 0 : UInt64(mask) }
      guard access.isWrite else {
        return UInt64(Registers.read(Registers.distributor, offset) & mask)
      }
      let bits = access.word & mask
      if bits != 0 { Registers.write(Registers.distributor, offset, bits) }
      return 0
    case 24, 25:
      guard access.size == 4 else { return 0 }
      let word = (offset &- 0xC00) &>> 2
      let mask = Self.pairs(owned[Int(word &>> 1)] &>> ((word & 1) &<< 4))
      if mask == 0 { return 0 }
      guard access.isWrite else {
        return UInt64(Registers.read(Registers.distributor, offset) & mask)
      }
      merge(Registers.distributor, offset, mask: mask, access.word)
      return 0
    case 0xC2...0xFF:
      return routerRegister(access)
    case 0x1FF:
      let isRead = !access.isWrite && access.size == 4 && offset >= 0xFFD0
      return isRead ? UInt64(Registers.read(Registers.distributor, offset)) : 0
    default: return 0
    }
  }

  /// Without LPIs and message-based SPIs: number of lines and identifier bits, `A3V`, `No1N`. Needs no lock.
  /// Arm: `GICD_TYPER`.
  @inline(__always)
  public var type: UInt32 { Registers.read(Registers.distributor, 4) & 0x03F8_001F }

  private mutating func headerRegister(_ access: InterruptRegisterAccess) -> UInt64 {
    switch access.offset {
    case 0:
      guard access.isWrite else {
        let physical = Registers.read(Registers.distributor, 0)
        let shown = DistributorControl.oneSecurityState | DistributorControl.writePending
        return UInt64(control | DistributorControl.affinityRouting | physical & shown)
      }
      // The physical groups stay enabled for the others; the guest sees what it wrote.
      control = access.word & 3
      return 0
    case 4: return access.isWrite ? 0 : UInt64(type)
    case 8: return access.isWrite ? 0 : UInt64(Registers.read(Registers.distributor, 8))
    default: return 0
    }
  }

  /// `GICx_IPRIORITYR`, one byte or four; `interrupts` are those of its word that are the VM's, one bit each.
  @inline(never)
  private func accessPriorities(
    _ access: InterruptRegisterAccess, frame: UInt64, of interrupts: UInt32
  ) -> UInt64 {
    let shift = (access.offset & 3) &<< 3
    let mask = Self.bytes(interrupts) & (access.size == 1 ? 0xFF &<< shift : .max)
    guard mask != 0, access.isAligned, access.size == 4 || access.size == 1 else { return 0 }
    let register = access.offset & ~3
    let word = Registers.read(frame, register)
    guard access.isWrite else { return UInt64((word & mask) &>> shift) }
    let value = InterruptPriority.floored(access.word &<< shift)
    Registers.write(frame, register, word & ~mask | value & mask)
    return 0
  }

  private mutating func routerRegister(_ access: InterruptRegisterAccess) -> UInt64 {
    let intid = (access.offset &- 0x6000) &>> 3
    guard access.size >= 4, owns(intid) else { return 0 }
    let register = access.offset & ~7
    let isUpper = access.size == 4 && access.offset & 4 != 0
    let physical = Registers.read64(Registers.distributor, register)
    let core = coreAffinities.index(of: Self.affinity(physical)) ?? 0
    var shown = PhysicalGIC<Registers>.route(to: affinities.affinity(of: core))
    guard access.isWrite else {
      if access.size == 8 { return shown }
      return isUpper ? shown &>> 32 : shown & 0xFFFF_FFFF
    }
    if access.size == 8 {
      shown = access.value
    } else if isUpper {
      shown = shown & 0xFFFF_FFFF | (access.value & 0xFFFF_FFFF) &<< 32
    } else {
      shown = shown & ~0xFFFF_FFFF | access.value & 0xFFFF_FFFF
    }
    let isAny = shown.bit(31)
    guard let target = isAny ? 0 : affinities.index(of: Self.affinity(shown)) else { return 0 }
    let route = PhysicalGIC<Registers>.route(to: coreAffinities.affinity(of: target))
    if route != physical { Registers.write64(Registers.distributor, register, route) }
    return 0
  }

  /// An access to the redistributor of vCPU `vcpu`; `offset` counts from its first frame.
  /// - Returns: the value read; 0 for a write.
  public mutating func redistributorAccess(
    _ access: InterruptRegisterAccess, of vcpu: Int
  ) -> UInt64 {
    let offset = access.offset
    guard access.isAligned, vcpu >= 0, vcpu < affinities.count else { return 0 }
    let frame = frames[vcpu & 7]
    guard offset >= 0x1_0000 else {
      return controlFrame(access, frame: frame, vcpu: vcpu)
    }
    switch offset {
    case 0x1_0080: return access.isWrite || access.size != 4 ? 0 : UInt64(visiblePrivate)
    case 0x1_0100, 0x1_0180, 0x1_0200, 0x1_0280, 0x1_0300, 0x1_0380:
      guard access.size == 4 else { return 0 }
      guard access.isWrite else {
        return UInt64(Registers.read(frame, offset) & visiblePrivate)
      }
      let bits = access.word & visiblePrivate
      if bits != 0 { Registers.write(frame, offset, bits) }
      return 0
    case 0x1_0400..<0x1_0420:
      return accessPriorities(access, frame: frame, of: visiblePrivate &>> (offset & 28))
    case 0x1_0C00, 0x1_0C04:
      guard access.size == 4 else { return 0 }
      let isUpper = offset == 0x1_0C04
      let mask = Self.pairs(visiblePrivate &>> (isUpper ? 16 : 0))
      guard access.isWrite else {
        return UInt64(Registers.read(frame, offset) & mask)
      }
      // The triggers of SGIs are fixed.
      if isUpper { merge(frame, offset, mask: mask, access.word) }
      return 0
    default: return 0
    }
  }

  /// The frame without interrupts: identification, sleep, and what belongs to LPIs.
  private mutating func controlFrame(
    _ access: InterruptRegisterAccess, frame: UInt64, vcpu: Int
  ) -> UInt64 {
    let bit: UInt32 = 1 &<< UInt32(vcpu & 7)
    if access.isWrite {
      // The physical redistributor never sleeps; the guest sees what it asked for.
      if access.offset == 0x14 && access.size == 4 {
        awake = access.word & 2 != 0 ? awake & ~bit : awake | bit
      }
      return 0
    }
    if access.offset == 8 || access.offset == 12 {
      return InterruptIdentity.redistributor(
        access.offset, size: access.size, index: vcpu, affinity: affinities.affinity(of: vcpu),
        isLast: vcpu &+ 1 == affinities.count) ?? 0
    }
    guard access.size == 4 else { return 0 }
    switch access.offset {
    // Arm: `GICR_CTLR.UWP`, `RWP`.
    case 0: return UInt64(Registers.read(frame, 0) & (1 << 31 | 1 << 3))
    case 4: return UInt64(Registers.read(frame, 4))
    case 0x14: return awake & bit != 0 ? 0 : 6
    case 0xFFD0..<0x1_0000: return UInt64(Registers.read(frame, access.offset))
    default: return 0
    }
  }

  /// The affinity in a router register's value, as `Aff3.Aff2.Aff1.Aff0`.
  private static func affinity(_ router: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: (router &>> 32) & 0xFF) &<< 24
      | UInt32(truncatingIfNeeded: router & 0xFF_FFFF)
  }

  // MARK: SGIs

  /// The vCPUs that a trapped write to `ICC_SGI1R_EL1` may reach, one bit each: none for the
  /// hypervisor's own SGI. The image then takes the physical writes out one by one:
  /// `while targets != 0 { write(takeRequest(from: &targets, intid:)) }`. Needs no lock.
  @inline(__always)
  public func targets(of request: SoftwareInterrupt, sender: Int) -> UInt32 {
    if visiblePrivate &>> request.intid & 1 == 0 { return 0 }
    return affinities.targets(of: request, sender: sender)
  }

  /// The physical `ICC_SGI1R_EL1` value that reaches the first of `targets` and all others that the
  /// same write can reach; these are removed from the set. Needs no lock.
  @inline(__always)
  public func takeRequest(from targets: inout UInt32, intid: UInt32) -> UInt64 {
    if targets == 0 { return 0 }
    let first = coreAffinities.affinity(of: targets.trailingZeroBitCount)
    var value = PhysicalInterface.softwareInterrupt(intid, affinity: first)
    var rest = targets & (targets &- 1)
    targets = 0
    while rest != 0 {
      let affinity = coreAffinities.affinity(of: rest.trailingZeroBitCount)
      let bit = rest & (0 &- rest)
      rest &= rest &- 1
      if affinity &>> 4 == first &>> 4 {
        value |= 1 &<< UInt64(affinity & 15)
      } else {
        targets |= bit
      }
    }
    return value
  }
}
