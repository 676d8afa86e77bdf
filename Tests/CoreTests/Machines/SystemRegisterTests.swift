import Core
import Testing

@Suite struct SystemRegisterTests {
  /// DC ISW, CSW, CISW and their tagging forms; what is next to them is done by address, or is no maintenance at all.
  @Test func setAndWayIsTold() {
    for m in UInt32(0)...15 {
      for op2 in UInt32(0)...7 {
        let isSetWay = [6, 10, 14].contains(m) && [2, 4, 6].contains(op2)
        #expect(SystemRegister.isSetWay(SystemRegisterName(1, 0, 7, m, op2)) == isSetWay)
        #expect(!SystemRegister.isSetWay(SystemRegisterName(1, 3, 7, m, op2)))
        #expect(!SystemRegister.isSetWay(SystemRegisterName(3, 0, 7, m, op2)))
      }
    }
  }
}
