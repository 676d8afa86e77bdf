#if MARTLET_SERVICE
  /// What a permission depends on. Indices are within the limits.
  public protocol ManagedMachines: ~Copyable {
    var limits: ManagementLimits { get }
    /// What the VM lets the service VM do to it.
    func rights(ofMachine index: Int) -> ManagementRights
    /// Nil where it is in none.
    func pool(ofMachine index: Int) -> Int?
    /// Nil where it is in none.
    func pool(ofCore index: Int) -> Int?
    /// Whether the VMs of a pool take time from each other.
    func isShared(pool index: Int) -> Bool
  }
#endif
