#!/usr/bin/env python3
"""Checks the checker of the house's rules: what is right passes, and each rule notices when it is broken."""

import importlib.util
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("check_house", os.path.join(HERE, "..", "check_house.py"))
house = importlib.util.module_from_spec(spec)
spec.loader.exec_module(house)

LIST = "# Rules\n\n## Unsafe code\n\n| File | Why |\n|---|---|\n| `Sources/Core/A.swift` | spans |\n\n## Next\n"
SAFE = "// Safety: checked above.\nlet x = unsafe read(p)\n"


def run(check, texts):
    return list(check(list(texts), texts))


class UnsafeCode(unittest.TestCase):
    def test_listed_file_with_reason_passes(self):
        self.assertEqual(run(house.check_unsafe, {"CONTRIBUTING.md": LIST, "Sources/Core/A.swift": SAFE}), [])

    def test_missing_reason(self):
        far = "// Safety: too far away.\n" + "\n" * house.REACH + "let x = unsafe read(p)\n"
        found = run(house.check_unsafe, {"CONTRIBUTING.md": LIST, "Sources/Core/A.swift": far})
        self.assertEqual(len(found), 1)
        self.assertIn("without a // Safety:", found[0])

    def test_file_that_is_not_listed(self):
        for use in (SAFE, "let p: UnsafeRawPointer\n", "nonisolated(unsafe) var x = 1\n", "let y = unsafeBitCast(x, to: Int.self)\n"):
            found = run(house.check_unsafe, {"CONTRIBUTING.md": LIST, "Sources/Core/A.swift": SAFE, "Sources/Core/B.swift": use})
            self.assertTrue(any("B.swift" in line and "does not list" in line for line in found), use)

    def test_comments_and_other_words_do_not_count(self):
        text = "// this is unsafe\nlet unsafety = 1\n"
        self.assertEqual(run(house.check_unsafe, {"CONTRIBUTING.md": LIST, "Sources/Core/A.swift": SAFE, "Sources/B.swift": text}), [])

    def test_rows_that_are_not_true(self):
        self.assertEqual(len(run(house.check_unsafe, {"CONTRIBUTING.md": LIST})), 1)
        self.assertEqual(len(run(house.check_unsafe, {"CONTRIBUTING.md": LIST, "Sources/Core/A.swift": "let x = 1\n"})), 1)


class Documents(unittest.TestCase):
    OTHER = "# One\n\n## Two words, and `code`\n"

    def found(self, text, name="docs/a.md"):
        return run(house.check_documents, {name: text, "docs/b.md": self.OTHER, "Sources/Core/A.swift": ""})

    def test_what_exists_passes(self):
        self.assertEqual(self.found("[b](b.md) [b](b.md#two-words-and-code) [w](https://example.org/x) `Sources/Core` [me](#h)\n# H\n"), [])

    def test_what_does_not(self):
        for text in ("[c](c.md)", "[b](b.md#three)", "![p](p.svg)", "`Sources/Nowhere`", "| `scripts/gone` | x |", "see docs/c.md"):
            self.assertEqual(len(self.found(text)), 1, text)

    def test_code_blocks_are_not_read_for_links(self):
        self.assertEqual(self.found("```\n[c](c.md)\n```\n"), [])


class OtherRules(unittest.TestCase):
    def test_machine_paths(self):
        for text in ("/ho" + "me/somebody/x", "in /wo" + "rk/a"):
            self.assertEqual(len(run(house.check_machine_paths, {"a": text})), 1, text)
        self.assertEqual(run(house.check_machine_paths, {"a": "$x/ho" + "me/a https://a.org/ho" + "me/b", "b": None}), [])

    def test_messages(self):
        texts = {"Sources/Hypervisor/A.swift": 'log("three words here")\n', "docs/messages.md": "three words here"}
        self.assertEqual(run(house.check_messages, texts), [])
        texts["docs/messages.md"] = "three words"
        self.assertEqual(len(run(house.check_messages, texts)), 1)
        texts = {"Sources/Core/Bundle/AError.swift": 'case .a, .b: "it is wrong"\n', "docs/messages.md": ""}
        self.assertEqual(len(run(house.check_messages, texts)), 1)

    def test_size(self):
        limit = '{ "code-lines": 2 }'
        texts = {"Support/image-limits.json": limit, "Sources/Core/A.swift": "a\n\n  // b\nc\n", "Sources/Scenario/B.swift": "d\n" * 9}
        self.assertEqual(run(house.check_size, texts), [])
        texts["Sources/CAArch64/x.S"] = "nop\n"
        self.assertEqual(len(run(house.check_size, texts)), 1)


if __name__ == "__main__":
    unittest.main()
