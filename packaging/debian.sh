#!/usr/bin/env bash
# Installs the Debian packages that are missing: `packaging/debian.sh run`, `test`, `bench` or `package`.
#
# If nothing is missing it only calls dpkg once, so every `make run` can run it.
set -euo pipefail
cd "$(dirname "$0")/.."

# System libraries of PySide6 that its wheels do not contain; a test compares this list with the wheels.
run=(
    libbrotli1 libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libgssapi-krb5-2
    libwayland-client0 libwayland-cursor0 libx11-6 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1
    libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libxcb1 libxkbcommon-x11-0 libxkbcommon0
)
# The tests also drive a browser, click in a real window, and validate the desktop files; redis-server is for kiosks that
# share a venue; apt-utils, dpkg-dev and gpg make a repository; libxtst6 and x11-xkb-utils press keys on other
# countries' keyboards; at-spi2-core, dbus-daemon and gir1.2-atspi-2.0 are the bus and the ears of a screen reader;
# prometheus has promtool, which checks the alerts, systemd systemd-analyze, which judges the units.
test=(
    appstream apt-utils at-spi2-core chromium chromium-headless-shell curl dbus-daemon desktop-file-utils dpkg-dev
    gir1.2-atspi-2.0 gpg libfaketime libxtst6 prometheus python3-gi redis-server shellcheck systemd x11-xkb-utils xauth
    xdotool xvfb
)
# The benchmark compiles its load generator and the C peer, measures nginx with nchan, and shows the pages in two more
# engines; WebKit's driver brings its browser. nginx and Caddy are also the proxies of docs/several-kiosks.md.
bench=(caddy firefox-esr gcc iproute2 libc6-dev libnginx-mod-nchan nginx-light util-linux webkit2gtk-driver zlib1g-dev)

# Packages are built with Debian's tools, and tested in an empty Debian.
package=(binutils debootstrap lintian nsis)

case "${1-}" in
    run) required=("${run[@]}") ;;
    test) required=("${run[@]}" "${test[@]}") ;;
    bench) required=("${run[@]}" "${test[@]}" "${bench[@]}") ;;
    package) required=("${run[@]}" "${test[@]}" "${package[@]}") ;;
    *) echo "usage: $0 run|test|bench|package" >&2; exit 2 ;;
esac

# Python and npm may be installed in any way; Debian's python3 comes without venv.
python=${PYTHON:-python3}
if ! command -v "$python" >/dev/null; then
    required+=(python3 python3-venv)
elif [[ ! -e .venv/.venv-stamp ]]; then
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "GOaT Kiosk needs Python 3.11 or newer. $python is $("$python" -V); name another with PYTHON=" >&2
        exit 1
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null || required+=(python3-venv)
fi
command -v npm >/dev/null || required+=(npm)

if ! command -v apt-get >/dev/null; then
    echo "This is not Debian. Install its equivalents of these yourself: ${required[*]}" >&2
    exit 0
fi

# Newer releases renamed some libraries to NAMEt64 (apt accepts the old name, dpkg does not).
installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${required[@]}" "${required[@]/%/t64}" 2>/dev/null || true)
missing=()
for package in "${required[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"installed $package"?(t64)$'\n'* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "Some system packages are missing. As root, run: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing system packages: ${missing[*]}"
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}"
