#!/usr/bin/env python3
"""Turns a Debian arm64 vmlinuz into the uncompressed Image that boot loaders and hypervisors take.

Debian has shipped vmlinuz as a plain Image, gzip-compressed, and as an EFI program that unpacks itself ("zboot").
"""

import gzip
import lzma
import struct
import subprocess
import sys


def unpack(data):
    if data[:2] == b"\x1f\x8b":
        return unpack(gzip.decompress(data))
    if data[:2] == b"MZ" and data[4:8] == b"zimg":
        offset, size = struct.unpack_from("<II", data, 8)
        kind = data[24:56].split(b"\0")[0].decode()
        packed = data[offset:offset + size]
        if kind == "gzip":
            return gzip.decompress(packed)
        if kind in ("xzkern", "xz", "lzma"):
            return lzma.decompress(packed)
        if kind in ("zstd22", "zstd"):
            # The program, because the Python of Debian 12 has no zstd module.
            return subprocess.run(["zstd", "-dc"], input=packed, stdout=subprocess.PIPE, check=True).stdout
        sys.exit(f"unpack_kernel: compression '{kind}' of the EFI kernel is not known")
    return data


def main():
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        image = unpack(file.read())
    if image[0x38:0x3C] != b"ARM\x64":
        sys.exit(f"unpack_kernel: {source} holds no arm64 Image")
    with open(target, "wb") as file:
        file.write(image)


main()
