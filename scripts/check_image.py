#!/usr/bin/env python3
"""Checks the linked hypervisor for what neither a compiler nor a test run would notice.

usage: check_image.py ELF [--limits FILE]

- no FP or SIMD register: the image does not save the guest's, so one use corrupts a guest;
- no symbol of a heap, of reference counts, of lazy globals or of software floating point;
- every function that an indirect branch may reach starts with a landing pad (BTI);
- no stack frame above the limit, and none of a size known only at run time: stacks are small and have guard pages;
- text within its size limit;
- no call of memcpy or its like in functions named as hot paths: each such call is a copy that somebody did not mean.

The limits and lists are in Support/image-limits.json. Exit code 0: all holds; 1: it does not; 2: a tool is missing.
"""

import argparse
import fnmatch
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections import namedtuple

Symbol = namedtuple("Symbol", "name address size kind is_local section")
Section = namedtuple("Section", "name kind flags address offset size link")

FUNCTION, UNTYPED = 2, 0
ALLOCATED, EXECUTABLE = 0x2, 0x4
NO_BITS = 8


class Elf:
    """The few parts of a 64-bit little-endian ELF file that are needed here."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x02\x01":
            sys.exit(f"check_image: {path} is not a 64-bit little-endian ELF file")
        offset, = struct.unpack_from("<Q", self.data, 0x28)
        entry_size, count, names = struct.unpack_from("<HHH", self.data, 0x3A)
        raw = [struct.unpack_from("<IIQQQQIIQQ", self.data, offset + i * entry_size) for i in range(count)]
        base = raw[names][4]
        self.sections = [Section(self.string(base + r[0]), r[1], r[2], r[3], r[4], r[5], r[6]) for r in raw]
        self.symbols = list(self.read_symbols())

    def string(self, offset):
        return self.data[offset:self.data.index(b"\0", offset)].decode()

    def read_symbols(self):
        for section in self.sections:
            if section.name != ".symtab":
                continue
            strings = self.sections[section.link].offset
            for offset in range(section.offset, section.offset + section.size, 24):
                name, info, _, index, value, size = struct.unpack_from("<IBBHQQ", self.data, offset)
                yield Symbol(self.string(strings + name), value, size, info & 15, info >> 4 == 0, index)

    def text_size(self):
        return sum(s.size for s in self.sections if s.flags & EXECUTABLE and s.flags & ALLOCATED)

    def is_code(self, symbol):
        return 0 < symbol.section < len(self.sections) and bool(self.sections[symbol.section].flags & EXECUTABLE)

    def is_loaded_or_undefined(self, symbol):
        if symbol.section == 0:
            return True
        return symbol.section < len(self.sections) and bool(self.sections[symbol.section].flags & ALLOCATED)

    def data_words(self):
        """Every aligned 64-bit word of the loaded data: a table of functions would be among them."""
        for section in self.sections:
            if section.flags & ALLOCATED and not section.flags & EXECUTABLE and section.kind != NO_BITS:
                end = section.offset + section.size
                for offset in range((section.offset + 7) & ~7, end - 7, 8):
                    yield struct.unpack_from("<Q", self.data, offset)[0]


def find_tool(name):
    """The toolchain's own tool, beside `swift`: another LLVM may be older than the code it reads."""
    swift = shutil.which("swift")
    if swift:
        beside = os.path.join(os.path.dirname(os.path.realpath(swift)), name)
        if os.access(beside, os.X_OK):
            return beside
    found = shutil.which(name)
    if not found:
        print(f"check_image: {name} is missing: install the Swift toolchain and put its usr/bin in PATH", file=sys.stderr)
        sys.exit(2)
    return found


Instruction = namedtuple("Instruction", "address mnemonic operands")

HEADING = re.compile(r"^([0-9a-f]+) <(.+)>:$")
LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")
DATA = re.compile(r"\s\.(?:byte|short|word|long|xword|quad)\s")


def disassemble(path):
    """Yields (name, address, instructions) for each symbol in executable sections."""
    output = subprocess.run([find_tool("llvm-objdump"), "-d", "--no-show-raw-insn", path],
                            stdout=subprocess.PIPE, check=True, text=True).stdout
    name, address, body = None, 0, []
    for line in output.splitlines():
        heading = HEADING.match(line)
        if heading:
            if name is not None:
                yield name, address, body
            name, address, body = heading[2], int(heading[1], 16), []
            continue
        match = LINE.match(line)
        # Data among the code is shown as bytes and a directive; it is no instruction.
        if match and name is not None and not DATA.search(line):
            body.append(Instruction(int(match[1], 16), match[2], match[3].split("//")[0].strip()))
    if name is not None:
        yield name, address, body


# SVE's z and p registers are not listed: no compiler emits them without being asked, and `p` names other things too.
VECTOR_REGISTER = re.compile(r"(?<![\w#.<])[vqdshbz](?:[12]?\d|3[01])(?:\.\d*[bhsdq])?(?![\w(])")
SYMBOLIC = re.compile(r"<[^>]*>")


def uses_vector_register(instruction):
    return bool(VECTOR_REGISTER.search(SYMBOLIC.sub("", instruction.operands)))


PRE_INDEX = re.compile(r"\[sp, #-(0x[0-9a-f]+|\d+)\]!")
SUBTRACT = re.compile(r"^sp, (?:sp|x29), #(0x[0-9a-f]+|\d+)(?:, lsl #(\d+))?$")

# From any register but the frame pointer, which only puts it back.
SET_POINTER = re.compile(r"^sp, x(?!29$)\d+$")


def frame_size(body):
    """Bytes that a function takes from the stack, or None where only the run knows."""
    total = 0
    for instruction in body:
        pushed = PRE_INDEX.search(instruction.operands)
        if pushed:
            total += int(pushed[1], 0)
        elif instruction.mnemonic == "mov" and SET_POINTER.match(instruction.operands):
            return None
        elif instruction.mnemonic in ("sub", "subs") and instruction.operands.startswith("sp,"):
            fixed = SUBTRACT.match(instruction.operands)
            if fixed is None:
                return None
            # A `sub sp, x29, #n` puts the stack pointer back to a place inside the frame: nothing new is taken.
            if not instruction.operands.startswith("sp, x29"):
                total += int(fixed[1], 0) << int(fixed[2] or 0)
    return total


TARGET = re.compile(r"(0x[0-9a-f]+)")


def taken_addresses(elf, functions):
    """Addresses that the image computes or stores, and that an indirect branch may therefore go to."""
    taken = set(elf.data_words())
    for _, _, body in functions:
        pages = {}
        for instruction in body:
            operands = instruction.operands
            register = operands.split(",")[0]
            if instruction.mnemonic in ("adr", "adrp"):
                found = TARGET.search(operands)
                if found:
                    value = int(found[1], 16)
                    pages[register] = value
                    if instruction.mnemonic == "adr":
                        taken.add(value)
                    else:
                        taken.add(value & ~0xFFF)
            elif instruction.mnemonic == "add":
                match = re.match(r"(\w+), (\w+), #(0x[0-9a-f]+|\d+)$", operands)
                if match and match[2] in pages:
                    taken.add(pages[match[2]] + int(match[3], 0))
    return taken


def matches(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


LANDING_PADS = {"bti": ("c", "jc"), "paciasp": ("",), "pacibsp": ("",)}


def check(path, limits):
    """Returns (facts, failures)."""
    elf = Elf(path)
    functions = list(disassemble(path))
    failures = []

    text = elf.text_size()
    if text > limits["text-bytes"]:
        failures.append(f"text: {text} bytes, the limit is {limits['text-bytes']}")

    for symbol in elf.symbols:
        if matches(symbol.name, limits["forbidden-symbols"]) and elf.is_loaded_or_undefined(symbol):
            failures.append(f"forbidden symbol: {symbol.name}")

    # One address may have several names, and the disassembler shows any of them: a list that names one means it.
    names_at = {}
    for symbol in elf.symbols:
        if elf.is_code(symbol):
            names_at.setdefault(symbol.address, set()).add(symbol.name)

    def listed(address, key):
        return any(matches(name, limits[key]) for name in names_at.get(address, ()))

    vector_users = 0
    for name, address, body in functions:
        first = next((i for i in body if uses_vector_register(i)), None)
        if first is None:
            continue
        if listed(address, "floating-point-allowed"):
            vector_users += 1
        else:
            failures.append(f"FP/SIMD register: {name} at {first.address:#x}: {first.mnemonic} {first.operands}")

    by_address = {}
    for symbol in elf.symbols:
        if symbol.kind == FUNCTION and elf.is_code(symbol):
            by_address.setdefault(symbol.address, []).append(symbol)
    # Local functions get a landing pad only where the compiler saw their address taken, and so does the linker's view:
    # hidden functions are local in a linked file. What counts is whether anything but a direct branch can reach them.
    taken = taken_addresses(elf, functions)
    padded = direct_only = 0
    for name, address, body in functions:
        symbols = by_address.get(address)
        if not symbols or not body:
            continue
        first = body[0]
        if first.mnemonic in LANDING_PADS and first.operands in LANDING_PADS[first.mnemonic]:
            padded += 1
        elif listed(address, "no-landing-pad"):
            pass
        elif all(symbol.is_local for symbol in symbols) and address not in taken:
            direct_only += 1
        else:
            failures.append(f"landing pad: {name} at {address:#x} starts with '{first.mnemonic} {first.operands}'".rstrip())

    largest, largest_name = 0, "none"
    # Labels in assembly are no functions: what lies behind one may be sixteen vectors, each with its own frame.
    for name, address, body in functions:
        if address not in by_address or listed(address, "sets-stack-pointer"):
            continue
        size = frame_size(body)
        if size is None:
            failures.append(f"stack frame: {name} takes a number of bytes known only at run time")
            continue
        # What runs once at boot, on the boot core's larger stack and before any guest, may take more.
        limit = limits["boot-frame-bytes"] if listed(address, "boot-functions") else limits["frame-bytes"]
        if size > limit:
            failures.append(f"stack frame: {name} takes {size} bytes, the limit is {limit}")
        if size > largest:
            largest, largest_name = size, name

    names = set().union(*names_at.values())
    for pattern in limits["hot-path"]:
        if not fnmatch.filter(names, pattern):
            failures.append(f"hot path: no function matches '{pattern}': correct the list")
    for name, address, body in functions:
        if not listed(address, "hot-path"):
            continue
        for instruction in body:
            if instruction.mnemonic in ("bl", "b"):
                target = re.search(r"<([^>+]+)>", instruction.operands)
                if target and matches(target[1], limits["copy-functions"]):
                    failures.append(f"hot path: {name} calls {target[1]} at {instruction.address:#x}")

    facts = [
        ("text", f"{text} bytes of {limits['text-bytes']}"),
        ("functions", f"{len(by_address)}: {padded} with a landing pad, {direct_only} reached by direct branches only"),
        ("largest stack frame", f"{largest} bytes of {limits['frame-bytes']} ({largest_name})"),
        ("FP/SIMD users", f"{vector_users} (allowed by the list)" if vector_users else "none"),
        ("hot paths", f"{len(limits['hot-path'])} patterns, no copies" if limits["hot-path"] else "none listed"),
    ]
    return facts, failures


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Support", "image-limits.json")
    parser = argparse.ArgumentParser(description="Checks the linked hypervisor image.")
    parser.add_argument("elf")
    parser.add_argument("--limits", default=default)
    parser.add_argument("--variant", choices=["sharing", "service", "traced"], help="an image whose text has a limit of its own")
    arguments = parser.parse_args()
    with open(arguments.limits, encoding="utf-8") as file:
        limits = json.load(file)
    if arguments.variant:
        limits["text-bytes"] = limits[arguments.variant + "-text-bytes"]
    facts, failures = check(arguments.elf, limits)
    print(f"image check: {arguments.elf}")
    for name, value in facts:
        print(f"  {name:<20} {value}")
    for failure in failures:
        print(f"  FAILED {failure}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
