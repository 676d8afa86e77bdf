/// A way to end the primary of scenarios/basestation.yaml.
enum PrimaryEnd: CaseIterable {
  case switchedOver, restarted, stopped
  case panic, reboot, powerOff
  case watchdog, heartbeat, exits
  /// The last one: it does not come back.
  case destroyed

  /// What the operator types.
  func command(_ victim: String) -> String? {
    switch self {
    case .switchedOver: "martletctl switch-over \(victim)"
    case .restarted: "martletctl restart \(victim)"
    case .stopped: "martletctl stop \(victim)"
    case .destroyed: "martletctl destroy \(victim)"
    default: nil
    }
  }

  /// What is typed to the victim itself.
  var deed: String? {
    // Of the channel to the client, whose memory begins with the heartbeat.
    let device = "/sys/bus/pci/devices/0000:00:03.0"
    return switch self {
    case .panic: "echo c >/proc/sysrq-trigger"
    case .reboot: "reboot -f"
    case .powerOff: "poweroff -f"
    // Another program beats for the server, which calls the watchdog no more.
    case .watchdog:
      "killall -STOP martlet-replica; place=$(sed -n 3p \(device)/resource | cut -d' ' -f1);"
        + " beat=0; while :; do beat=$((beat + 1)); devmem $place 32 $beat; usleep 300000; done"
    case .heartbeat: "killall -9 martlet-replica"
    // Each four bytes of configuration space are an exit.
    case .exits:
      "many=$(yes \(device)/config | head -n 500); while :; do cat $many >/dev/null; done"
    default: nil
    }
  }

  /// What the hypervisor says that it saw.
  var fault: String? {
    switch self {
    case .watchdog: "fault: watchdog 10, reaction: switch-over"
    case .heartbeat: "fault: heartbeat 2000, reaction: switch-over"
    case .exits: "fault: exit-rate 100000, reaction: switch-over"
    default: nil
    }
  }

  /// It stays off until somebody starts it.
  var staysOff: Bool { self == .stopped || self == .powerOff }
}
