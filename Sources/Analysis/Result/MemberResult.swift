/// What the analysis found of one virtual core.
public struct MemberResult: Sendable, Equatable {
  public let member: PoolMember
  /// Why nothing is guaranteed, if so.
  public let noGuarantee: NoGuarantee?
  /// In the order of the member's tasks.
  public let tasks: [TaskResult]
  /// Of its tasks.
  public let utilization: Utilization

  public var isInTime: Bool { tasks.allSatisfy(\.isInTime) }

  init(_ pool: PoolModel, _ index: Int) {
    member = pool.members[index]
    utilization = Utilization(member.tasks.map { ($0.budget, $0.period) })
    do throws(NoGuarantee) {
      let times = ResponseTimes(
        tasks: member.tasks, supply: try pool.supply(of: index), switchCost: pool.switchCost)
      noGuarantee = nil
      tasks = member.tasks.enumerated().map {
        TaskResult(task: $0.element, response: times.response(of: $0.offset))
      }
    } catch {
      noGuarantee = error
      tasks = member.tasks.map { TaskResult(task: $0, response: nil) }
    }
  }
}
