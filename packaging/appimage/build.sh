#!/usr/bin/env bash
# Makes an AppImage, one file for any Linux from the age of Debian 12 on, from the one-folder build.
#
# The folder that goes into it, the AppDir, is made and started wherever this runs. The last step needs appimagetool
# (https://github.com/AppImage/appimagetool), which no Debian carries: where it is missing this says so and ends well.
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
    echo "appimagetool is missing, so there is no AppImage; what goes into it is in $app." >&2
fi
