#!/usr/bin/env bash
# Builds the wheel, installs it in a clean environment with the locked run-time requirements only, and runs it there.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
rm -rf dist
.venv/bin/python -m build --quiet --wheel --installer uv --outdir dist .
wheel=$(ls "$root"/dist/telar-*.whl)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/env"
"$work/env/bin/python" -m pip install --quiet --require-hashes -r requirements.lock
"$work/env/bin/python" -m pip install --quiet --no-deps "$wheel"
"$work/env/bin/python" -m pip check

cd "$work"   # away from the checkout: nothing may come from it
export QT_QPA_PLATFORM=offscreen PYTHONWARNINGS=default
env/bin/telar forms list
env/bin/telar demo "$work/demo" --one-look --json > demo.json 2> said
if [ -s said ]; then cat said; echo "the program said what nobody expected"; exit 1; fi
"$work/env/bin/python" "$root/packaging/check_demo.py" "$work/demo"
echo "wheel: $(basename "$wheel"), $(stat -c %s "$wheel") bytes"
