#!/usr/bin/env python3
"""Prints line coverage per file and in all, from the JSON that `swift test --enable-code-coverage` writes.

usage: coverage.py JSON PATH-PART LEAST-PERCENT
Exit code 1 if the files whose path contains PATH-PART are covered less than that.
"""

import json
import sys


def main():
    source, part, least = sys.argv[1], sys.argv[2], float(sys.argv[3])
    with open(source, encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    lines = covered = 0
    for entry in sorted(files, key=lambda entry: entry["summary"]["lines"]["percent"]):
        if part not in entry["filename"]:
            continue
        counts = entry["summary"]["lines"]
        lines += counts["count"]
        covered += counts["covered"]
        print(f"  {counts['percent']:6.1f} %  {counts['covered']:5} of {counts['count']:5}  {entry['filename'].split(part)[1]}")
    if not lines:
        sys.exit(f"coverage: no file under {part} was measured")
    percent = 100 * covered / lines
    print(f"coverage of {part}: {percent:.1f} % of {lines} lines, at least {least:g} % wanted")
    sys.exit(percent < least)


main()
