#!/bin/sh
# Makes the two virtual environments from their hashed requirements, and again only when those changed.
# The local AWS has one of its own because it pins another botocore than ours. With a folder and a file, that one only.
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.14 python3.11}; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "error: this needs Python 3.11 to 3.14; none was found (name one with PYTHON=/path/to/python3)" >&2
    exit 1
}

refuse_without_venv() {
    if ! "$1" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "error: $1 has no venv module; install it (on Debian and Ubuntu: the package python3-venv)" >&2
        exit 1
    fi
}

# environment <folder> <requirements file>
environment() {
    wanted=$(cksum <"$2")
    if [ "$(cat "$1/.made-from" 2>/dev/null)" = "$wanted" ] && "$1/bin/python" -c '' 2>/dev/null; then
        return
    fi
    python=$(find_python)
    refuse_without_venv "$python"
    echo "making $1 from $2, this takes a minute" >&2
    "$python" -m venv --clear "$1"
    # Bytecode is made at first import: of most of these packages little is ever imported.
    "$1/bin/python" -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r "$2" >&2
    echo "$wanted" >"$1/.made-from"
}

if [ $# -eq 2 ]; then
    environment "$1" "$2"
    exit
fi
environment .venv-aws infra/local/requirements.txt &
other=$!
environment .venv requirements-dev.txt
wait "$other"
