#if MARTLET_SERVICE
  /// Memory of the service VM that it has given for VMs that it creates.
  public struct GivenMemory: ~Copyable {
    public static var mostWindows: Int { 8 }

    /// Bytes that it may give, at most.
    public let limit: UInt64
    /// Where the service VM had it, and where it is on the board; in the order in which it was given.
    private var windows = BoundedList<8, VirtualMachineConfiguration.Window>(
      filler: VirtualMachineConfiguration.noWindow)

    public init(limit: UInt64) { self.limit = limit }

    public var count: Int { windows.count }

    /// The window of that number, which is below `count`.
    public mutating func window(_ index: Int) -> VirtualMachineConfiguration.Window {
      windows[index]
    }

    /// Bytes that were given.
    public var size: UInt64 {
      mutating get {
        var sum: UInt64 = 0
        var index = 0
        while index < windows.count {
          sum &+= windows[index].guest.size
          index &+= 1
        }
        return sum
      }
    }

    /// Takes a window of the service VM's memory. Refused, and nothing has changed, where it is no whole blocks, was given already,
    /// or is more than may be given.
    public mutating func add(
      _ window: VirtualMachineConfiguration.Window
    ) throws(ManagementStatus) {
      let block = ReserveConfiguration.alignment &- 1
      guard window.guest.size > 0,
        (window.guest.start | window.guest.size | window.physical) & block == 0
      else { throw .outOfRange }
      guard place(of: window.guest) == nil else { throw .alreadySo }
      guard window.guest.size <= limit, size <= limit &- window.guest.size,
        windows.append(window)
      else { throw .notToGive }
    }

    /// The number of the window with just these addresses of the service VM's.
    public mutating func index(of guest: AddressRange) -> Int? {
      guard let index = place(of: guest), windows[index].guest == guest else { return nil }
      return index
    }

    /// The number of the first window that has some of these addresses.
    private mutating func place(of guest: AddressRange) -> Int? {
      var index = 0
      while index < windows.count {
        if windows[index].guest.overlaps(guest) { return index }
        index &+= 1
      }
      return nil
    }

    /// Forgets the window: it is the service VM's again.
    public mutating func remove(_ window: VirtualMachineConfiguration.Window) {
      _ = windows.remove(window)
    }

    /// Whether some of what lies there on the board was given.
    public mutating func has(_ physical: AddressRange) -> Bool {
      var index = 0
      while index < windows.count {
        if windows[index].physicalRange.overlaps(physical) { return true }
        index &+= 1
      }
      return false
    }
  }
#endif
