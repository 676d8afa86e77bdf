import Core
import Testing

@Suite struct ConfigurationErrorTests {
  @Test func everyFieldHasItsName() {
    let fields = (UInt8(0)...255).compactMap { ConfigurationField(rawValue: $0) }
    #expect(fields.count == 52)
    #expect(Set(fields.map { $0.name.text }).count == fields.count)
    #expect(fields.allSatisfy { $0.name.byteCount > 0 })
    #expect(ConfigurationField.compatible.name.text == "compatible")
    #expect(ConfigurationField.virtualMachine.name.text == "vm")
    #expect(ConfigurationField.deviceTreeAddress.name.text == "device-tree-address")
    #expect(ConfigurationField.rtc.name.text == "rtc")
    #expect(ConfigurationField.passthroughInterrupts.name.text == "passthrough-interrupts")
    #expect(ConfigurationField.pci.name.text == "pci")
    #expect(ConfigurationField.machines.name.text == "vms")
    #expect(ConfigurationField.parts.name.text == "parts")
    #expect(ConfigurationField.coreCheck.name.text == "core-check")
  }

  @Test func everyKindHasItsReason() {
    let kinds = (UInt8(0)...255).compactMap { ConfigurationError.Kind(rawValue: $0) }
    let reasons = kinds.map { ConfigurationError($0, .memory).reason.text }
    #expect(Set(reasons).count == kinds.count)
    #expect(reasons.first == "is missing or malformed")
    #expect(reasons.last == "is not of a configuration of this version")
    #expect(ConfigurationError(.misaligned, .entry).reason.text == "is misaligned")
  }
}
