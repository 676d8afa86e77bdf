public import TerminalTool
public import ToolProcess

extension LinuxChannels: TerminalBoard {
  public mutating func wait(_ interest: TerminalInterest, milliseconds: UInt32) {
    wait(
      bells: interest.open, readable: interest.readable, writable: interest.writable,
      milliseconds: milliseconds)
  }
}
