# shellcheck shell=bash
# What the scripts share: where things lie, how they speak, which tools they want. Sourced, not run.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/creditwood"
TOOLS="$CACHE/tools"
WASM_TARGET=wasm32-unknown-unknown

# Trunk builds from another folder than cargo does: what is relative would name two places.
case "${CARGO_TARGET_DIR-/}" in
    /*) ;;
    *) export CARGO_TARGET_DIR="$PWD/$CARGO_TARGET_DIR" ;;
esac

# Later versions want a newer compiler than the workspace does.
TRUNK_VERSION=0.21.14
DENY_VERSION=0.20.2

# --- speaking: everything that is not a result goes to stderr ---

say() { printf '%s\n' "$*" >&2; }

fail() { # fail MESSAGE [EXIT CODE]
    say "scripts/$(basename "$0"): $1"
    exit "${2:-1}"
}

# The lines of a script's opening comment, which are its help.
print_help() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }

duration() { # duration SECONDS
    if [ "$1" -lt 60 ]; then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

step() { # step TITLE COMMAND...: announces, runs, says how long it took or that it failed
    local title="$1" start=$SECONDS
    shift
    say "==> $title"
    "$@" || fail "failed: $title (command: $*)"
    say "    done in $(duration $((SECONDS - start)))"
}

# --- where things lie ---

# The wasm-bindgen tool must have exactly the version that the code was linked against.
wasm_bindgen_version() {
    awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' "$ROOT/Cargo.lock"
}

tool_home() { echo "$TOOLS/$1-$2"; } # tool_home NAME VERSION

target_dir() {
    (cd "$ROOT" && cargo metadata --no-deps --format-version 1 --offline) |
        sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}

have() { command -v "$1" >/dev/null 2>&1; }

first_on_path() { # first_on_path NAME...
    local name
    for name in "$@"; do
        command -v "$name" && return
    done
    return 1
}

# --- compilers: rustup's, or for the browser Debian's beside it ---

wanted_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }

is_new_enough() { # is_new_enough RUSTC
    local version
    version="$("$1" --version 2>/dev/null | cut -d ' ' -f 2)"
    [ "$(printf '%s\n' "$(wanted_rust)" "$version" | sort -V | head -n 1)" = "$(wanted_rust)" ]
}

rustup_has_wasm() {
    [ -d "$(rustc --print target-libdir --target "$WASM_TARGET" 2>/dev/null)" ]
}

debian_rustc() { dpkg -L rustc-web 2>/dev/null | grep -m 1 '/bin/rustc$'; }

# The newest one: an older linker does not know what a newer compiler writes.
wasm_linker() {
    local dir IFS=:
    for dir in $PATH; do
        ls "$dir" 2>/dev/null
    done | grep -E '^wasm-ld(-[0-9]+)?$' | sort -t - -k 3 -n | tail -n 1
}

debian_has_wasm() {
    local rustc
    rustc="$(debian_rustc)" && is_new_enough "$rustc" && [ -n "$(wasm_linker)" ] &&
        [ -f "$("$rustc" --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]
}
