internal import CAArch64
internal import Core
