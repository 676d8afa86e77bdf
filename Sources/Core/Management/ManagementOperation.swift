#if MARTLET_SHARING
  /// What can be asked of the machine while it runs. The numbers are what a management VM will send.
  public enum ManagementOperation: UInt8, Sendable {
    case listMachines = 0
    case start = 1
    case stop = 2
    case restart = 3
    case pause = 4
    case resume = 5
    case destroy = 6
    case listVirtualCPUs = 7
    case listPools = 8
    case moveCore = 9
    case moveMachine = 10
    case setWeight = 11
    case setPriority = 12
    case setBudget = 13
    case showLoad = 14
    case listEvents = 15
    #if MARTLET_SERVICE
      case switchOver = 16

      public static var count: UInt8 { 17 }
    #else
      public static var count: UInt8 { 16 }
    #endif
  }
#endif
