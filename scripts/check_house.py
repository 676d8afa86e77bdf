#!/usr/bin/env python3
"""Checks the rules of the house that no compiler knows, over every file that git tracks.

usage: check_house.py          all rules; exit code 1 when one is broken
       check_house.py --size   lines of code of the hypervisor, by module, against the limit

- `unsafe` and unsafe types only in the files that CONTRIBUTING.md lists, each use with a `// Safety:` line near;
- links between documents lead to files and headings that exist, and so do paths in backticks and in tables of paths;
- no path of somebody's machine;
- every message that the hypervisor prints is in docs/messages.md;
- the hypervisor has no more lines of code than Support/image-limits.json allows.
"""

import json
import os
import re
import subprocess
import sys

# How far above its use a `// Safety:` line may be. Long enough for a comment of a few lines and a call of a few lines.
REACH = 8
UNSAFE = re.compile(r"\bunsafe\b|\bunsafe[A-Z]\w*|\bUnsafe\w*|\bnonisolated\(unsafe\)|\bUnmanaged\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:home|root|Users|work|private)/\w")
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:docs|Sources|Support|Tests|Fuzz|scripts|scenarios)(?:/[\w.+-]+)*)/?`")
ROW = re.compile(r"^\| *`([\w./+-]+)`")
DOCUMENT = re.compile(r"\bdocs/[\w/.-]+\.(?:md|json|svg)\b")
# Where the hypervisor's sentences are: literals that end up in a line of its log.
SENTENCE = re.compile(r'(?:\blog|\bwrite|\bappend|case [^:"]*: *)\(?\s*"((?:[^"\\]|\\.)*)"')
HYPERVISOR = ["Core", "AArch64", "CAArch64", "Hypervisor"]


def tracked(root):
    """The files that git tracks; without git or its folder, all but hidden and built ones."""
    try:
        result = subprocess.run(["git", "-C", root, "ls-files", "-z"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        names = result.stdout.decode().split("\0") if result.returncode == 0 else []
    except FileNotFoundError:
        names = []
    if not any(names):
        for folder, folders, files in os.walk(root):
            folders[:] = [name for name in folders if not name.startswith(".") and name != "build"]
            names += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return [name for name in names if name and os.path.isfile(os.path.join(root, name))]


def text_of(root, name):
    with open(os.path.join(root, name), "rb") as file:
        data = file.read()
    return None if b"\0" in data else data.decode("utf-8", "replace")


def code_part(line):
    """The line without its comment. A `//` in a literal cuts too much, which hides nothing that is looked for here."""
    return line.split("//", 1)[0]


def listed_files(contributing):
    """The first column of the table under the heading "Unsafe code"."""
    section = contributing.split("## Unsafe code", 1)[-1].split("\n## ", 1)[0]
    return {path for line in section.splitlines() for path in ROW.findall(line)}


def unsafe_uses(text):
    """Yields (line number, whether a safety line is near) for each line of Swift that uses something unsafe."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if UNSAFE.search(code_part(line)):
            near = lines[max(0, number - REACH):number + 1]
            yield number + 1, any("// Safety:" in other for other in near)


def declares_only(line):
    """Whether an unsafe type is only mentioned: a property, a parameter, an alias."""
    return not re.search(r"\bunsafe", code_part(line))


def check_unsafe(files, texts):
    allowed = listed_files(texts.get("CONTRIBUTING.md") or "")
    for name in sorted(allowed):
        if name not in files:
            yield f"CONTRIBUTING.md: lists {name}, which does not exist"
        elif not any(True for _ in unsafe_uses(texts[name])):
            yield f"CONTRIBUTING.md: lists {name}, which has nothing unsafe any more"
    for name in files:
        # A fuzz target's entry takes a pointer from libFuzzer, each the same way.
        if not name.endswith(".swift") or not name.startswith(("Sources/", "Tests/")):
            continue
        lines = texts[name].splitlines()
        for number, has_reason in unsafe_uses(texts[name]):
            if name not in allowed:
                yield f"{name}:{number}: unsafe code in a file that CONTRIBUTING.md does not list"
            elif not has_reason and not declares_only(lines[number - 1]):
                yield f"{name}:{number}: unsafe without a // Safety: line in the {REACH} lines above"


def anchors(text):
    found, fenced = set(), False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        found.update(re.findall(r'<a id="([^"]+)"', line))
        if not fenced and line.startswith("#"):
            title = line.lstrip("#").strip().lower().replace("`", "")
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def without_code(text):
    return re.sub(r"^```.*?^```", lambda m: "\n" * m[0].count("\n"), text, flags=re.M | re.S)


def exists(name, files):
    return any(other == name or other.startswith(name.rstrip("/") + "/") for other in files)


def check_documents(files, texts):
    for name in files:
        text = texts[name]
        if text is None:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for target in DOCUMENT.findall(line):
                if target not in files and not name.startswith("scripts/"):
                    yield f"{name}:{number}: names {target}, which does not exist"
        if not name.endswith(".md"):
            continue
        for number, line in enumerate(without_code(text).splitlines(), 1):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                place = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
                if not exists(place, files):
                    yield f"{name}:{number}: links to {target}, which does not exist"
                elif anchor and place.endswith(".md") and anchor not in anchors(texts[place]):
                    yield f"{name}:{number}: links to {target}, which has no such heading"
            for path in PATH.findall(line):
                if not exists(path, files):
                    yield f"{name}:{number}: names {path}, which does not exist"


def check_machine_paths(files, texts):
    for name in files:
        for number, line in enumerate((texts[name] or "").splitlines(), 1):
            if MACHINE_PATH.search(line):
                yield f"{name}:{number}: a path of somebody's machine"


def sentences(files, texts):
    """Yields (file, line number, sentence) for literals of several words that the hypervisor can print."""
    for name in files:
        is_reason = re.match(r"Sources/Core/Bundle/\w+Error\.swift$", name)
        if not is_reason and not name.startswith("Sources/Hypervisor/"):
            continue
        text = texts[name]
        for match in SENTENCE.finditer(text):
            sentence = match[1].strip()
            if sentence.count(" ") >= 2:
                yield name, text.count("\n", 0, match.start(1)) + 1, sentence


def check_messages(files, texts):
    page = texts.get("docs/messages.md")
    if page is None:
        yield "docs/messages.md: is missing"
        return
    for name, number, sentence in sentences(files, texts):
        if sentence.rstrip(":") not in page:
            yield f"{name}:{number}: \"{sentence}\" is not in docs/messages.md"


def count_lines(files, texts):
    """Lines that are neither blank nor only a comment, by module. What the partitioning image does not compile or link does
    not count: the invariant checkers, the test hooks, the trace, and what shares cores."""
    counts = dict.fromkeys(HYPERVISOR, 0)
    for name in files:
        parts = name.split("/")
        if name.endswith(("+Invariants.swift", "/TestHooks.swift", "Hypervisor/Tracing.swift", "/sharing.h")):
            continue
        if len(parts) > 2 and parts[0] == "Sources" and parts[1] in counts and name.endswith((".swift", ".c", ".h", ".S")):
            lines = (line.strip() for line in partitioning_lines(texts[name]))
            counts[parts[1]] += sum(1 for line in lines if line and not line.startswith("//"))
    return counts


def partitioning_lines(text):
    """The lines outside blocks of `#if MARTLET_...`, none of which the partitioning image defines."""
    skipped = []
    for line in text.splitlines():
        word = line.strip()
        if word.startswith("#if"):
            skipped.append(word.startswith(("#if MARTLET_", "#ifdef MARTLET_")))
        elif word.startswith("#endif"):
            skipped.pop()
        elif word.startswith("#else") and skipped[-1]:
            skipped[-1] = None  # what stands for the rest, and counts
        elif not any(skipped):
            yield line


def limit_of(texts):
    return json.loads(texts["Support/image-limits.json"])["code-lines"]


def check_size(files, texts):
    total, limit = sum(count_lines(files, texts).values()), limit_of(texts)
    if total > limit:
        yield f"the hypervisor has {total} lines of code, the limit is {limit}"


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    files = tracked(root)
    texts = {name: text_of(root, name) for name in files}
    if sys.argv[1:] == ["--size"]:
        counts = count_lines(files, texts)
        for module, count in counts.items():
            print(f"  {module:<12} {count:6}")
        print(f"  {'in all':<12} {sum(counts.values()):6} lines of code of {limit_of(texts)}")
        sys.exit(any(check_size(files, texts)))
    if sys.argv[1:]:
        sys.exit(__doc__)
    failures = []
    for check in (check_unsafe, check_documents, check_machine_paths, check_messages, check_size):
        failures += check(files, texts)
    for failure in sorted(set(failures)):
        print(failure)
    print(f"house rules: {len(files)} files, {len(set(failures)) or 'no'} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
