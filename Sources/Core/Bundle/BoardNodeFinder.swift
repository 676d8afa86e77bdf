/// What the walk over a board's tree has found so far and still needs after it.
struct BoardNodeFinder: ~Copyable {
  /// The node that /chosen names for standard output.
  let console: FlattenedDeviceTree.Node?
  var hasConsole = false
  var hasPowerInterface = false
  var timer: FlattenedDeviceTree.Node?
  /// Cells of one interrupt as the interrupt controller counts them.
  var interruptCells = 3

  init(console: FlattenedDeviceTree.Node?) {
    self.console = console
  }
}
