/// What the hypervisor says of the pair, at 0x1C of their channel. docs/martlet-replica.md.
struct ReplicaRole: Equatable {
  var word: UInt32

  static var register: UInt32 { 0x1C }
  /// Stored there: this end is ready.
  static var ready: UInt32 { 4 }

  /// A VM that is not of a pair has nobody to take over from.
  var isStandby: Bool { word & 3 == 2 }
  /// Said in this life of the VM, perhaps by a program before this one.
  var isReady: Bool { word & Self.ready != 0 }
  /// The other VM runs and has said so: it may take over at any time.
  var isPeerReady: Bool { word & 8 != 0 }
}
