#!/usr/bin/env python3
"""Writes a gzip-compressed initramfs (cpio "newc") of stated files.

usage: initramfs.py OUTPUT [PATH=FILE | PATH/ | PATH->TARGET | PATH:c:MAJOR:MINOR]...

Written here, and not by the cpio program, so that no root is needed for the device nodes and the same input gives
the same bytes: owner root, a fixed time, order as stated.
"""

import gzip
import os
import stat
import sys

FIXED_TIME = 0


class Archive:
    def __init__(self):
        self.parts = []
        self.inode = 1

    def add(self, path, mode, data=b"", device=(0, 0)):
        name = path.encode() + b"\0"
        fields = [self.inode, mode, 0, 0, 1, FIXED_TIME, len(data), 0, 0, device[0], device[1], len(name), 0]
        header = b"070701" + b"".join(b"%08x" % field for field in fields)
        self.parts.append(self.padded(header + name))
        self.parts.append(self.padded(data))
        self.inode += 1

    @staticmethod
    def padded(data):
        return data + b"\0" * (-len(data) % 4)

    def bytes(self):
        self.inode = 0
        self.add("TRAILER!!!", 0)
        return b"".join(self.parts)


def main():
    output, entries = sys.argv[1], sys.argv[2:]
    archive = Archive()
    for entry in entries:
        if "->" in entry:
            path, target = entry.split("->")
            archive.add(path, stat.S_IFLNK | 0o777, target.encode())
        elif "=" in entry:
            path, source = entry.split("=", 1)
            with open(source, "rb") as file:
                mode = 0o755 if os.access(source, os.X_OK) else 0o644
                archive.add(path, stat.S_IFREG | mode, file.read())
        elif entry.endswith("/"):
            archive.add(entry.rstrip("/"), stat.S_IFDIR | 0o755)
        else:
            path, kind, major, minor = entry.split(":")
            if kind != "c":
                sys.exit(f"initramfs: {entry} is not a character device")
            archive.add(path, stat.S_IFCHR | 0o600, device=(int(major), int(minor)))
    # Level 6: level 9 takes three times as long for one percent.
    packed = gzip.compress(archive.bytes(), compresslevel=6, mtime=FIXED_TIME)
    with open(output, "wb") as file:
        file.write(packed)


main()
