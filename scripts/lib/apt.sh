# Debian packages, without touching the machine's own apt configuration. Sourced by scripts/setup.
#
# Two private configurations live in the cache. `host` has this machine's architecture and package status plus the
# backports suite: packages are installed from it. `arm64` has an empty package status: guests' packages are only
# downloaded from it and unpacked. Both use the mirror that the machine's own sources name, and apt's own signatures.

# Prints "URI SUITE" for each source of the machine. Asking apt, with an empty list directory so that it must say
# where it would look, reads every format of source file that apt knows.
machine_sources() {
    local empty="$cache/apt-empty"
    mkdir -p "$empty/partial"
    apt-get update --print-uris -o Dir::State::lists="$empty" 2>/dev/null |
        sed -nE "s,^'([^']+)/dists/([^']+)/InRelease'.*,\1 \2,p"
}

debian_codename() { (. /etc/os-release && printf %s "${VERSION_CODENAME:-}"); }

# The mirror and suites are worked out once and kept: `mirror`, `security` (either may be empty).
find_mirror() {
    [ -n "${mirror:-}" ] && return
    command -v apt-get >/dev/null || missing "this set-up installs packages with apt-get: use Debian 12 (bookworm)"
    codename=$(debian_codename)
    local sources
    sources=$(machine_sources)
    mirror=$(awk -v suite="$codename" '$2 == suite { print $1; exit }' <<<"$sources")
    security=$(awk -v suite="$codename-security" '$2 == suite { print $1; exit }' <<<"$sources")
    [ -n "$mirror" ] || missing "apt's sources name no mirror for the Debian suite '$codename': add one, for instance in /etc/apt/sources.list"
}

# write_apt NAME ARCHITECTURE SUITE: makes the private configuration cache/apt-NAME.
write_apt() {
    local dir="$cache/apt-$1" architecture=$2 suite=$3
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/parts"
    {
        printf 'Types: deb\nURIs: %s\nSuites: %s %s-updates %s-backports\nComponents: main\nArchitectures: %s\nSigned-By: %s\n' \
            "$mirror" "$suite" "$suite" "$suite" "$architecture" /usr/share/keyrings/debian-archive-keyring.gpg
        if [ -n "$security" ]; then
            printf '\nTypes: deb\nURIs: %s\nSuites: %s-security\nComponents: main\nArchitectures: %s\nSigned-By: %s\n' \
                "$security" "$suite" "$architecture" /usr/share/keyrings/debian-archive-keyring.gpg
        fi
    } >"$dir/parts/martlet.sources"
    # Packages of a guest must not be measured against this machine's packages: its status is empty.
    # Hooks that tidy the machine's apt after an update have no business here.
    {
        printf 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "%s";\n' "$dir/parts"
        printf 'Dir::State::lists "%s";\nDir::Cache "%s";\n' "$dir/lists" "$dir/cache"
        printf 'APT::Sandbox::User "root";\nAcquire::Languages "none";\nAcquire::Retries "3";\n'
        printf '#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n'
        if [ "$1" != host ]; then
            : >"$dir/status"
            printf 'APT::Architecture "%s";\n#clear APT::Architectures;\nAPT::Architectures { "%s"; };\n' "$architecture" "$architecture"
            printf 'Dir::State::status "%s";\n' "$dir/status"
        fi
    } >"$dir/apt.conf"
}

# update_apt NAME: fetches the package lists, at most once in a run.
update_apt() {
    local seen="updated_$1"
    [ -n "${!seen:-}" ] && return
    apt-get -c "$cache/apt-$1/apt.conf" -qq update ||
        missing "apt could not fetch the package lists from $mirror: check the network and try again"
    printf -v "$seen" yes
}

# As root, or by sudo where it asks for no password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# install_packages SUITE PACKAGE...: installs on this machine; a package that SUITE has comes from there, unless it is "".
install_packages() {
    local suite=$1
    shift
    find_mirror
    write_apt host "$(dpkg --print-architecture)" "$codename"
    update_apt host
    say "installing Debian packages: $*${suite:+ (what $suite has, from there)}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -c "$cache/apt-host/apt.conf" ${suite:+-t "$suite"} \
        -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@" >"$cache/install.log" 2>&1 ||
        missing "apt-get could not install $*; what it said is in $cache/install.log"
    # Installed packages are not needed a second time.
    as_root rm -f "$cache"/apt-host/cache/archives/*.deb
}

prepare_guest_apt() {
    find_mirror
    write_apt arm64 arm64 bookworm
    update_apt arm64
}

guest_apt() {
    local tool=$1
    shift
    "$tool" -c "$cache/apt-arm64/apt.conf" "$@"
}

# download_package SUITE PACKAGE: downloads and prints the path of the .deb. Signed lists name its checksum: apt checks.
download_package() {
    local into
    into=$(mktemp -d "$work/deb.XXXXXX")
    (cd "$into" && guest_apt apt-get -qq download "$2/$1" >&2) ||
        missing "apt could not download $2 of $1: check the network and try again"
    printf '%s\n' "$into"/*.deb
}

# dependency SUITE META PATTERN: the package that a meta package such as linux-image-arm64 stands for at the moment.
dependency() {
    guest_apt apt-cache show "$2/$1" | sed -nE "s/^Depends: (.*, )?($3)( .*|,.*)?\$/\2/p" | head -n 1
}
