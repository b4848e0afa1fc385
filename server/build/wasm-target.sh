#!/usr/bin/env bash
# Sees to it that a compiler on this machine knows wasm32-unknown-unknown. Takes the first way that
# works and says which: it is there already; rustup; Debian's compiler, whose sources build the
# target's libraries. WASM_TOOLCHAIN=debian goes straight to the last.
set -euo pipefail

target=wasm32-unknown-unknown
debian_libraries=/usr/lib/rustlib/$target/lib
packages=(rustc-web cargo-web rust-web-src rust-web-llvm lld-22)

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

has_libraries() { compgen -G "$1/libstd-*.rlib" >/dev/null; }

rustup_way() {
  command -v rustc >/dev/null || return 1
  local libraries
  libraries=$(rustc --print target-libdir --target "$target" 2>/dev/null) || return 1
  if has_libraries "$libraries"; then
    say "the wasm target is there already"
    return 0
  fi
  command -v rustup >/dev/null || return 1
  say "adding the wasm target with rustup"
  # Where rustup's server cannot be reached, it would try for minutes.
  timeout 120 rustup target add "$target" >&2
}

debian_way() {
  if has_libraries "$debian_libraries" && /usr/bin/cargo --version >/dev/null 2>&1; then
    say "the wasm target of Debian's compiler is there already"
    return 0
  fi
  command -v apt-get >/dev/null || { say "this is no Debian: install the target $target for your compiler"; return 1; }
  say "installing Debian's compiler (${packages[*]})"
  as_root apt-get update -q >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${packages[@]}" >&2
  say "building the target's libraries from Debian's sources: about two minutes"
  local folder
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' RETURN
  mkdir "$folder/src"
  : >"$folder/src/lib.rs"
  printf '[package]\nname = "empty"\nedition = "2021"\n' >"$folder/Cargo.toml"
  # The outer environment may name another compiler or other flags.
  (cd "$folder" && env -i PATH=/usr/bin:/bin HOME="$HOME" ${CARGO_HOME:+CARGO_HOME="$CARGO_HOME"} \
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --quiet --release --target "$target" \
    -Z build-std=std,panic_abort,proc_macro,test >&2)
  rm "$folder/target/$target/release/deps/"libempty-*.rlib
  as_root mkdir -p "$debian_libraries"
  as_root cp "$folder/target/$target/release/deps/"*.rlib "$debian_libraries/"
}

if [ "${WASM_TOOLCHAIN:-}" != debian ] && rustup_way; then exit 0; fi
debian_way
