import Foundation

/// Runs `body` in `count` threads of their own at once and waits for all of them. Threads and not tasks: spinning in
/// one must not keep another from being scheduled.
package func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) async {
  await withCheckedContinuation { continuation in
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      let thread = Thread {
        body(index)
        group.leave()
      }
      thread.start()
    }
    group.notify(queue: .global()) { continuation.resume() }
  }
}
