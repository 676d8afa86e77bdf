#!/usr/bin/env python3
"""Checks the image checker: one good image passes, and each kind of bad image is refused for its own reason."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("check_image", os.path.join(HERE, "..", "check_image.py"))
check_image = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_image)

with open(os.path.join(HERE, "..", "..", "Support", "image-limits.json"), encoding="utf-8") as limits_file:
    LIMITS = json.load(limits_file)
LIMITS.update({"text-bytes": 4096, "frame-bytes": 256, "hot-path": []})

GOOD = """
void other(void);
static int (*volatile table[1])(int);
__attribute__((noinline)) static int work(int value) { volatile int kept = value; return kept + 1; }
__attribute__((noinline)) void *memcpy(void *to, const void *from, unsigned long size) { asm volatile("" ::: "memory"); return to; }
int entry(int value) { table[0] = work; return table[0](value) + 1; }
void _start(void) { entry(1); }
"""


class CheckImage(unittest.TestCase):
    def failures(self, source, options=(), **changes):
        with tempfile.TemporaryDirectory() as directory:
            code, linked = os.path.join(directory, "image.c"), os.path.join(directory, "image.elf")
            with open(code, "w", encoding="utf-8") as file:
                file.write(source)
            protection = [] if "-mbranch-protection=none" in options else ["-mbranch-protection=standard"]
            subprocess.run([check_image.find_tool("clang"), "--target=aarch64-none-elf", "-O1", "-ffreestanding", "-fno-builtin",
                            "-fno-pic", *protection, "-nostdlib", "-static", "-fuse-ld=lld", "-w", *options, code, "-o", linked],
                           check=True)
            return check_image.check(linked, {**LIMITS, **changes})[1]

    def expect(self, start, found):
        self.assertTrue(any(line.startswith(start) for line in found), f"no failure starts with '{start}': {found}")

    def test_good(self):
        self.assertEqual(self.failures(GOOD), [])

    def test_floating_point(self):
        source = GOOD + "double scale(double value) { return value * 2.0; }"
        self.expect("FP/SIMD register: scale", self.failures(source))
        allowed = {"floating-point-allowed": ["scale"]}
        self.assertEqual(self.failures(source, **allowed), [])

    def test_vector_registers_are_told_from_other_names(self):
        instruction = check_image.Instruction
        for operands in ("q0, [x1]", "{ v0.16b, v1.16b }, [x0]", "x0, d31", "v3.s[1], w0", "s7, s8", "b1, [x2]", "h0, h1"):
            self.assertTrue(check_image.uses_vector_register(instruction(0, "any", operands)), operands)
        for operands in ("x0, S3_0_C15_C2_0", "0x1000 <d1>", "x0, x1, #0xd1", "w3, w8", "sp, sp, #32", "0x4000d0 <v1+0x4>", "x0, DAIF"):
            self.assertFalse(check_image.uses_vector_register(instruction(0, "any", operands)), operands)

    def test_data_and_labels_in_assembly(self):
        source = GOOD + 'asm(".text\\n loose_label: .word 0xb4000000, 0xd1 \\n mov sp, x0 \\n stp x0, x1, [sp, #-512]! \\n ret");'
        self.assertEqual(self.failures(source), [])

    def test_heap_and_reference_counts(self):
        for name in ("malloc", "swift_retain", "swift_once", "swift_allocObject", "_swift_stdlib_getNormData"):
            self.expect(f"forbidden symbol: {name}", self.failures(GOOD + f"void {name}(void) {{ }}"))

    def test_landing_pad(self):
        self.expect("landing pad: work", self.failures(GOOD, ["-mbranch-protection=none"]))

    def test_frame(self):
        source = GOOD + "void use(char *); void big(void) { char room[300]; use(room); } void use(char *room) { asm volatile(\"\" :: \"r\"(room) : \"memory\"); }"
        self.expect("stack frame: big takes 3", self.failures(source, ["-fno-inline"]))
        source = GOOD + "void use(char *room) { asm volatile(\"\" :: \"r\"(room) : \"memory\"); } void vary(int size) { char room[size]; use(room); }"
        self.expect("stack frame: vary takes a number", self.failures(source, ["-fno-inline"]))

    def test_text(self):
        self.expect("text: ", self.failures(GOOD, **{"text-bytes": 16}))

    def test_hot_path(self):
        source = GOOD + "void hot(char *to, char *from) { memcpy(to, from, 100); }"
        self.assertEqual(self.failures(source), [])
        self.expect("hot path: hot calls memcpy", self.failures(source, **{"hot-path": ["hot"]}))
        self.expect("hot path: no function matches 'gone'", self.failures(source, **{"hot-path": ["gone"]}))


if __name__ == "__main__":
    unittest.main()
