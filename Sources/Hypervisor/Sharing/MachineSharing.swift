#if MARTLET_SHARING
  internal import Scheduling
  internal import Synchronization

  /// What a VM has to do with pools.
  struct MachineSharing: ~Copyable {
    /// By core: which virtual core ran there last, from 1; 0 for none. Each core's entry is its own.
    var lastOn = InlineArray<8, UInt8>(repeating: 0)
    /// Its pool and what it has there; under the machine's `moveLock`.
    var share = ShareConfiguration()
    /// Why its virtual cores stay off every core; 0: they do not. See `Hold`.
    let hold = Atomic<UInt32>(0)
    /// The pool that it goes to; under the machine's `moveLock`.
    var target = 0
    /// Physical address of the page that tells the guest its stolen time, or 0.
    var stolenTime: UInt64 = 0
    var watch = Watch()
    /// It does not start again; and whether nothing of it is left in memory.
    var isDestroyed = false
    var isScrubbed = false
    /// What is still to be done to its memory. It belongs to whoever has virtual core 0.
    var work = MemoryWork()
    /// Its start was asked for by the monitor, which is told when it happens.
    let startIsTold = Atomic<UInt32>(0)
    #if MARTLET_SERVICE
      /// What it will have in the pool that it goes to; nil: what it has. Under the machine's `moveLock`.
      var inheritance: Portion?
    #endif
  }
#endif
