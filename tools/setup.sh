#!/usr/bin/env bash
# Makes everything that vndocparse needs on a Debian or Ubuntu machine, with or without root:
#
#   .venv/       a Python environment with the package (editable) and the development tools
#   .tessdata/   Tesseract's Vietnamese data, only where the system has none and may not be changed
#   .debian/     what was unpacked for that without root
#
# Usage: tools/setup.sh [python|tessdata|all]
# Safe to run again: what is there already is kept.  What cannot be had is said, with the command that mends it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf '\nsetup: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

# --- Debian packages -----------------------------------------------------------------------------

refreshed=""

# Package lists of the system (root) or a private copy of them under .debian/ (everybody else).
apt_options=()
if ! is_root; then
    state="$PWD/.debian"
    apt_options=(-o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache" -o "Debug::NoLocking=1"
        -o "APT::Sandbox::User=$(id -un)")
fi

refresh_lists() {
    [ -z "$refreshed" ] || return 0
    refreshed=yes
    is_root || mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    say "reading the package lists (apt-get update)"
    # A broken third-party source must not stop us: what matters is whether the package is found afterwards.
    apt-get "${apt_options[@]}" -qq update >/dev/null 2>&1 || say "some package lists could not be read; going on"
}

# install_system PACKAGE...: with root, into the system.  False where that is not possible.
install_system() {
    is_root && have apt-get || return 1
    say "installing $* (apt-get)"
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    refresh_lists
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
}

# unpack_private PACKAGE...: without root, into .debian/root.  False where that is not possible.
unpack_private() {
    have apt-get && have dpkg-deb || return 1
    mkdir -p .debian/packages .debian/root
    refresh_lists
    say "unpacking $* into .debian/ (no root needed)"
    (cd .debian/packages && apt-get "${apt_options[@]}" -qq download "$@" >/dev/null) || return 1
    for package in "$@"; do
        dpkg-deb -x .debian/packages/"$package"_*.deb .debian/root || return 1
    done
}

# --- Tesseract's Vietnamese data -----------------------------------------------------------------

# has_data LANGUAGE: is there data in one of the folders that the library itself looks in?
has_data() {
    local folder
    for folder in "${VNDOCPARSE_TESSDATA:-}" "$PWD/.tessdata" "${TESSDATA_PREFIX:-}" "${TESSDATA_PREFIX:-}/tessdata" \
        /usr/share/tesseract-ocr/*/tessdata /usr/share/tessdata /usr/local/share/tessdata; do
        [ ! -f "$folder/$1.traineddata" ] || return 0
    done
    return 1
}

# "vie" reads the text, "osd" says which way up a page lies.
has_tessdata() { has_data vie && has_data osd; }

setup_tessdata() {
    ! has_tessdata || return 0
    if install_system tesseract-ocr-vie tesseract-ocr-osd && has_tessdata; then return 0; fi
    if unpack_private tesseract-ocr-vie tesseract-ocr-osd; then
        mkdir -p .tessdata
        find .debian/root/usr/share/tesseract-ocr -name '*.traineddata' -exec cp {} .tessdata/ \;
    fi
    ! has_tessdata || return 0
    die "Tesseract's Vietnamese data is missing: scans cannot be read without it." \
        "Debian, Ubuntu:  sudo apt-get install tesseract-ocr-vie tesseract-ocr-osd" \
        "elsewhere:       put vie.traineddata and osd.traineddata into $PWD/.tessdata" \
        "                 or name their folder in TESSDATA_PREFIX, then run this again."
}

# --- Python --------------------------------------------------------------------------------------

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14; do
        [ -n "$candidate" ] && have "$candidate" || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        printf '%s\n' "$candidate"
        return 0
    done
    return 1
}

# Debian cuts venv's own pip off into a package of its own; without root we take pip's wheel from there.
make_venv() {
    local python=$1 wheel
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv .venv >/dev/null 2>&1; then return 0; fi
    rm -rf .venv
    if install_system python3-venv && "$python" -m venv .venv; then return 0; fi
    rm -rf .venv
    if "$python" -m venv --without-pip .venv 2>/dev/null && unpack_private python3-pip-whl; then
        wheel=$(find .debian/root/usr/share/python-wheels -name 'pip-*.whl' | head -n 1)
        if [ -n "$wheel" ] && .venv/bin/python "$wheel/pip" install --quiet pip; then return 0; fi
    fi
    rm -rf .venv
    return 1
}

setup_python() {
    local python
    if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        python=$(find_python) || { install_system python3 python3-venv && python=$(find_python); } ||
            die "Python 3.11 or newer is missing." \
                "Debian 12 or newer:  sudo apt-get install python3 python3-venv" \
                "another Python:      make ... PYTHON=/path/to/python3.11"
        say "making .venv with $("$python" --version)"
        make_venv "$python" ||
            die "no environment could be made: Python's venv module is missing." \
                "Debian, Ubuntu:  sudo apt-get install python3-venv"
    fi
    say "installing the package and its tools into .venv (some 1.9 GB on disk, the first time)"
    # Dependency groups need pip 25.1; Debian 12 brings 23.
    .venv/bin/python -m pip install --quiet --upgrade 'pip>=25.1' &&
        .venv/bin/python -m pip install --quiet --editable '.[all]' --group dev ||
        die "the packages could not be installed (pip's message is above)." \
            "Is the package index reachable? pip's own settings (PIP_INDEX_URL, PIP_PROXY, pip.conf) are obeyed."
    # The schemas of PAGE-XML and ALTO lie inside these two; of what they need for their own work nothing is needed.
    .venv/bin/python -m pip install --quiet --no-deps 'ocrd==3.13.3' 'htrflow==0.2.6' ||
        say "without ocrd and htrflow, tests do not validate PAGE-XML and ALTO against their schemas"
    touch .venv/.ready
}

case "${1:-all}" in
python) setup_python ;;
tessdata) setup_tessdata ;;
all)
    setup_tessdata
    setup_python
    ;;
*) die "unknown part: $1" "usage: tools/setup.sh [python|tessdata|all]" ;;
esac
