import Machine
import Testing

extension SystemTests {
  /// A hundred restarts of one VM while another keeps its deadlines.
  @Suite struct RestartTests {
    private static let control = """
        - name: control
          cpus: [1]
          interrupts: { direct: fiq }
          memory: 16MiB
          payload:
            linux: ../build/guests/control.bin
            arguments: "ticks=1000 period-us=1000 end=loop"
      """

    private static func boots(_ machine: String, _ count: Int) -> [RunStep] {
      (0..<count).map { _ in .expect(machine: machine, text: "attacker: boot") }
    }

    private static let window = RunStep.expect(machine: "control", text: "frequency=")

    /// The guest asks for it, by PSCI.
    @Test func oneThatResetsItself() throws {
      let scenario = """
        name: restarts
        board: qemu-virt
        vms:
        \(Self.control)
          - name: reset
            cpus: [2]
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=reset-loop" }
        """
      let result = try SystemRun(
        "restart-reset", scenario, steps: Self.boots("reset", 101) + [Self.window]
      ).requireSuccess()
      #expect((result.report["reset"]?.resets ?? 0) >= 100)
      expectNoExits(result, "control", ticks: 1000)
    }

    /// One vCPU crashes; the other spins or sleeps and must be fetched by the hypervisor, which takes
    /// no interrupts there. Every restart proves that it can.
    @Test(arguments: [
      "{ direct: fiq }", "{ direct: doorbell }", "{ direct: guarded-doorbell }", "virtual",
    ])
    func oneWhoseOtherCoreMustBeTakenBack(interrupts: String) throws {
      let scenario = """
        name: restarts
        board: qemu-virt
        vms:
        \(Self.control)
          - name: crash
            cpus: [2, 3]
            interrupts: \(interrupts)
            on_failure: { restart: { limit: 100 } }
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=wild" }
        """
      let variant = interrupts.filter { $0.isLetter }
      let result = try SystemRun(
        "restart-\(variant)", scenario,
        steps: Self.boots("crash", 101) + [
          Self.window,
          .expect(machine: RunStep.hypervisor, text: "vm crash failed and stays off"),
        ]
      ).requireSuccess()
      #expect(result.report["crash"]?.starts == 101)
      #expect(result.report["crash"]?.state == "failed")
      expectNoExits(result, "control", ticks: 1000)
    }

    /// The console's `q` ends guests that spin with interrupts masked or sleep for ever.
    @Test func thoseThatNeverComeBackByThemselves() throws {
      let scenario = """
        name: recall
        board: { name: qemu-virt, cpus: 8 }
        vms:
          - name: hang
            cpus: [1]
            memory: 16MiB
            payload: &hang { linux: ../build/guests/attacker.bin, arguments: "mode=hang" }
          - name: sleep
            cpus: [2]
            memory: 16MiB
            payload: &sleep { linux: ../build/guests/attacker.bin, arguments: "mode=sleep" }
          - name: hang-fiq
            cpus: [3]
            interrupts: { direct: fiq }
            memory: 16MiB
            payload: *hang
          - name: sleep-fiq
            cpus: [4]
            interrupts: { direct: fiq }
            memory: 16MiB
            payload: *sleep
          - name: doorbell
            cpus: [5]
            interrupts: { direct: doorbell }
            memory: 16MiB
            payload: { linux: ../build/guests/control.bin, arguments: "wait=spin end=loop" }
          - name: sleep-guarded
            cpus: [6]
            interrupts: { direct: guarded-doorbell }
            memory: 16MiB
            payload: *sleep
          - name: suspend-guarded
            cpus: [7]
            interrupts: { direct: guarded-doorbell }
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=suspend" }
        """
      let names = ["hang", "sleep", "hang-fiq", "sleep-fiq", "sleep-guarded", "suspend-guarded"]
      let result = try SystemRun(
        "recall", scenario,
        steps: names.map { .expect(machine: $0, text: "attacker: boot") }
          + [.expect(machine: "doorbell", text: "control: boot")]
      ).requireSuccess()
      for name in names + ["doorbell"] { #expect(result.report[name]?.state == "off") }
    }

    /// Where the way back is the doorbell, a guest that sleeps with its priority mask at 0, or that faults
    /// for ever without a table walk, keeps its core (CAVEATS.md). The end waits for it no longer than is
    /// said there, and the other VMs end as they should.
    @Test func thoseThatCannotBeFetchedDoNotHoldUpTheEnd() throws {
      let scenario = """
        name: unreachable
        board: { name: qemu-virt, cpus: 5 }
        vms:
          - name: sleep
            cpus: [1]
            interrupts: &doorbell { direct: doorbell }
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=sleep" }
          - name: hang
            cpus: [2]
            interrupts: *doorbell
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=hang" }
          - name: doorbell
            cpus: [3]
            interrupts: *doorbell
            memory: 16MiB
            payload: &control
              linux: ../build/guests/control.bin
              arguments: "ticks=1000 period-us=1000 end=loop"
          - name: virtual
            cpus: [4]
            memory: 16MiB
            payload: *control
        """
      // A window of the others is time enough for the two to be where nothing fetches them.
      let result = try SystemRun(
        "unreachable", scenario,
        steps: ["sleep", "hang"].map { .expect(machine: $0, text: "attacker: boot") }
          + ["doorbell", "virtual"].flatMap { name in
            (0..<2).map { _ in .expect(machine: name, text: "frequency=") }
          }
      ).requireSuccess(leaving: ["sleep", "hang"])
      for name in ["sleep", "hang"] {
        #expect(result.hypervisorLines.contains("vm \(name) does not leave its cores"))
      }
      #expect(result.report["doorbell"]?.state == "off" && result.report["virtual"]?.state == "off")
      expectNoExits(result, "doorbell", ticks: 1000, windows: 2)
    }

    /// The same where the console itself would be that core's to serve.
    @Test func norDoesOneOnTheConsolesCore() throws {
      let scenario = """
        name: unreachable-console
        board: { name: qemu-virt, cpus: 2 }
        vms:
          - name: sleep
            cpus: [0]
            interrupts: { direct: doorbell }
            memory: 16MiB
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=sleep" }
          - name: crash
            cpus: [1]
            interrupts: { direct: doorbell }
            on_failure: halt-machine
            memory: 16MiB
            # By then the other is where nothing fetches it.
            payload: { linux: ../build/guests/attacker.bin, arguments: "mode=crash delay-ms=3000" }
        """
      let result = try SystemRun(
        "unreachable-console", scenario,
        steps: [.expect(machine: RunStep.hypervisor, text: "vm sleep does not leave its cores")]
      ).requireSuccess(leaving: ["sleep"])
      #expect(result.report["crash"]?.state == "failed")
    }
  }
}
