import Machine
import Testing

extension SystemTests {
  /// VMs that a Linux creates while the machine runs, by `martletctl`.
  @Suite struct PackageTests {
    /// `initrd`: of the service VM. Packages do not depend on it.
    private static func scenario(
      _ initrd: String = GuestText.toolsRamdisk, name: String = "packages",
      reserve: String
    ) -> String {
      """
      name: \(name)
      board: { name: qemu-virt, cpus: 4 }
      pools:
        - { name: general, cpus: [0, 1], scheduler: fair }
        - { name: spare, cpus: [2, 3] }
      vms:
      \(GuestText.tools(
        "linux", keys: ["role: service", "pool: general", "managed: [observe, share]"],
        memory: "320MiB", initrd: initrd))
        - name: worker
          pool: general
          managed: [observe, share]
          memory: 16MiB
          payload: { linux: ../build/guests/control.bin, arguments: "ticks=1000 period-us=1000 end=loop" }
      reserve: \(reserve)
      """
    }

    static func small(_ name: String, pool: String = "general", memory: String = "16MiB")
      -> String
    {
      """
      name: \(name)
      pool: \(pool)
      memory: \(memory)
      payload: { linux: ../build/guests/control.bin, arguments: "ticks=1000 period-us=1000 end=loop" }
      """
    }

    private static let second = """
      name: second
      pool: general
      vcpus: 2
      memory: 192MiB
      on_failure: restart
      payload:
        linux: cache:guests/debian-6.12/Image
        initrd: cache:guests/initramfs/busybox.cpio.gz
        arguments: "console=ttyAMA0"
      """

    private static func command(_ line: String, _ texts: String..., code: Int = 0) -> [RunStep] {
      GuestText.command(line, texts, code: code, in: "linux")
    }

    private static func refusal(_ line: String, _ reason: String) -> [RunStep] {
      command(line, "not done: \(reason)", code: 3)
    }

    /// What there is, to be compared with `sameAsBefore`.
    private static let before = command("martletctl resources > /tmp/before")
    private static let sameAsBefore = command(
      "martletctl resources | cmp - /tmp/before && echo nothing is lost", "nothing is lost")

    @Test func aSecondLinuxIsCreatedMovedRestartedAndDestroyed() throws {
      let reserve = "{ memory: 320MiB, vms: 2, vcpus: 2 }"
      let package = try Workshop.package(Self.second, for: Self.scenario(reserve: reserve))
      // A Linux that has booted made so many exits; a restart does not take them back.
      let booted = """
        #!/bin/sh
        exits() { martletctl info $1 | awk '/^exits/ { print $2 }'; }
        start=$(cat /tmp/exits 2>/dev/null || echo 0)
        until [ $(($(exits $1) - start)) -gt 65000 ]; do sleep 1; done
        sleep 5
        exits $1 >/tmp/exits
        echo booted
        """
      let initrd = try RamdiskWriter.write(
        [("second.vm", package), ("booted", Array(booted.utf8))], for: "packages-linux")
      var steps =
        Self.before
        + Self.command("martletctl create /packages/second.vm", "created second")
        + Self.command("/packages/booted second", "booted")
      steps += Self.command("martletctl list", "second", "running    general")
      steps += Self.command("martletctl resources", "VMs         1 of 2")
      steps += Self.command("martletctl vm move second spare", "done")
      steps += Self.command("sleep 1; martletctl list", "second", "running    spare")
      steps += Self.command("martletctl resources", "bound cores 2 3")
      steps += Self.command("martletctl vm move second general", "done")
      steps += Self.command("sleep 1; martletctl list", "second", "running    general")
      steps += Self.command("martletctl pause second", "done")
      steps += Self.command("martletctl resume second", "done")
      steps += Self.command("martletctl restart second", "done")
      steps += Self.command("/packages/booted second", "booted")
      steps += Self.refusal("martletctl create /packages/second.vm", "another VM is called so")
      steps += Self.command("martletctl info second", "192 MiB")
      steps += Self.command("martletctl destroy second", "done")
      steps += Self.sameAsBefore
      steps += Self.command("martletctl events", "created", "destroyed", "removed")
      steps += GuestText.calm("linux")
      let result = try SystemRun(
        "packages-linux", Self.scenario(initrd, reserve: reserve), steps: steps
      ).requireSuccess()
      #expect(result.lines(of: "worker").contains { $0.hasPrefix("control: ticks=") })
      #expect(Self.lines(result, "second", "martlet-guest: linux ready, 2 cpus") == 2)
    }

    /// How many lines of a VM begin like this.
    private static func lines(_ result: RunResult, _ name: String, _ start: String) -> Int {
      result.lines(of: name).count { $0.hasPrefix(start) }
    }

    @Test func whatCannotBeIsRefusedAndNothingIsLost() throws {
      let reserve = "{ memory: 36MiB, vms: 2, vcpus: 1 }"
      let scenario = Self.scenario(reserve: reserve)
      let one = try Workshop.package(Self.small("one"), for: scenario)
      var damaged = one
      damaged[damaged.count / 2] ^= 1
      let other = try Workshop.package(
        Self.small("one"), for: Self.scenario(name: "other", reserve: reserve))
      let files: [(String, [UInt8])] = [
        ("one.vm", one), ("damaged.vm", damaged), ("other.vm", other),
        ("two.vm", try Workshop.package(Self.small("two", pool: "spare"), for: scenario)),
        (
          "large.vm",
          try Workshop.package(Self.small("large", memory: "34MiB"), for: scenario)
        ),
        (
          "three.vm", try Workshop.package(Self.small("three", memory: "1MiB"), for: scenario)
        ),
        ("worker.vm", Self.renamed(one, from: "one", to: "wor")),
        ("short.vm", Array(one.prefix(5000))), ("no.vm", Array("no package".utf8)),
      ]
      let initrd = try RamdiskWriter.write(files, for: "packages-refused")
      let noPackage = "this is no VM package, or it is damaged"
      var steps = Self.before
      for name in ["damaged", "short", "no", "worker"] {
        steps += Self.refusal("martletctl create /packages/\(name).vm", noPackage)
        steps += Self.sameAsBefore
      }
      steps += Self.refusal(
        "martletctl create /packages/other.vm",
        "the package was built for another scenario or board")
      steps += Self.sameAsBefore
      steps += Self.command("martletctl create /packages/one.vm", "created one")
      steps += Self.refusal(
        "martletctl create /packages/large.vm",
        "the reserve has not so much memory left in one piece")
      steps += Self.refusal("martletctl create /packages/one.vm", "another VM is called so")
      steps += Self.command("martletctl create /packages/two.vm", "created two")
      steps += Self.command("martletctl resources", "VMs         2 of 2", "bound cores 2")
      steps += Self.refusal(
        "martletctl create /packages/three.vm",
        "there are as many created VMs as the reserve has room for")
      steps += Self.command("martletctl list", "worker", "one", "running", "two", "running")
      steps += Self.command("martletctl destroy one", "done")
      steps += Self.command("martletctl create /packages/three.vm", "created three")
      steps += Self.command("martletctl destroy two", "done")
      steps += Self.command("martletctl destroy three", "done")
      steps += Self.sameAsBefore
      steps += Self.command("martletctl create /packages/nothing.vm", "cannot be read", code: 1)
      let result = try SystemRun(
        "packages-refused", Self.scenario(initrd, reserve: reserve),
        steps: steps + GuestText.calm("linux")
      ).requireSuccess()
      for name in ["one", "two", "three"] {
        #expect(Self.lines(result, name, "control: boot") == 1, "\(name)")
      }
    }

    /// The name in the configuration, without its hash.
    private static func renamed(_ package: [UInt8], from old: String, to new: String) -> [UInt8] {
      let (old, new) = (Array("\(old)\0".utf8), Array("\(new)\0".utf8))
      var bytes = package
      for place in 0..<(bytes.count - old.count)
      where Array(bytes[place..<(place + old.count)]) == old {
        bytes.replaceSubrange(place..<(place + old.count), with: new)
      }
      return bytes
    }

    @Test func fiftyAreCreatedAndDestroyed() throws { try Self.createAndDestroy(50) }

    static func createAndDestroy(_ count: Int, timeout: Duration = .seconds(300)) throws {
      let reserve = "{ memory: 36MiB, vms: 2 }"
      let scenario = Self.scenario(reserve: reserve)
      let script = """
        #!/bin/sh
        i=0
        while [ $i -lt \(count) ]; do
          for name in one two; do
            martletctl create /packages/$name.vm && martletctl destroy $name || break 2
          done >/tmp/out
          i=$((i + 1))
        done
        echo rounds $i
        """
      let initrd = try RamdiskWriter.write(
        [
          ("one.vm", try Workshop.package(Self.small("one"), for: scenario)),
          ("two.vm", try Workshop.package(Self.small("two", pool: "spare"), for: scenario)),
          ("rounds", Array(script.utf8)),
        ], for: "packages-\(count)")
      let steps =
        Self.before + Self.command("/packages/rounds", "rounds \(count)") + Self.sameAsBefore
        + GuestText.calm("linux")
      var run = SystemRun(
        "packages-\(count)", Self.scenario(initrd, reserve: reserve), steps: steps)
      run.timeout = timeout
      let result = try run.requireSuccess()
      #expect(result.lines(of: "worker").contains { $0.hasPrefix("control: ticks=") })
    }

    @Test func sixtyOperationsLoseNothing() throws { try Self.live(60, seed: 1) }

    /// Lives of VMs at random, and after each operation what is theirs. See Tests/SystemTests/Support/lives.sh.
    static func live(_ count: Int, seed: Int, timeout: Duration = .seconds(300)) throws {
      let reserve = "{ memory: 60MiB, vms: 2 }"
      let scenario = Self.scenario(reserve: reserve)
      let name = "packages-lives-\(seed)"
      let files: [(String, [UInt8])] = [
        ("lives", try Workshop.script("lives.sh")),
        ("one.vm", try Workshop.package(Self.small("one"), for: scenario)),
        ("two.vm", try Workshop.package(Self.small("two", pool: "spare"), for: scenario)),
        (
          "three.vm", try Workshop.package(Self.small("three", memory: "20MiB"), for: scenario)
        ),
        (
          "four.vm",
          try Workshop.package(
            Self.small("four", pool: "spare") + "\nautostart: false", for: scenario)
        ),
      ]
      let initrd = try RamdiskWriter.write(files, for: name)
      let steps =
        Self.before
        + Self.command("/packages/lives \(count) \(seed)", "lives: \(count) operations, wrong 0")
        + Self.sameAsBefore + GuestText.calm("linux")
      var run = SystemRun(name, Self.scenario(initrd, reserve: reserve), steps: steps)
      run.timeout = timeout
      let result = try run.requireSuccess()
      let told = result.lines(of: "linux").first { $0.hasPrefix("lives: done ") }
      let done = told.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
      #expect(done > count / 4, "\(told ?? "nothing")")
      #expect(result.lines(of: "worker").contains { $0.hasPrefix("control: ticks=") })
    }
  }
}
