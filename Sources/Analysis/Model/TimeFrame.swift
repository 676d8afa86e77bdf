/// The major frame of a pool with time windows.
public struct TimeFrame: Sendable, Equatable {
  public struct Window: Sendable, Equatable {
    public var start: Int
    public var length: Int
    /// Of the VM whose window it is, as ``PoolMember/machine``.
    public var machine: Int

    public init(start: Int, length: Int, machine: Int) {
      self.start = start
      self.length = length
      self.machine = machine
    }
  }

  public var length: Int
  /// In the order of their start, none over another.
  public var windows: [Window]
  /// How long one of several virtual cores of a VM runs in a row.
  public var quantum: Int
  public var donatesSlack: Bool

  public init(length: Int, windows: [Window], quantum: Int, donatesSlack: Bool = false) {
    self.length = length
    self.windows = windows
    self.quantum = quantum
    self.donatesSlack = donatesSlack
  }
}
