// swift-tools-version: 6.2
import PackageDescription

// The libFuzzer targets, built by `scripts/fuzz` with `--sanitize=fuzzer` and run by it. A package of
// its own, so that the project's builds never see them. `Channels`, `CChannels`, `Core` and `Scheduling` are links
// to the project's sources: as targets of this package they need no product of the project and no name for the checkout's
// folder.
// A new target: a folder `Sources/Fuzz…` with a `@c(LLVMFuzzerTestOneInput)` function, and a line below.

let house: [SwiftSetting] = [
  .strictMemorySafety(), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
  .unsafeFlags(["-parse-as-library"]), .define("MARTLET_SHARING"),
  .define("MARTLET_SERVICE"),
]

func fuzzer(_ name: String, with more: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name, dependencies: ["Core", "FuzzSupport"] + more, swiftSettings: house)
}

let package = Package(
  name: "martlet-fuzz",
  platforms: [.macOS(.v26)],
  targets: [
    .target(name: "CChannels"),
    .target(name: "Channels", swiftSettings: house),
    .target(name: "Core", swiftSettings: house),
    .target(name: "Scheduling", dependencies: ["Core"], swiftSettings: house),
    .target(name: "FuzzSupport", swiftSettings: house),
    fuzzer("FuzzBundle", with: ["Scheduling"]),
    fuzzer("FuzzChannel", with: ["CChannels", "Channels"]),
    fuzzer("FuzzConsole"),
    fuzzer("FuzzControl"),
    fuzzer("FuzzDeviceTree"),
    fuzzer("FuzzExits"),
    fuzzer("FuzzFlash"),
    fuzzer("FuzzInterrupts"),
    fuzzer("FuzzMonitor"),
    fuzzer("FuzzPCI"),
    fuzzer("FuzzPL011"),
    fuzzer("FuzzPower"),
  ],
  swiftLanguageModes: [.v6])
