internal import CGuestSupport
internal import GuestSupport

/// The firmware's watchdog, if `watchdog` says for how many seconds: called after each window, as often as `pets` says.
enum Watchdog {
  private static let function: UInt64 = 0x8200_3D06

  static func start() {
    let seconds = BootArguments.number("watchdog", otherwise: 0)
    guard seconds > 0 else { return }
    let found = guest_hvc(function, 0, 0, 0)
    let isSet = guest_hvc(function, 1, seconds, 0)
    let isOn = guest_hvc(function, 2, 1, 0)
    say("control: watchdog status=").decimal(found.x0 | isSet.x0 | isOn.x0).text(" from=")
      .decimal(found.x1).text(" to=").decimal(found.x2).end()
  }

  static func pet(window: UInt64) {
    guard BootArguments.number("watchdog", otherwise: 0) > 0,
      window <= BootArguments.number("pets", otherwise: .max)
    else { return }
    _ = guest_hvc(function, 3, 0, 0)
  }
}
