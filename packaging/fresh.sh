#!/usr/bin/env bash
# Tests in an empty Debian what the README promises: each way to install ends with a window and a page.
#
#     packaging/fresh.sh                 all of it
#     packaging/fresh.sh deb             one of: readme deb upgrade wheel
#     SUITE=trixie packaging/fresh.sh deb    `make drill` runs both suites
#     ROOTS=/mnt/large packaging/fresh.sh     roots are made there: 1 GB each
#
# Each drill has its own root, made by debootstrap with only apt in it, and entered by chroot in its own mount namespace,
# so that its mounts end with it. The screen is an Xvfb outside the root: inside, its dependencies would hide libraries
# that the package forgets. Needs root, git, curl, xdotool, and the built packages.
set -euo pipefail
cd "$(dirname "$0")/.."

suite=${SUITE:-bookworm}
home=/home/venue
roots=${ROOTS:-/var/tmp/goat-kiosk-fresh}
mirror=${MIRROR:-http://deb.debian.org/debian}
out=$roots/output
deb=$(echo dist/goat-kiosk_*.deb) wheel=$(echo dist/goat_kiosk-*.whl)
mkdir -p "$out"

say() { printf '\n=== %s\n' "$*"; }

# If pip and npm need this machine's own certificates to reach their registries, the roots get them too.
certificates=${SSL_CERT_FILE:-}
network=()
[[ -z $certificates ]] || for reader in SSL_CERT_FILE PIP_CERT NODE_EXTRA_CA_CERTS; do
    network+=("$reader=/etc/ssl/outside.crt")
done

base() {
    [[ -e $roots/$suite/etc/debian_version ]] && return
    say "debootstrap --variant=minbase $suite"
    debootstrap --variant=minbase "$suite" "$roots/$suite" "$mirror" >"$out/debootstrap.log"
    [[ -z $certificates ]] || install -D --mode=644 "$certificates" "$roots/$suite/etc/ssl/outside.crt"
    cp --dereference /etc/resolv.conf /etc/hosts "$roots/$suite/etc/"
    inside "$suite" useradd --create-home venue
}

fresh() { # fresh NAME: makes an empty root
    base
    rm -rf --one-file-system "${roots:?}/$1"
    cp --archive "$roots/$suite" "$roots/$1"
}

inside() { # inside NAME COMMAND...
    # The inner shell expands $0 and $@, not this one.
    # shellcheck disable=SC2016
    unshare --mount --propagation private sh -c '
        mount --bind /proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' "$roots/$1" \
        /usr/bin/env --ignore-environment "${network[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
        LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive ${DISPLAY:+DISPLAY="$DISPLAY"} "${@:2}"
}

as_venue() { # as_venue NAME COMMAND...: runs it as the laptop's user
    inside "$1" runuser -u venue -- env --chdir="$home" HOME="$home" "${@:2}"
}

get() { # get NAME PACKAGE...
    inside "$1" apt-get -qq update
    inside "$1" apt-get -qq -o Dpkg::Use-Pty=0 install --yes --no-install-recommends "${@:2}" >>"$out/apt.log" 2>&1
}

# kiosk NAME LABEL COMMAND...: starts it, waits for its ready line, page and window, takes a screenshot, stops it.
kiosk() {
    local label=$2 lines=$out/$2.out line="" address process started=$SECONDS
    say "$label: ${*:3}"
    : >"$lines" # the ready line of an earlier drill must not be taken for this one's
    "$1" "${@:3}" >"$lines" 2>"$out/$label.err" &
    local job=$!
    until line=$(grep --max-count=1 '"ready":true' "$lines"); do
        if ! kill -0 $job 2>/dev/null || ((SECONDS > started + 1800)); then
            cat "$lines" "$out/$label.err"
            exit 1
        fi
        sleep 0.5
    done
    [[ $line =~ \"url\":\"([^\"]*)\".*\"pid\":([0-9]*) ]]
    address=${BASH_REMATCH[1]} process=${BASH_REMATCH[2]}
    echo "ready         ${line/pairing_url*pid/...pid}"
    echo "GET /         $(curl --silent --fail "$address/" | grep --only-matching --max-count=1 '<title>.*</title>')"
    echo "GET /healthz  $(curl --silent --fail "$address/healthz" | head --bytes=80)..."
    echo "window        $(timeout 60 xdotool search --sync --onlyvisible --class goat-kiosk getwindowname)"
    sleep 2
    screenshot "$label"
    [[ $label != *demo ]] || packaging/tour.sh pages "$address"
    kill "$process"
    wait $job && echo "stopped       with 0"
}

screenshot() {
    .venv/bin/python - "$out/$1.png" <<'END'
import os, sys
os.environ.pop("QT_QPA_PLATFORM", None)
from PySide6.QtWidgets import QApplication
application = QApplication([])
picture = application.primaryScreen().grabWindow(0)
colors = {picture.toImage().pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)}
picture.save(sys.argv[1])
print(f"painted       {len(colors)} colors, {sys.argv[1]}")
sys.exit(len(colors) < 8)
END
}

files() { inside "$1" find / -xdev -not \( -regex '/\(proc\|dev\|home\|tmp\|var/\(cache\|log\|lib/apt\)\).*' \) | sort; }

# shellcheck disable=SC2317 # `kiosk` calls the functions of the drills by name
drill_readme() {
    fresh readme
    git archive --prefix=srv/goat-kiosk/ HEAD | tar --extract --directory="$roots/readme"
    say "the README's two commands, with only make installed"
    get readme make
    at_source() { inside readme env --chdir=/srv/goat-kiosk "$@"; }
    kiosk at_source make-run make --silent run ARGS="--port 18080"
    say "make test, up to the tests of the rules, the store, the pages and the window"
    at_source make --silent test ARGS="-q ${SUBSET:-tests/packaging/test_libraries.py tests/domain tests/store tests/web/test_pages.py tests/gui/window/test_main_window.py}" \
        >"$out/make-test.out" 2>&1 || { tail -n 40 "$out/make-test.out"; exit 1; }
    tail -n 3 "$out/make-test.out"
}

# shellcheck disable=SC2317
drill_deb() {
    fresh deb
    local package=/tmp/${deb##*/}
    cp "$deb" "$roots/deb/tmp/"
    say "apt-get install ${deb##*/}"
    get deb "$package"
    inside deb dpkg --purge goat-kiosk >>"$out/apt.log"
    files deb >"$out/before"
    say "dpkg -i ${deb##*/}, on a Debian that has its dependencies"
    inside deb dpkg -i "$package" | tail -n 3
    inside deb dpkg --verify goat-kiosk
    at_desk() { as_venue deb "$@"; }
    kiosk at_desk deb-run goat-kiosk run --port 18081
    kiosk at_desk deb-demo goat-kiosk demo --port 18081
    cp packaging/tour.sh "$roots/deb/tmp/"
    at_desk /tmp/tour.sh commands goat-kiosk "$home/tour"
    say "from the applications menu, by GLib's launcher"
    inside deb find /usr/share/applications -name 'goat-kiosk*'
    cp --archive "$roots/deb" "$roots/menu"
    get menu libglib2.0-bin procps systemd
    # The launcher starts the program and exits, so this waits for the program itself.
    launch="gio launch /usr/share/applications/goat-kiosk.desktop; while pgrep -u venue goat-kiosk >/dev/null; do sleep 1; done"
    at_menu() { as_venue menu env GOAT_KIOSK_PORT=18082 sh -c "$launch"; }
    kiosk at_menu deb-menu
    inside menu env XDG_RUNTIME_DIR=/tmp systemd-analyze verify --user --man=no /usr/lib/systemd/user/goat-kiosk.service
    inside menu systemd-analyze verify --man=no /usr/lib/systemd/system/goat-kiosk-serve.service \
        /usr/lib/systemd/system/goat-kiosk-relay.service
    echo "systemd-analyze verify: no findings"
    rm -rf --one-file-system "${roots:?}/menu"
    say "dpkg --purge goat-kiosk"
    inside deb dpkg --purge goat-kiosk | tail -n 1
    files deb >"$out/after"
    diff "$out/before" "$out/after" && echo "no file is left, and none is missing"
    inside deb find "$home" -name '*.db' -o -name '*.sqlite*'
}

# score KIOSK_URL PATH BODY: sends a command with the kiosk's key, as the laptop's user would by a script
score() {
    local key
    key=$(inside upgrade cat "$home/.local/share/goat-kiosk/scorer.key")
    curl --silent --fail --header "Authorization: Bearer $key" --json "$3" "$1$2"
}

# shellcheck disable=SC2317
drill_upgrade() {
    fresh upgrade
    local older=$out/older package=${deb##*/} game
    say "the present package, as version 0.0.9 and as it is"
    rm -rf "$older"
    dpkg-deb --raw-extract "$deb" "$older"
    sed -i 's/^Version: .*/Version: 0.0.9/' "$older/DEBIAN/control"
    dpkg-deb --root-owner-group -Zxz -z0 --build "$older" "$roots/upgrade/tmp/older.deb" >/dev/null
    cp "$deb" "$roots/upgrade/tmp/"
    get upgrade /tmp/older.deb
    say "a game in play, and the newer package over it"
    as_venue upgrade goat-kiosk serve --port 18084 >"$out/upgrade.out" 2>&1 &
    until curl --silent --fail http://127.0.0.1:18084/healthz >/dev/null; do sleep 0.2; done
    game=$(score http://127.0.0.1:18084 /api/games '{"court":"Court 1","first_throw":1}' | grep --only-matching '"game_id":[0-9]*' | cut -d: -f2)
    inside upgrade dpkg -i "/tmp/$package" | tail -n 1
    score http://127.0.0.1:18084 "/api/games/$game/throws" '{"team":1,"result":"hole"}' >/dev/null && echo "the running kiosk scores on"
    kill "$(grep --only-matching '"pid":[0-9]*' "$out/upgrade.out" | cut -d: -f2)"
    wait $! || true
    as_venue upgrade goat-kiosk serve --port 18084 >"$out/upgrade.out" 2>&1 &
    until curl --silent --fail http://127.0.0.1:18084/healthz >/dev/null; do sleep 0.2; done
    curl --silent --fail "http://127.0.0.1:18084/api/games/$game" | grep --quiet '"status":"live"' && echo "after its restart the game is there"
    kill "$(grep --only-matching '"pid":[0-9]*' "$out/upgrade.out" | cut -d: -f2)"
    wait $! || true
    say "and back"
    inside upgrade apt-get -qq -o Dpkg::Use-Pty=0 install --yes --allow-downgrades /tmp/older.deb >>"$out/apt.log" 2>&1
    as_venue upgrade goat-kiosk check
}

# shellcheck disable=SC2317
drill_wheel() {
    fresh wheel
    cp "$wheel" "$roots/wheel/tmp/"
    local command python
    command=$(grep --max-count=1 '^apt install pipx' README.md)
    say "$command; pipx install ${wheel##*/}"
    # shellcheck disable=SC2086 # a list of packages
    get wheel ${command#apt install }
    as_venue wheel pipx install "/tmp/${wheel##*/}" 2>>"$out/pipx.log"
    installed() { as_venue wheel "$@"; }
    installed .local/bin/goat-kiosk --version
    kiosk installed wheel-demo .local/bin/goat-kiosk demo --port 18083
    cp packaging/tour.sh "$roots/wheel/tmp/"
    installed /tmp/tour.sh commands .local/bin/goat-kiosk "$home/tour"
    say "the tests with the installed wheel, without the source"
    git archive HEAD tests pyproject.toml README.md docs CHANGELOG.md CONTRIBUTING.md Makefile |
        tar --extract --directory="$roots/wheel$home"
    cp packaging/requirements-dev.txt "$roots/wheel/tmp/constraints.txt"
    # The folder of pipx's environments differs between its versions.
    python=$(installed readlink --canonicalize .local/bin/goat-kiosk)
    python=${python%/*}/python
    installed "$python" -m pip install --quiet --disable-pip-version-check \
        pytest pytest-asyncio pytest-qt hypothesis playwright
    installed env QT_QPA_PLATFORM=offscreen "$python" -P -m pytest -q -p no:cacheprovider \
        tests/domain tests/store tests/hub tests/end2end/test_command_line.py | tail -n 3
}

exec {display_fd}<> <(:)
Xvfb -displayfd $display_fd -screen 0 1366x768x24 -nolisten tcp 2>/dev/null &
screen=$!
trap 'kill $screen' EXIT
read -r number <&$display_fd
export DISPLAY=:$number

for drill in "${@:-readme deb upgrade wheel}"; do
    for one in $drill; do "drill_$one"; done
done
say "all drills passed: $out"
