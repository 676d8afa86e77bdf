// swift-tools-version: 6.2
import PackageDescription

// One package, two halves. `scripts/image` sets MARTLET_IMAGE=1 and gets the bare-metal half (the
// hypervisor and its bare-metal guests); everything else gets the host half. Only `Channels`, `Core`, `Scheduling` and
// `Tracing` are in both.
let buildsImage = Context.environment["MARTLET_IMAGE"] == "1"

// The test build of the image contains hooks that a guest can use to provoke an EL2 trap. It is
// built into its own scratch path by `scripts/image --test-hooks` and never shipped.
let testHooks = Context.environment["MARTLET_TEST_HOOKS"] == "1"

// The traced image is the service image and keeps a trace of its events, at a price for each: `scripts/image --trace`. See
// docs/tracing.md.
let traces = Context.environment["MARTLET_TRACE"] == "1"

// The service image also has what VMs have between them, and what one VM runs the machine with: `scripts/image --service`,
// which shares cores. What is only for it stands between `#if MARTLET_SERVICE` and `#endif`. See docs/channels.md.
let serves = traces || Context.environment["MARTLET_SERVICE"] == "1"

// The sharing image schedules virtual cores on pools of cores, and has all that changes while the machine runs:
// `scripts/image --sharing`. What is only for it stands between `#if MARTLET_SHARING` and `#endif`; tests on the host
// see it always. See docs/scheduling.md.
let shares = serves || Context.environment["MARTLET_SHARING"] == "1"
// Its monitor can be left out: `scripts/image --sharing --without-monitor`.
let monitors = shares && Context.environment["MARTLET_MONITOR"] != "0"

let house: [SwiftSetting] =
  [
    .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
  ] + (testHooks ? [.define("MARTLET_TEST_HOOKS")] : [])
  + (traces ? [.define("MARTLET_TRACE")] : [])
  + (shares || !buildsImage ? [.define("MARTLET_SHARING")] : [])
  + (monitors || !buildsImage ? [.define("MARTLET_MONITOR")] : [])
  + (serves || !buildsImage ? [.define("MARTLET_SERVICE")] : [])

// What tests call is optimised in a release build; they themselves need not be, and build in half the time. `CoreTests` are,
// because simulations by the thousand run in them.
let tested = house + [.unsafeFlags(["-Onone"])]

// `-ffreestanding` belongs here and not in the toolset: there it would reach swiftc and block inlining.
let freestanding: [CSetting] =
  [.unsafeFlags(["-ffreestanding", "-fno-builtin", "-fomit-frame-pointer", "-Os"])]
  + (shares ? [.define("MARTLET_SHARING")] : [])
  + (serves ? [.define("MARTLET_SERVICE")] : [])

func image(_ name: String, path: String, uses: [Target.Dependency], script: String) -> Target {
  .executableTarget(
    name: name, dependencies: uses, path: path, swiftSettings: house,
    linkerSettings: [
      .unsafeFlags([
        "-Xlinker", "-T", "-Xlinker", "\(Context.packageDirectory)/Support/\(script).ld",
      ])
    ])
}

func guest(_ name: String, uses: [Target.Dependency] = []) -> Target {
  image(
    "\(name)Guest", path: "Sources/Guests/\(name)",
    uses: ["GuestSupport", "CGuestSupport"] + uses, script: "guest")
}

let shared: [Target] = [
  .target(name: "Channels", swiftSettings: house),
  .target(name: "Core", swiftSettings: house), .target(name: "Tracing", swiftSettings: house),
  .target(name: "Scheduling", dependencies: ["Core"], swiftSettings: house),
]

let imageTargets: [Target] = [
  .target(
    name: "CAArch64",
    cSettings: freestanding + [
      .define(
        "MARTLET_IMAGE_FLAGS",
        to: "\((testHooks ? 1 : 0) + (traces ? 2 : 0) + (shares ? 4 : 0) + (serves ? 8 : 0))")
    ]),
  .target(name: "AArch64", dependencies: ["Core", "CAArch64"], swiftSettings: house),
  image(
    "Hypervisor", path: "Sources/Hypervisor",
    uses: ["Channels", "Core", "CAArch64", "AArch64", "Scheduling", "Tracing"],
    script: "hypervisor"),
  .target(name: "CChannels", cSettings: freestanding),
  .target(
    name: "CGuestSupport", dependencies: ["CChannels"], path: "Sources/Guests/SupportC",
    cSettings: freestanding),
  .target(
    name: "GuestSupport", dependencies: ["CGuestSupport"], path: "Sources/Guests/Support",
    swiftSettings: house),
  guest("Bench"), guest("Control"), guest("Attacker"), guest("Gic"), guest("Registers"),
  guest("Neighbour"), guest("Ring", uses: ["Channels"]), guest("Standby"),
]

let hostTargets: [Target] = [
  .target(name: "Analysis", swiftSettings: house),
  .target(
    name: "Scenario",
    dependencies: [
      "Analysis", "Core", "Scheduling", "Tracing", .product(name: "Yams", package: "Yams"),
    ],
    swiftSettings: house),
  .target(
    name: "Machine",
    dependencies: [
      "Core", "Scenario", "TraceText", "Tracing",
    ],
    swiftSettings: house),
  .target(
    name: "Bench",
    dependencies: [
      "Core", "Scenario", "Machine",
    ],
    swiftSettings: house),
  // QEMU has what this library leaves undefined.
  .target(
    name: "ExecutionCounter",
    linkerSettings: [
      .unsafeFlags(
        ["-Xlinker", "-undefined", "-Xlinker", "dynamic_lookup"], .when(platforms: [.macOS]))
    ]),
  .target(name: "CChannels"), .target(name: "CControlDevice"),
  .target(name: "TraceText", dependencies: ["Core", "Tracing"], swiftSettings: house),
  .target(
    name: "ControlTool", dependencies: ["Channels", "Core", "TraceText", "Tracing"],
    swiftSettings: house),
  .target(name: "ChannelDevice", dependencies: ["Channels", "Core"], swiftSettings: house),
  .target(
    name: "TerminalTool", dependencies: ["ChannelDevice", "Channels", "ControlTool", "Core"],
    swiftSettings: house),
  .target(
    name: "Replica", dependencies: ["ChannelDevice", "Channels", "ControlTool", "Core"],
    swiftSettings: house),
  .target(
    name: "ToolProcess",
    dependencies: ["CControlDevice", "ChannelDevice", "Channels", "ControlTool", "Core"],
    swiftSettings: house),
  // Here so that they are compiled and tested; what runs in a guest is built by `scripts/tools`.
  .executableTarget(
    name: "martletctl",
    dependencies: ["CControlDevice", "Channels", "ControlTool", "Core", "ToolProcess"],
    swiftSettings: house),
  .executableTarget(
    name: "martlet-terminals",
    dependencies: ["ChannelDevice", "TerminalTool", "ToolProcess"],
    swiftSettings: house),
  .executableTarget(
    name: "martlet-replica",
    dependencies: ["CControlDevice", "ChannelDevice", "Channels", "Replica", "ToolProcess"],
    swiftSettings: house),
  .executableTarget(
    name: "martlet",
    dependencies: [
      "Bench", "Core", "Scenario", "Machine",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: house),
  // What several test targets need.
  .target(
    name: "TestSupport", dependencies: ["Channels", "ControlTool", "Core"],
    path: "Tests/TestSupport",
    swiftSettings: house),
  .testTarget(
    name: "ChannelTests", dependencies: ["CChannels", "Channels", "TestSupport"],
    swiftSettings: tested),
  .testTarget(
    name: "ControlToolTests",
    dependencies: [
      "CControlDevice", "Channels", "ControlTool", "Core", "Machine", "TestSupport", "Tracing",
    ],
    swiftSettings: tested),
  .testTarget(
    name: "TerminalToolTests",
    dependencies: [
      "CControlDevice", "ChannelDevice", "Channels", "ControlTool", "Core", "TerminalTool",
      "TestSupport",
    ], swiftSettings: tested),
  .testTarget(
    name: "ReplicaTests",
    dependencies: [
      "ChannelDevice", "Channels", "ControlTool", "Core", "Replica", "TestSupport",
    ],
    swiftSettings: tested),
  .testTarget(
    name: "CoreTests", dependencies: ["Analysis", "Core", "Scheduling", "TestSupport"],
    exclude: ["Fixtures"], swiftSettings: house),
  .testTarget(
    name: "ScenarioTests", dependencies: ["Analysis", "Core", "Scheduling", "Scenario", "Machine"],
    resources: [.copy("bad-packages"), .copy("bad-scenarios")], swiftSettings: tested),
  .testTarget(
    name: "TracingTests", dependencies: ["Core", "Machine", "TestSupport", "Tracing"],
    swiftSettings: tested),
  .testTarget(
    name: "BenchTests", dependencies: ["Bench"], swiftSettings: tested),
  .testTarget(
    name: "SystemTests", dependencies: ["Bench", "Core", "Scenario", "Machine", "Tracing"],
    exclude: ["Support/lives.sh"], swiftSettings: tested),
]

let package = Package(
  name: "martlet",
  platforms: [.macOS(.v26)],
  products: buildsImage
    ? [] : [.library(name: "ExecutionCounter", type: .dynamic, targets: ["ExecutionCounter"])],
  dependencies: buildsImage
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
  targets: shared + (buildsImage ? imageTargets : hostTargets),
  swiftLanguageModes: [.v6])
