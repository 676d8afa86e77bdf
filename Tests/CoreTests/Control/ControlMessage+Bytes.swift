import Core

extension ControlMessage {
  /// What a record or a request is as bytes.
  static func bytes(_ write: (inout ControlMessage) -> Void) -> [UInt8] {
    var message = ControlMessage()
    write(&message)
    return message.withText { text in text.indices.map { text[$0] } }
  }
}

extension ControlName {
  init(text: String) {
    self.init()
    for byte in text.utf8 { _ = append(byte) }
  }
}

// Spans do not go through the macros of tests.

/// What the bytes tell.
func read<Record: ControlRecord>(_ type: Record.Type, _ bytes: some Sequence<UInt8>) -> Record? {
  Record(Array(bytes).span.raw)
}

func readAnswer(_ bytes: some Sequence<UInt8>) -> ControlAnswer? {
  ControlAnswer(Array(bytes).span.raw)
}

func readRequest(_ bytes: [UInt8]) -> ControlRequest { ControlRequest(bytes.span.raw) }

func readCall(
  _ bytes: [UInt8], in limits: ManagementLimits
) throws(ManagementStatus) -> ControlCall {
  try ControlCall(bytes.span.raw, in: limits)
}
