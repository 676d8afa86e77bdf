internal import CControlDevice
internal import Channels
internal import ControlTool
internal import Core

/// The device as Linux gives it to programs.
@safe
struct Device: ControlBoard, ~Copyable {
  private var device: control_device
  private var runs = given_runs()
  let memory: SharedRegion

  init() throws(ControlFailure) {
    // Safety: a record of C's that its own function fills in.
    var device = unsafe control_device()
    // Safety: the record is this one.
    switch unsafe control_device_open(&device, nil, nil) {
    case CONTROL_OPEN: break
    case CONTROL_FORBIDDEN: throw .noPermission
    default: throw .noDevice
    }
    // Safety: mapped with that size, until the process ends.
    guard
      let memory = unsafe SharedRegion(
        start: device.function.memory, size: device.ring_size)
    else {
      throw .otherDevice
    }
    // Safety: opened above.
    unsafe self.device = device
    self.memory = memory
  }

  mutating func read(_ register: ControlRegisters.Register) -> UInt32 {
    // Safety: opened in `init`, as below.
    unsafe control_device_read(&device, UInt32(truncatingIfNeeded: register.rawValue))
  }

  mutating func write(_ register: ControlRegisters.Register, _ value: UInt32) {
    // Safety: see above.
    unsafe control_device_write(&device, UInt32(truncatingIfNeeded: register.rawValue), value)
  }

  mutating func take(_ bits: UInt32) -> Bool {
    // Safety: see above.
    unsafe control_device_lock(&device, bits == ControlRegisters.requests ? 0 : 1)
  }

  mutating func release(_ bits: UInt32) {
    // Safety: see above.
    unsafe control_device_unlock(&device, bits == ControlRegisters.requests ? 0 : 1)
  }

  mutating func wait(milliseconds: UInt32) {
    // Safety: see above.
    unsafe control_device_wait(&device, milliseconds)
  }

  mutating func pause(milliseconds: UInt32) { control_sleep(milliseconds) }

  mutating func openFile(_ path: RawSpan) -> UInt64? {
    var size: UInt64 = 0
    // Safety: the span's bytes, and as many as it has; the record as above.
    let isOpen = unsafe path.withUnsafeBytes {
      // Safety: see above.
      unsafe control_file_open(&device, $0.baseAddress, $0.count, &size)
    }
    return isOpen ? size : nil
  }

  mutating func createFile(_ path: RawSpan) -> Bool {
    // Safety: the span's bytes, and as many as it has; the record as above.
    unsafe path.withUnsafeBytes {
      // Safety: see above.
      unsafe control_file_create(&device, $0.baseAddress, $0.count)
    }
  }

  mutating func writeFile(at offset: UInt64, _ bytes: RawSpan) -> Bool {
    // Safety: as in `createFile`.
    unsafe bytes.withUnsafeBytes {
      // Safety: see above.
      unsafe control_file_write(&device, offset, $0.baseAddress, $0.count)
    }
  }

  mutating func takeMemory(blocks: UInt64) -> Int {
    guard given_memory_stays() else { return -1 }
    // Safety: a record of C's that its own functions fill in, as below.
    let isTaken = unsafe given_memory_take(nil, blocks, &runs)
    return isTaken ? runs.count : 0
  }

  mutating func listMemory() -> Int {
    // Safety: see above.
    unsafe given_memory_list(nil, &runs)
    return runs.count
  }

  func memoryRun(_ number: Int) -> AddressRange {
    var runs = runs
    // Safety: see above.
    let run = unsafe given_memory_run(&runs, number)
    return AddressRange(start: run.start, size: run.size)
  }

  mutating func returnMemory(_ run: AddressRange) {
    _ = given_memory_return(nil, given_run(start: run.start, size: run.size))
  }

  mutating func stage(from offset: UInt64, count: Int) -> Bool {
    // Safety: opened in `init`; C knows how much room there is.
    unsafe control_file_stage(&device, offset, count)
  }
}
