#!/usr/bin/env bash
# Builds the one-folder program with PyInstaller and runs its demonstration away from the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
.venv/bin/pyinstaller --noconfirm --log-level ERROR --distpath dist/frozen --workpath build/frozen packaging/telar.spec

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
frozen() { env -i HOME="$work" LANG=C.UTF-8 PATH=/usr/bin:/bin QT_QPA_PLATFORM=offscreen "$root/dist/frozen/telar/telar" "$@" 2>> said; }
frozen forms list
frozen demo "$work/demo" --one-look --json > demo.json
if [ -s said ]; then cat said; echo "the program said what nobody expected"; exit 1; fi
"$root/.venv/bin/python" "$root/packaging/check_demo.py" "$work/demo"
echo "frozen: $(du -sm "$root/dist/frozen/telar" | cut -f1) MB"
