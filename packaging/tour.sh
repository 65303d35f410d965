#!/bin/sh
# Tour of an installed program: requests every page of a kiosk that has games, and runs every command that ends.
#
#     packaging/tour.sh pages http://127.0.0.1:8080
#     packaging/tour.sh commands goat-kiosk FOLDER     FOLDER must not exist; the tour writes to it and to FOLDER-2
#
# It exits with 1 at the first failure, or if a check or a command has left a crash report.
set -eu

pages() {
    game=$(curl --silent --fail "$1/api/games" | grep -o '"game_id": *[0-9]*' | head -n 1 | grep -o '[0-9]*')
    for path in / /courts /colors.css /guide /pair /score /score/games "/score/$game" /test /display "/display/$game" \
        "/overlay/$game" "/game/$game" "/game/$game/receipt" /qr.svg /sponsors /healthz /metrics /api/openapi.json \
        /api/games "/api/games/$game" "/api/games/$game/log"; do
        curl --silent --show-error --fail --output /dev/null "$1$path" || { echo "$path fails" >&2; exit 1; }
    done
    echo "every page    of game $game"
}

commands() {
    program=$1 folder=$2
    made=$folder-made
    mkdir -p "$made"
    timeout 20 "$program" serve --data-dir "$folder" --port 0 >"$made/serve.out" 2>&1 || [ $? -eq 124 ]
    "$program" --version
    "$program" --help >"$made/help"
    "$program" check --data-dir "$folder"
    "$program" backup "$made/backup.db" --data-dir "$folder"
    "$program" restore "$made/backup.db" --data-dir "$folder-2"
    "$program" recover --data-dir "$folder-2"
    "$program" export --data-dir "$folder" --output "$made/games.json"
    "$program" export --data-dir "$folder" --output "$made/games.csv" --format csv
    "$program" verify "$made/games.json"
    "$program" import "$made/games.json" --data-dir "$folder-2"
    "$program" certificate --data-dir "$folder" >"$made/certificate.out"
    "$program" doctor --data-dir "$folder" --port 0 --json >"$made/doctor.json" || [ $? -eq 1 ]
    "$program" support "$made/support.zip" --data-dir "$folder"
    if grep 'failed itself' "$made/doctor.json"; then exit 1; fi
    if find "$folder" "$folder-2" -path '*crash*' -name '*.txt' | grep .; then exit 1; fi
    echo "every command in $folder"
}

"$@"
