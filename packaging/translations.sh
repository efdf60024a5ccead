#!/bin/sh
# Gathers the window's sentences into resources/translations/telar_en.ts and compiles the finished ones to telar_en.qm.
# Spanish is the source language. Run it after changing a sentence in desktop_app/ui, translate what is marked
# "unfinished" in the .ts, and run it again; both files are kept in the repository. With --check nothing is written:
# the exit code says whether the .ts misses a sentence or holds one that is gone.
set -eu
cd "$(dirname "$0")/.."
tools="${TELAR_TOOLS:-.venv/bin}"
ts=resources/translations/telar_en.ts
if [ "${1:-}" = "--check" ]; then
    ts="$(mktemp -d)/telar_en.ts"
    trap 'rm -r "$(dirname "$ts")"' EXIT
    cp resources/translations/telar_en.ts "$ts"
fi
# No file name of ours has a space. The .ts comes last: whatever follows -ts counts as one.
# shellcheck disable=SC2046
"$tools/pyside6-lupdate" -silent -no-obsolete -locations none -source-language es_CO -target-language en_US \
    $(find desktop_app/ui -name '*.py' | LC_ALL=C sort) -ts "$ts"
if [ "${1:-}" = "--check" ]; then
    cmp "$ts" resources/translations/telar_en.ts
else
    "$tools/pyside6-lrelease" -removeidentical -nounfinished "$ts" -qm resources/translations/telar_en.qm
fi
