#!/usr/bin/env bash
# Compiles the installer's recipe around a folder that stands for the one made on Windows, and throws the result away.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=build/windows/goat-kiosk
mkdir -p $folder dist
touch $folder/goat-kiosk.exe
makensis -V2 -WX -DVERSION=0.0.0 -DFOLDER="$PWD/$folder" packaging/windows/goat-kiosk.nsi
rm dist/goat-kiosk-0.0.0-setup.exe
echo "The installer for Windows can be made there: its recipe compiles."
