extension Explanation {
  /// A page of its own, with no script and nothing to fetch: the picture of cores, memory and
  /// interrupts above, the tables of the text below.
  public var html: String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(Self.escaped(name)) on \(Self.escaped(board))</title>
    <style>
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
        color: #1c1e21; background: #fff }
      svg { width: 100%; height: auto; font: 13px system-ui, sans-serif }
      svg text { fill: #1c1e21 }
      svg .out { paint-order: stroke; stroke: #fff; stroke-width: 5px }
      svg .pool { fill-opacity: 0.75 }
      svg .quiet { fill: #6b7075 }
      svg .free { fill: #f1f2f4; stroke: #c9ccd1 }
      svg .hypervisor { fill: #d5d8dd; stroke: #8a9099 }
      pre { background: #f6f7f8; padding: 1rem; overflow-x: auto; font-size: 13px }
      @media (prefers-color-scheme: dark) {
        body { color: #e6e8ea; background: #17191c }
        pre { background: #202327 }
        svg .out { fill: #e6e8ea; stroke: #17191c }
        svg .quiet { fill: #9aa0a6 }
      }
    </style>
    <h1>\(Self.escaped(name)) on \(Self.escaped(board))</h1>
    \(picture)
    <pre>\(Self.escaped(text))</pre>
    </html>

    """
  }

  /// Colours that are told apart by people who confuse red and green, light enough for black text;
  /// from Paul Tol's light scheme.
  private static let colours = [
    "#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#99DDFF", "#44BB99", "#BBCC33", "#AAAA00",
  ]

  private func colour(_ machine: Int) -> String { Self.colours[machine % Self.colours.count] }

  private var picture: String {
    let coreTop = 40
    let coreHeight = 70
    let machineTop = 170
    let machineHeight = 54
    let memoryTop = machineTop + machines.count * (machineHeight + 10) + 60
    let memoryHeight = 70
    let height = memoryTop + memoryHeight + 60
    var shapes: [String] = []

    func box(
      _ x: Double, _ y: Int, _ width: Double, _ height: Int, style: String, tip: String
    ) {
      shapes.append(
        "<rect x=\"\(Self.short(x))\" y=\"\(y)\" width=\"\(Self.short(width))\" height=\"\(height)\""
          + " rx=\"4\" \(style)><title>\(Self.escaped(tip))</title></rect>")
    }
    func label(
      _ x: Double, _ y: Int, _ text: String, anchor: String = "start", style: String = "out"
    ) {
      shapes.append(
        "<text x=\"\(Self.short(x))\" y=\"\(y)\" text-anchor=\"\(anchor)\" class=\"\(style)\">"
          + "\(Self.escaped(text))</text>")
    }
    func filled(_ machine: Int) -> String { "fill=\"\(colour(machine))\" stroke=\"#555\"" }

    // Cores, with a line from each to the VM that owns it, or to each that shares it.
    label(0, coreTop - 14, "Cores")
    let step = 1000.0 / Double(max(1, cores.count))
    for core in cores {
      let x = Double(core.number) * step + 2
      let middle = x + (step - 4) / 2
      let tip =
        core.machine.map { "core \(core.number): \(machines[$0].name), \(machines[$0].interrupts)" }
        ?? "core \(core.number): \(owner(of: core) ?? "no VM")"
      box(
        x, coreTop, step - 4, coreHeight, style: core.machine.map(filled) ?? "class=\"free\"",
        tip: tip)
      label(middle, coreTop + 20, "core \(core.number)", anchor: "middle", style: "in")
      label(
        middle, coreTop + 40,
        core.machine.map { "\(machines[$0].name) vCPU \(core.virtualCPU ?? 0)" }
          ?? (core.sharers.isEmpty ? "no VM" : "shared by \(count(core.sharers.count, "VM"))"),
        anchor: "middle", style: "in")
      label(middle, coreTop + 59, core.pool ?? "no pool", anchor: "middle", style: "pool")
      let owners = core.machine.map { [$0] } ?? core.sharers
      for (number, machine) in owners.enumerated() {
        let bottom = machineTop + machine * (machineHeight + 10)
        let place = middle + 4 * (Double(number) - Double(owners.count - 1) / 2)
        shapes.insert(
          "<line x1=\"\(Self.short(place))\" y1=\"\(coreTop + coreHeight)\""
            + " x2=\"\(Self.short(place))\" y2=\"\(bottom)\" stroke=\"\(colour(machine))\""
            + " stroke-width=\"3\"/>", at: 0)
      }
    }

    // VMs, with their interrupts.
    label(0, machineTop - 14, "VMs and their interrupts")
    for (index, machine) in machines.enumerated() {
      let y = machineTop + index * (machineHeight + 10)
      box(0, y, 1000, machineHeight, style: filled(index), tip: machine.payloadFile)
      label(
        12, y + 22,
        "\(machine.name): \(count(machine.affinities.count, "vCPU")), \(machine.interrupts),"
          + " \(ByteSize.describe(machine.memory.size)) at \(hexadecimal(machine.memory.guest))",
        style: "in")
      let numbers = interrupts.filter { $0.machine == index }.map { interrupt in
        "\(interrupt.number) \(interrupt.use.prefix { $0 != "," })"
          + (interrupt.isPhysical ? "" : " (virtual)")
      }
      label(
        12, y + 42,
        "\(machine.payload); interrupts: "
          + (numbers.isEmpty ? "none of its own" : numbers.joined(separator: ", ")), style: "in")
    }

    // Memory: widths grow with the logarithm, or 16MiB beside 1GiB could not be seen.
    label(0, memoryTop - 14, "The board's memory (widths are not to scale)")
    let weights = memory.map { part -> Double in
      let size = part.range.upperBound - part.range.lowerBound
      return 2 + Double(UInt64.bitWidth - (size >> 20).leadingZeroBitCount)
    }
    let total = weights.reduce(0, +)
    var x = 0.0
    for (part, weight) in zip(memory, weights) {
      let width = 1000 * weight / max(total, 1)
      let bytes = part.range.upperBound - part.range.lowerBound
      let size =
        bytes % (1 << 20) == 0 ? ByteSize.describe(bytes) : ByteSize.describeRoundedUp(bytes)
      box(
        x, memoryTop, width - 2, memoryHeight,
        style: part.machine.map(filled)
          ?? (part.isFree ? "class=\"free\"" : "class=\"hypervisor\""),
        tip: "\(part.use): \(hexadecimal(part.range.lowerBound)) to"
          + " \(hexadecimal(part.range.upperBound))")
      // Too narrow for words; the tip has them.
      if width >= 58 {
        let title = part.machine == nil && !part.isFree ? "Martlet" : part.use
        label(x + width / 2, memoryTop + 30, title, anchor: "middle", style: "in")
        label(x + width / 2, memoryTop + 50, size, anchor: "middle", style: "in")
      }
      shapes.append(
        "<text class=\"quiet\" font-size=\"10\" transform=\"translate(\(Self.short(x + 3))"
          + " \(memoryTop + memoryHeight + 12)) rotate(25)\">\(hexadecimal(part.range.lowerBound))"
          + "</text>")
      x += width
    }
    return
      "<svg viewBox=\"0 0 1000 \(height)\" role=\"img\" aria-label=\"cores, virtual machines and"
      + " memory\">\n\(shapes.joined(separator: "\n"))\n</svg>"
  }

  /// One digit after the point, with no dependence on the user's language.
  private static func short(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
