#!/usr/bin/env bash
# Writes requirements.lock, requirements-dev.lock and requirements-fuzz.lock: every version pinned, every file hashed, no index named.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
compile() {
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --upgrade "$@"
}
compile pyproject.toml --output-file requirements.lock
compile pyproject.toml --group dev --output-file requirements-dev.lock
compile --group pyproject.toml:fuzz --output-file requirements-fuzz.lock
