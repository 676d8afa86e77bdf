import Testing

/// Everything that boots a machine, one machine at a time: guests have deadlines in real time. What a
/// run printed is in build/logs/TEST/, whether it passed or not: `raw.log` as it came, and one file
/// for each VM, for the hypervisor (`martlet.log`) and for what is neither's (`board.log`).
@Suite(.serialized) enum SystemTests {}
