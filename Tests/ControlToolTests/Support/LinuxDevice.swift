import CControlDevice

/// The device that C finds in folders of the test's.
@safe
final class LinuxDevice {
  let result: control_open
  private var device: control_device

  init(functions: String, devices: String) {
    // Safety: a record of C's that its own function fills in.
    var device = unsafe control_device()
    // Safety: the record is this one, and the paths are kept for the call.
    result = unsafe control_device_open(&device, functions, devices)
    // Safety: opened above, or told to be closed.
    unsafe self.device = device
  }

  /// It ends here, as with a process.
  func close() {
    // Safety: opened in `init`, as below; afterwards it is told to be closed.
    unsafe control_device_close(&device)
  }

  func read(_ offset: UInt32) -> UInt32 {
    // Safety: see above.
    unsafe control_device_read(&device, offset)
  }

  func write(_ offset: UInt32, _ value: UInt32) {
    // Safety: see above.
    unsafe control_device_write(&device, offset, value)
  }

  func lock(_ number: CInt) -> Bool {
    // Safety: see above.
    unsafe control_device_lock(&device, number)
  }

  func unlock(_ number: CInt) {
    // Safety: see above.
    unsafe control_device_unlock(&device, number)
  }

  func wait(milliseconds: UInt32) {
    // Safety: see above.
    unsafe control_device_wait(&device, milliseconds)
  }

  deinit {
    // Safety: see above.
    unsafe control_device_close(&device)
  }
}
