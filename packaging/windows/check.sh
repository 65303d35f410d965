#!/usr/bin/env bash
# Compiles the installer's recipe with a placeholder for the folder that is built on Windows, and deletes the result.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=build/windows/goat-kiosk
mkdir -p $folder dist
touch $folder/goat-kiosk.exe
makensis -V2 -WX -DVERSION=0.0.0 -DFOLDER="$PWD/$folder" packaging/windows/goat-kiosk.nsi
rm dist/goat-kiosk-0.0.0-setup.exe
echo "The recipe of the Windows installer compiles."
