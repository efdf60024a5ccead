#!/usr/bin/env bash
# The system libraries that Qt's wheels expect, on Debian and its relatives: installed as root, else named.
# With `tests` also the stock tools with which the tests check what the program signs, encrypts and prints.
set -euo pipefail

command -v dpkg-query >/dev/null || exit 0   # another system: its desktop brings these libraries

packages=(
  openssl fonts-dejavu-core
  libglib2.0-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
  libxcb-sync1 libxcb-xfixes0 libxcb-xkb1
)
[ "${1:-}" != tests ] || packages+=(age gnutls-bin libreoffice-calc-nogui libxml2-utils poppler-utils postgresql zbar-tools)
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Telar needs some system packages. Please run this line and try again:" >&2
  echo "  sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
