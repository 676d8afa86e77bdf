# Shared by the scripts: where things are, and how a script gives up. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# One cache can serve several checkouts of the repository: they all want the same kernels.
cache=$(realpath -m "${MARTLET_CACHE:-$root/.cache}")

say() { printf 'setup: %s\n' "$*"; }

# Exit code 2 means, here as in the `martlet` command: the machine or a tool is missing something.
missing() {
    printf 'setup: %s\n' "$*" >&2
    exit 2
}

# at_least HAVE WANT: compares dotted version numbers.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}
