#if MARTLET_SHARING
  /// What became of a call: done, or why nothing was changed. The numbers are what a management VM will get.
  public enum ManagementStatus: UInt8, Error, Sendable {
    case done = 0
    case unknownMachine = 1
    case unknownPool = 2
    case unknownCore = 3
    case outOfRange = 4
    case budgetBeyondPeriod = 5
    /// What was asked for is so already.
    case alreadySo = 6
    case isRunning = 7
    case isOff = 8
    case isPaused = 9
    case notPaused = 10
    case isLeaving = 11
    case isDestroyed = 12
    /// The pool's scheduler has nothing that this value would be for.
    case otherScheduler = 13
    /// The admission of a `deadline` pool.
    case notAdmitted = 14
    case poolIsFull = 15
    /// A pool that binds has a core for each virtual core.
    case needsCores = 16
    case lastCore = 17
    case coreIsBound = 18
    case noWindow = 19
    /// Its interrupts are the cores': it cannot leave them.
    case isDirect = 20
    case isShuttingDown = 21
    /// Another change of the same thing is still under way.
    case isBusy = 22
    case notHere = 23
    #if MARTLET_SERVICE
      /// The VM did not let the service VM do that: `managed`.
      case notAllowed = 24
      /// A message that is no request.
      case malformed = 25
      case unknownOperation = 26
      /// Not a package, or one that something happened to.
      case isNoPackage = 27
      /// The package is of another scenario or board.
      case otherMachine = 28
      /// It asks for what only a VM of the scenario can have.
      case notForCreated = 29
      case nameIsTaken = 30
      /// The reserve has no hole that is large enough.
      case noMemory = 31
      /// There are as many created VMs as the reserve has room for.
      case noSlot = 32
      case notPrimary = 33
      /// Its standby does not run, or has not said that it is ready.
      case noStandby = 34
      /// More than the scenario lets the service VM give, or in too many pieces.
      case notToGive = 35
      case memoryIsUsed = 36

      public static var count: UInt8 { 37 }
    #else
      public static var count: UInt8 { 24 }
    #endif

    /// What to tell the person who asked.
    public var sentence: StaticString {
      switch self {
      case .done: "done"
      case .unknownMachine: "there is no such VM"
      case .unknownPool: "there is no such pool"
      case .unknownCore: "there is no such core"
      case .outOfRange: "the value is out of range"
      case .budgetBeyondPeriod: "the budget is longer than its period"
      case .alreadySo: "that is so already"
      case .isRunning: "the VM is running"
      case .isOff: "the VM is off"
      case .isPaused: "the VM is paused"
      case .notPaused: "the VM is not paused"
      case .isLeaving: "the VM is being stopped; ask again"
      case .isDestroyed: "the VM was destroyed, and only a restart of the machine brings it back"
      case .otherScheduler: "the scheduler of the VM's pool has no such value"
      case .notAdmitted: "the pool cannot guarantee that beside what it guarantees already"
      case .poolIsFull: "the pool has no room for so many vCPUs"
      case .needsCores: "a pool that binds needs a core for each vCPU"
      case .lastCore: "the pool's VMs need this core"
      case .coreIsBound: "a vCPU is bound to this core"
      case .noWindow: "the pool's frame has no window for the VM"
      case .isDirect: "a VM with direct interrupts stays on its cores"
      case .isShuttingDown: "the machine is being switched off"
      case .isBusy: "an earlier change is still under way; ask again"
      case .notHere: "this image cannot do that"
      #if MARTLET_SERVICE
        case .notAllowed: "the scenario does not let this VM do that"
        case .malformed: "the message is no request"
        case .unknownOperation: "there is no such operation"
        case .isNoPackage: "this is no VM package, or it is damaged"
        case .otherMachine: "the package was built for another scenario or board"
        case .notForCreated: "the package asks for what a created VM cannot have"
        case .nameIsTaken: "another VM is called so"
        case .noMemory: "the reserve has not so much memory left in one piece"
        case .noSlot: "there are as many created VMs as the reserve has room for"
        case .notPrimary: "the VM is not the primary of a pair"
        case .noStandby: "the VM's standby is not ready"
        case .notToGive: "the scenario does not let so much memory be given, or in so many pieces"
        case .memoryIsUsed: "a VM or its package is in this memory"
      #endif
      }
    }
  }
#endif
