// swift-tools-version: 6.2
import PackageDescription

// The libFuzzer targets, built by `scripts/fuzz` with `--sanitize=fuzzer` and run by it. A package of
// its own, so that the project's builds never see them. `Core` is a link to the project's sources: as
// a target of this package it needs no product of the project and no name for the checkout's folder.
// A new target: a folder `Sources/Fuzz…` with a `@c(LLVMFuzzerTestOneInput)` function, and a line below.

let house: [SwiftSetting] = [
  .strictMemorySafety(), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
  .unsafeFlags(["-parse-as-library"]),
]

func fuzzer(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["Core", "FuzzSupport"], swiftSettings: house)
}

let package = Package(
  name: "martlet-fuzz",
  platforms: [.macOS(.v26)],
  targets: [
    .target(name: "Core", swiftSettings: house),
    .target(name: "FuzzSupport", swiftSettings: house),
    fuzzer("FuzzBundle"),
    fuzzer("FuzzConsole"),
    fuzzer("FuzzDeviceTree"),
    fuzzer("FuzzExits"),
    fuzzer("FuzzFlash"),
    fuzzer("FuzzInterrupts"),
    fuzzer("FuzzPL011"),
    fuzzer("FuzzPower"),
  ],
  swiftLanguageModes: [.v6])
