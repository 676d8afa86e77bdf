public import Foundation
public import Machine

/// Xen as Debian ships it, with the guest as its only domain and no dom0 ("dom0less", Xen's
/// docs/misc/arm/device-tree/booting.txt).
public struct XenPeer: BenchPeer {
  public enum Mode: String, Sendable, CaseIterable {
    /// As it comes, scheduled by credit2.
    case usual = "xen"
    /// WFI is the guest's own, which suits a machine where each virtual core has a core.
    case nativeWait = "xen-native-wfi"

    fileprivate var options: String { self == .nativeWait ? " vwfi=native" : "" }
  }

  public let name: String
  public let title: String
  public let needsVirtualization = true
  public let sharesCores: Bool
  private let image: String
  private let options: String
  private let guest: String

  /// Where the guest's file lies until Xen copies it: behind the device tree that QEMU puts at 128 MiB.
  private static let moduleAddress = 0x5000_0000
  private static let devicesAddress = 0x5100_0000

  /// `image` is Xen's own file, with its version beside it.
  public init(mode: Mode, image: String, guest: String) {
    self.image = image
    self.guest = guest
    name = mode.rawValue
    sharesCores = mode == .usual
    let version = (try? String(contentsOfFile: image + ".version", encoding: .utf8))?
      .split { $0 == " " || $0 == "\n" }.last.map { $0.prefix { $0 != "+" && $0 != "-" } }
    title = "Xen \(version ?? "")" + mode.options
    // By default Xen lets a timer be 50 microseconds late to save interrupts; and it would clear all of memory first.
    options = "bootscrub=0 timer_slop=0" + mode.options
  }

  public var absence: BenchError? {
    FileManager.default.isReadableFile(atPath: image)
      ? nil : .fileMissing(path: image, remedy: "fetch it with `scripts/setup --bench`")
  }

  public func prepare(
    _ setting: BenchSetting, folder: URL, emulator: Emulator
  ) throws -> [String] {
    guard let size = try? FileManager.default.attributesOfItem(atPath: guest)[.size] as? Int else {
      throw BenchError.fileMissing(path: guest, remedy: "build it with `scripts/image`")
    }
    if let absence { throw absence }
    let board = folder.appendingPathComponent("board.dtb").path
    let memory = ["-m", "1024M"]
    _ = try BenchTool.run(
      emulator.path,
      CountingMachine.arguments(cores: setting.cores, virtualization: true) + memory + [
        "-machine",
        CountingMachine.machine(virtualization: true) + ",dumpdtb=\(board)",
      ])
    let devices = try deviceTree(setting, folder: folder)
    let source = try BenchTool.run("dtc", ["-q", "-I", "dtb", "-O", "dts", board])
    let tree = folder.appendingPathComponent("xen.dtb").path
    _ = try BenchTool.run(
      "dtc", ["-q", "-I", "dts", "-O", "dtb", "-o", tree, "-"],
      input: source + chosen(setting, kernel: size, devices: devices.size))
    let place = String(Self.moduleAddress, radix: 16)
    return memory + [
      "-kernel", image, "-dtb", tree,
      "-device", "loader,file=\(guest),addr=0x\(place),force-raw=on",
    ] + devices.arguments
  }

  /// The tree of the devices that are the guest's own, QEMU's arguments that load it, and its size; nothing without any.
  private func deviceTree(
    _ setting: BenchSetting, folder: URL
  ) throws -> (arguments: [String], size: Int) {
    guard setting.hasClock else { return ([], 0) }
    let file = folder.appendingPathComponent("devices.dtb").path
    _ = try BenchTool.run(
      "dtc", ["-q", "-I", "dts", "-O", "dtb", "-o", file, "-"], input: Self.clockTree)
    let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
    let place = String(Self.devicesAddress, radix: 16)
    return (["-device", "loader,file=\(file),addr=0x\(place),force-raw=on"], size)
  }

  /// Xen's docs/misc/arm/passthrough.txt: the clock has no IOMMU in front of it, and needs none. 0xfde8 is the guest's
  /// interrupt controller.
  private static let clockTree = """
    /dts-v1/;
    / { #address-cells = <2>; #size-cells = <2>;
      gic: gic { #interrupt-cells = <3>; interrupt-controller; };
      passthrough { compatible = "simple-bus"; ranges; #address-cells = <2>; #size-cells = <2>;
        pl031@9010000 { compatible = "arm,pl031"; reg = <0 0x9010000 0 0x1000>;
          interrupt-parent = <0xfde8>; interrupts = <0 2 4>; xen,path = "/pl031@9010000";
          xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; xen,force-assign-without-iommu; }; }; };

    """

  /// What Xen reads of its domains, added to the board's tree.
  private func chosen(_ setting: BenchSetting, kernel size: Int, devices: Int) -> String {
    let place = String(Self.moduleAddress, radix: 16)
    return """

      / { chosen { #address-cells = <2>; #size-cells = <2>;
        xen,xen-bootargs = "console=dtuart dtuart=/pl011@9000000 \(options)";
        domU1 { compatible = "xen,domain"; #address-cells = <2>; #size-cells = <2>;
          cpus = <\(setting.virtualCores)>; memory = <0 32768>; vpl011;
          \(devices > 0 ? devicesModule(size: devices) : "")
          module@\(place) { compatible = "multiboot,kernel", "multiboot,module";
            reg = <0 0x\(place) 0 \(size)>; bootargs = "\(setting.arguments)"; }; }; }; };
      """
  }

  private func devicesModule(size: Int) -> String {
    let place = String(Self.devicesAddress, radix: 16)
    return """
      module@\(place) { compatible = "multiboot,device-tree", "multiboot,module";
        reg = <0 0x\(place) 0 \(size)>; };
      """
  }
}
