internal import ChannelDevice
internal import Channels
internal import ControlTool
internal import Core

extension ReplicaTool where Console: ~Copyable {
  /// The client.
  mutating func ask<Board: ReplicaBoard & ~Copyable>(_ board: inout Board) -> Int32 {
    guard let left = find(.first, &board), let right = find(.second, &board),
      let leftMemory = memory(left, .first, &board),
      let rightMemory = memory(right, .second, &board),
      let leftWire = wire(left, leftMemory, .first, &board),
      let rightWire = wire(right, rightMemory, .second, &board)
    else { return Self.missing }
    let pace = arguments.pace
    var client = ReplicaClient(left: leftWire, right: rightWire, pace: pace, &board)
    // Doorbells may interrupt.
    board.write(left, 0, 1)
    board.write(right, 0, 1)
    let channels = UInt32(1) &<< UInt32(left & 31) | UInt32(1) &<< UInt32(right & 31)
    var now = board.now()
    var reportAt = now &+ pace.report
    var restless = 0
    while !board.isStopped, !client.isDone {
      let hasMoved = client.step(&board, now: now)
      now = board.now()
      if pace.report > 0, now >= reportAt {
        reportAt = now &+ pace.report
        show(client.tally)
      }
      let rest = UInt32(clamping: min(client.rest(now: now), 100))
      if hasMoved || rest == 0 {
        restless = 0
      } else if client.prepareToWait(&board) {
        board.wait(channels, milliseconds: rest)
      } else {
        restless &+= 1
        if restless >= Self.patience {
          restless = 0
          board.wait(channels, milliseconds: min(rest, 5))
        }
      }
      now = board.now()
    }
    show(client.tally)
    return client.tally.isRight ? Self.done : Self.wrong
  }

  private mutating func show(_ tally: ReplicaTally) {
    var line = ToolLine()
    tally.write(to: &line)
    line.withText { console.print($0.raw) }
  }
}
