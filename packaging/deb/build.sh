#!/usr/bin/env bash
# Builds dist/goat-kiosk_VERSION_ARCH.deb from the one-folder build; `make packages` runs it.
#
# The package is the folder, under /usr/lib, because Debian's own Qt for Python is older than the program needs, and
# the files that add it to a desktop. It has no maintainer scripts: triggers of other packages update menu, icons and
# manual, and nothing is started, so dpkg removes all that it installed. Games are in the user's home, which no package
# touches.
#
# debhelper would need more steps for the same: there is nothing to compile, and no source package.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(.venv/bin/goat-kiosk --version | grep -oE '[0-9][0-9.]*')
architecture=$(dpkg --print-architecture)
root=build/deb
share=$root/usr/share
doc=$share/doc/goat-kiosk
# Reproducible build: every date in the package is the commit's.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

place() { # place FILE AT [MODE]
    install -D --mode="${3:-644}" "$1" "$root/$2"
}

# Prints the packages of the libraries that the folder needs and does not contain.
depends() {
    local scratch library bundled=()
    for library in "$root"/usr/lib/goat-kiosk/_internal/lib*.so*; do
        mapfile -t -O ${#bundled[@]} bundled < <(dpkg-query --search "*/${library##*/}" 2>/dev/null |
            sed 's/^\([^:]*\).*/-x\1/')
    done
    scratch=$(mktemp -d)
    mkdir "$scratch/debian"
    printf 'Source: goat-kiosk\n\nPackage: goat-kiosk\nArchitecture: any\n' >"$scratch/debian/control"
    find "$PWD/$root" -type f \( -name '*.so*' -o -name goat-kiosk -perm -u+x \) -print0 |
        (cd "$scratch" && xargs -0 dpkg-shlibdeps -O --warnings=0 "${bundled[@]}" \
            -l"$OLDPWD/$root/usr/lib/goat-kiosk/_internal" \
            -l"$OLDPWD/$root/usr/lib/goat-kiosk/_internal/PySide6/Qt/lib") |
        sed 's/^shlibs:Depends=//'
    rm -r "$scratch"
}

rm -rf $root
mkdir -p $root/usr/{bin,lib} "$doc"
cp -r build/one-folder/goat-kiosk $root/usr/lib/goat-kiosk
ln -s ../lib/goat-kiosk/goat-kiosk $root/usr/bin/goat-kiosk
cp -r build/icons/hicolor -t "$share" && mkdir "$share/icons" && mv "$share/hicolor" "$share/icons/"

place packaging/freedesktop/goat-kiosk.desktop usr/share/applications/goat-kiosk.desktop
place packaging/freedesktop/io.github.goat_kiosk.goat_kiosk.metainfo.xml \
    usr/share/metainfo/io.github.goat_kiosk.goat_kiosk.metainfo.xml
place packaging/freedesktop/goat-kiosk.service usr/lib/systemd/user/goat-kiosk.service
for unit in serve relay; do
    place packaging/systemd/goat-kiosk-$unit.service usr/lib/systemd/system/goat-kiosk-$unit.service
done
place packaging/session/goat-kiosk-session usr/bin/goat-kiosk-session 755
place packaging/session/goat-kiosk-session.desktop usr/share/wayland-sessions/goat-kiosk.desktop
for example in freedesktop/goat-kiosk-autostart.desktop session/goat-kiosk-wall session/goat-kiosk-wall.service; do
    place packaging/$example "usr/share/doc/goat-kiosk/examples/${example##*/}"
done
for example in packaging/settings/config.toml docs/alerts.yml docs/dashboard.json; do
    place $example "usr/share/doc/goat-kiosk/examples/${example##*/}"
done
place packaging/deb/copyright usr/share/doc/goat-kiosk/copyright
place packaging/deb/lintian-overrides usr/share/lintian/overrides/goat-kiosk
place build/goat-kiosk.1 usr/share/man/man1/goat-kiosk.1
ln -s goat-kiosk.1.gz "$share/man/man1/goat-kiosk-session.1.gz"
place CHANGELOG.md usr/share/doc/goat-kiosk/NEWS.md
for page in README.md docs/*.md; do
    place "$page" "usr/share/doc/goat-kiosk/${page#docs/}"
done
cat >"$doc/changelog" <<END
goat-kiosk ($version) stable; urgency=medium

  * What is new is in NEWS.md.

 -- GOaT Kiosk contributors <goat-kiosk@localhost>  $(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")
END
gzip -9 --no-name "$doc/changelog" "$doc/NEWS.md" "$share/man/man1/goat-kiosk.1"

mkdir $root/DEBIAN
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@SIZE@/$(du --summarize --apparent-size --block-size=1024 $root | cut -f1)/" \
    -e "s/@DEPENDS@/$(depends)/" packaging/deb/control >$root/DEBIAN/control
(cd $root && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find $root -type d -exec chmod 755 {} +
chmod -R go-w,u+rw,a+rX $root
# Libraries and licenses are not executable; some wheels mark them so.
find $root/usr/lib/goat-kiosk/_internal -type f -exec chmod 644 {} +

mkdir -p dist
# xz, not zstd, which Debian 11's dpkg cannot open.
dpkg-deb --root-owner-group -Zxz --build $root "dist/goat-kiosk_${version}_$architecture.deb"
