/// Register offsets and bits, PrimeCell UART (PL011) Technical Reference Manual, chapter 3.
enum PL011Register {
  /// Arm: `UARTDR`.
  static let data: UInt64 = 0x000
  /// Arm: `UARTRSR` on reads, `UARTECR` on writes.
  static let receiveStatus: UInt64 = 0x004
  /// Arm: `UARTFR`.
  static let flags: UInt64 = 0x018
  /// Arm: `UARTILPR`.
  static let lowPower: UInt64 = 0x020
  /// Arm: `UARTIBRD`.
  static let integerDivisor: UInt64 = 0x024
  /// Arm: `UARTFBRD`.
  static let fractionalDivisor: UInt64 = 0x028
  /// Arm: `UARTLCR_H`.
  static let lineControl: UInt64 = 0x02C
  /// Arm: `UARTCR`.
  static let control: UInt64 = 0x030
  /// Arm: `UARTIFLS`.
  static let levelSelect: UInt64 = 0x034
  /// Arm: `UARTIMSC`.
  static let interruptMask: UInt64 = 0x038
  /// Arm: `UARTRIS`.
  static let rawInterrupts: UInt64 = 0x03C
  /// Arm: `UARTMIS`.
  static let maskedInterrupts: UInt64 = 0x040
  /// Arm: `UARTICR`.
  static let interruptClear: UInt64 = 0x044
  /// Arm: `UARTDMACR`.
  static let directMemoryAccess: UInt64 = 0x048
  /// Arm: `UARTPeriphID0`, the first of eight identification registers.
  static let identification: UInt64 = 0xFE0
}

/// Arm: `UARTDR` bits above the character.
enum PL011Data {
  static let framingError: UInt16 = 1 << 8
  static let parityError: UInt16 = 1 << 9
  static let breakError: UInt16 = 1 << 10
  static let overrunError: UInt16 = 1 << 11
}

/// Arm: `UARTFR` bits.
enum PL011Flag {
  static let clearToSend: UInt32 = 1 << 0
  static let dataSetReady: UInt32 = 1 << 1
  static let carrierDetect: UInt32 = 1 << 2
  static let busy: UInt32 = 1 << 3
  static let receiveEmpty: UInt32 = 1 << 4
  static let transmitFull: UInt32 = 1 << 5
  static let receiveFull: UInt32 = 1 << 6
  static let transmitEmpty: UInt32 = 1 << 7
  static let ringIndicator: UInt32 = 1 << 8
}

/// Arm: `UARTLCR_H` and `UARTCR` bits that change what the device does here.
enum PL011Control {
  /// Arm: `UARTLCR_H.BRK`.
  static let sendBreak: UInt32 = 1 << 0
  /// Arm: `UARTLCR_H.FEN`.
  static let enableQueues: UInt32 = 1 << 4
  /// Arm: `UARTCR.UARTEN`.
  static let enable: UInt32 = 1 << 0
  /// Arm: `UARTCR.LBE`.
  static let loopback: UInt32 = 1 << 7
  /// Arm: `UARTCR.TXE` and `RXE`.
  static let enableTransmit: UInt32 = 1 << 8
  static let enableReceive: UInt32 = 1 << 9
  /// Arm: `UARTCR.DTR`, `RTS`, `Out1`, `Out2`.
  static let dataTerminalReady: UInt32 = 1 << 10
  static let requestToSend: UInt32 = 1 << 11
  static let output1: UInt32 = 1 << 12
  static let output2: UInt32 = 1 << 13
}

/// Arm: the bits of `UARTIMSC`, `UARTRIS`, `UARTMIS` and `UARTICR`.
enum PL011Interrupt {
  static let ringIndicator: UInt32 = 1 << 0
  static let clearToSend: UInt32 = 1 << 1
  static let carrierDetect: UInt32 = 1 << 2
  static let dataSetReady: UInt32 = 1 << 3
  static let receive: UInt32 = 1 << 4
  static let transmit: UInt32 = 1 << 5
  static let receiveTimeout: UInt32 = 1 << 6
  static let overrunError: UInt32 = 1 << 10
  static let all: UInt32 = 0x7FF
}
