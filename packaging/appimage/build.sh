#!/usr/bin/env bash
# Builds an AppImage from the one-folder build: one file for any Linux as recent as Debian 12.
#
# Its folder, the AppDir, is built and started on any system. The last step needs appimagetool
# (https://github.com/AppImage/appimagetool), which is not in Debian: without it, this script says so and succeeds.
set -euo pipefail
cd "$(dirname "$0")/../.."

app=build/GOaT_Kiosk.AppDir
version=$(.venv/bin/goat-kiosk --version | grep -oE '[0-9][0-9.]*')

rm -rf $app
mkdir -p $app/usr/lib $app/usr/share/metainfo
cp -r build/one-folder/goat-kiosk $app/usr/lib/
ln -s usr/lib/goat-kiosk/goat-kiosk $app/AppRun
cp packaging/freedesktop/goat-kiosk.desktop build/icons/hicolor/256x256/apps/goat-kiosk.png $app/
cp packaging/freedesktop/*.metainfo.xml $app/usr/share/metainfo/
ln -s goat-kiosk.png $app/.DirIcon
$app/AppRun --version

if command -v appimagetool >/dev/null; then
    ARCH=$(uname -m) appimagetool $app "dist/GOaT_Kiosk-$version-$(uname -m).AppImage"
else
    echo "appimagetool is missing, so no AppImage was built; its folder is $app." >&2
fi
