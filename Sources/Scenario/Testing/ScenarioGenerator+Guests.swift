extension ScenarioGenerator.Payload {
  /// One of Debian's kernels in the cache, such as `debian-6.12`, with the busybox initramfs. It ends
  /// in a shell, or powers its VM off at once when `powersOff`.
  public static func debian(_ name: String, powersOff: Bool) -> Self {
    let after = powersOff ? " martlet.after=poweroff" : ""
    return Self(
      yaml:
        "{ linux: cache:guests/\(name)/Image, initrd: cache:guests/initramfs/busybox.cpio.gz,"
        + " arguments: \"console=ttyAMA0\(after)\" }",
      smallestMemory: 192 << 20, fileSize: 48 << 20, expectations: ["linux ready, % cpus"])
  }

  /// The timer-latency guest, built at `path`, for so many interrupts; then it powers its VM off.
  public static func control(path: String, ticks: Int) -> Self {
    Self(
      yaml: "{ linux: \"\(path)\", arguments: \"ticks=\(ticks)\" }", smallestMemory: 4 << 20,
      fileSize: 64 << 10, needsUsualAddress: true, expectations: ["control: ticks=\(ticks)"])
  }
}
