#!/bin/sh
# Tour of an installed program: requests every page of a kiosk that has games, and runs every command that ends.
#
#     packaging/tour.sh pages http://127.0.0.1:8080
#     packaging/tour.sh commands goat-kiosk FOLDER     FOLDER must not exist; the tour writes to it and to FOLDER-2
#
# It exits with 1 at the first failure, or if a check or a command has left a crash report. tests/packaging/test_tour.py
# compares it with the routes and the commands, and takes it.
set -eu

pages() {
    kiosk=$1
    tries=0
    until game=$(curl --silent --fail "$kiosk/api/games" | grep -o -m 1 '"game_id": *[0-9]*'); do
        tries=$((tries + 1))
        [ $tries -lt 60 ] || { echo "$kiosk has no game" >&2; exit 1; }
        sleep 0.5
    done
    game=$(printf %s "$game" | grep -o '[0-9]*' | head -n 1)
    made=$(mktemp -d)
    trap 'rm -r "$made"' EXIT
    for language in en es; do
        request / /courts /colors.css /display "/display/$game" /guide /guide/director /pair /qr.svg /score \
            /score/games "/score/$game" /sponsors /test "/game/$game" "/game/$game/colors.css" "/game/$game/figures" "/game/$game/lobby" \
            "/game/$game/qr.svg" "/game/$game/receipt" "/game/$game/state" "/overlay/$game" \
            "/overlay/$game/offline.html" "/overlay/$game/score1.txt" "/overlay/$game/scores.json" \
            "/overlay/$game/style.css" /healthz /metrics /readyz /api/openapi.json /api/games /api/kiosks \
            "/api/games/$game" "/api/games/$game/court" "/api/games/$game/log" "/api/games/$game/stats" \
            "/api/games/$game/markers.csv" /api/tournaments /api/ratings "/overlay?court=Court+1" "/overlay/style.css?court=Court+1" \
            "/overlay/offline.html?court=Court+1" "/overlay/score1.txt?court=Court+1" "/overlay/scores.json?court=Court+1"
        # Scripts and styles that the pages name, then the fonts that the styles name.
        # shellcheck disable=SC2046 # addresses have no spaces
        request $(grep -oE '/static/[0-9a-f]{16}/[a-z./-]+' "$made/bodies" | sort -u)
        # shellcheck disable=SC2046
        request $(grep -oE 'vendor/[a-z0-9-]+\.woff2' "$made/bodies" | sort -u | sed 's|^|/static/|')
    done
    echo "every page    of game $game, with its files, in two languages"
}

request() { # request PATH...: gets all in one connection, and puts their bodies into $made/bodies
    : >"$made/addresses"
    for path in "$@"; do printf 'url = "%s%s"\n' "$kiosk" "$path" >>"$made/addresses"; done
    curl --silent --fail --fail-early --header "Accept-Language: $language" --config "$made/addresses" \
        --write-out '\n%{http_code} %{url_effective}\n' >"$made/bodies" || { tail -n 1 "$made/bodies" >&2; exit 1; }
}

starts() { # starts COMMAND...: starts it and waits until it is ready
    "$@" >"$made/ready" 2>"$made/errors" &
    job=$!
    trap 'kill "$job" 2>/dev/null || true' EXIT
    until grep -qs '"ready":true' "$made/ready"; do
        kill -0 "$job" 2>/dev/null || { cat "$made/ready" "$made/errors" >&2; exit 1; }
        sleep 0.2
    done
}

stops() {
    kill "$job"
    wait "$job"
}

post() { # post PATH BODY: with bash alone, because an empty Debian has no curl
    port=$(grep -oE 'http://[^"]*' "$made/ready" | head -n 1 | grep -oE '[0-9]+$')
    printf '%s\r\n' "POST $1 HTTP/1.1" "Host: localhost" "Authorization: Bearer $GOAT_KIOSK_SCORER_KEY" \
        "Content-Type: application/json" "Content-Length: ${#2}" "Connection: close" "" "$2" |
        bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && cat >&3 && cat <&3' "$port" >"$made/response"
    grep -qE '^HTTP/1.1 20[01]' "$made/response" || { cat "$made/response" >&2; exit 1; }
}

commands() {
    program=$1 folder=$2
    made=$folder-made
    mkdir -p "$made"
    export GOAT_KIOSK_SCORER_KEY=tour-of-an-installed-program
    starts "$program" serve --data-dir "$folder" --port 0
    post /api/games '{"court": "Court 1"}'
    post "/api/games/$(grep -o '"game_id": *[0-9]*' "$made/response" | grep -o '[0-9]*')/throws" '{"team": 1, "result": "hole"}'
    stops
    starts "$program" relay --redis redis://127.0.0.1:1 --port 0
    stops
    "$program" --version
    "$program" --help >"$made/help"
    "$program" check --data-dir "$folder"
    "$program" backup "$made/backup.db" --data-dir "$folder"
    "$program" restore "$made/backup.db" --data-dir "$folder-2"
    "$program" restore "$made/backup.db" --data-dir "$folder-2" --drill
    env --unset=GOAT_KIOSK_SCORER_KEY "$program" rekey --keep-phones --data-dir "$folder-2"
    "$program" recover --data-dir "$folder-2"
    "$program" export --data-dir "$folder" --output "$made/games.json"
    "$program" export --data-dir "$folder" --output "$made/games.csv" --format csv
    "$program" verify "$made/games.json"
    "$program" import "$made/games.json" --data-dir "$folder-2"
    printf 'player\nAda\nOtis\n' >"$made/names.csv"
    "$program" import-names "$made/names.csv" --data-dir "$folder-2"
    "$program" reset-pin --data-dir "$folder"
    "$program" certificate --data-dir "$folder" >"$made/certificate.out"
    "$program" config --data-dir "$folder" >"$made/config.out"
    "$program" doctor --data-dir "$folder" --port 0 --json >"$made/doctor.json" || [ $? -eq 1 ]
    "$program" support "$made/support.zip" --data-dir "$folder"
    if grep 'failed itself' "$made/doctor.json"; then exit 1; fi
    if find "$folder" "$folder-2" -path '*crash*' -name '*.txt' | grep .; then exit 1; fi
    echo "every command in $folder"
}

"$@"
