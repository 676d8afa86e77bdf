#if MARTLET_SERVICE
  internal import Core

  /// An answer of which a part at least is still to be sent.
  struct ControlReply {
    enum Records: UInt8 {
      case none, description, machines, virtualCPUs, pools, loads, events, health, resources
      case channels
      /// A piece from the position `end` on, of VM `next`.
      case console
      /// A piece from the event `end` on, of core `next`; without that of number `limit` and later ones.
      case trace
      /// The VM that was created.
      case created
    }

    let request: ControlRequest
    let status: ManagementStatus
    let records: Records
    /// Where to look for the next record: its number. That of a vCPU is 8 for each VM before it and its own, that
    /// of a fault 16 for each VM before it, and for the machine, and the fault's.
    var next: UInt64 = 0
    /// Events from this number on are too new for this answer. Or a position.
    var end: UInt64 = 0
    var limit: UInt64 = 0
  }
#endif
