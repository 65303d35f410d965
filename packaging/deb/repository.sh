#!/usr/bin/env bash
# Makes an apt repository of the Debian packages in dist/, or adds them to one: packaging/deb/repository.sh KEY [FOLDER]
#
# KEY is the releaser's OpenPGP key, by its address or fingerprint; the repository is FOLDER, by default dist/apt. Any
# web server can serve it, and a stick is enough for a venue without the internet. docs/looking-after.md says how a
# laptop uses it.
#
# It is made with the tools of dpkg and apt alone. reprepro keeps one version of a package, and going back needs the
# older one too; aptly keeps a database of its own beside the files.
set -euo pipefail

key=${1:?usage: packaging/deb/repository.sh KEY [FOLDER]}
packages=$(dirname "$0")/../../dist
folder=${2:-$packages/apt}
suite=$folder/dists/stable

mkdir -p "$folder/pool"
cp --update "${PACKAGES:-$packages}"/*.deb "$folder/pool/"
rm -rf "$suite"
# In a repository all paths are relative to its root.
(
    cd "$folder"
    for architecture in amd64 arm64; do
        index=dists/stable/main/binary-$architecture
        mkdir -p "$index"
        dpkg-scanpackages --multiversion --arch $architecture pool 2>/dev/null >"$index/Packages"
        gzip -9 --no-name --keep "$index/Packages"
    done
    apt-ftparchive -o APT::FTPArchive::Release::Origin="GOaT Kiosk" -o APT::FTPArchive::Release::Label="GOaT Kiosk" \
        -o APT::FTPArchive::Release::Suite=stable -o APT::FTPArchive::Release::Codename=stable \
        -o APT::FTPArchive::Release::Architectures="amd64 arm64" -o APT::FTPArchive::Release::Components=main \
        release dists/stable >Release
    mv Release dists/stable/
)
gpg --batch --yes --local-user "$key" --clearsign --output "$suite/InRelease" "$suite/Release"
gpg --batch --yes --local-user "$key" --detach-sign --armor --output "$suite/Release.gpg" "$suite/Release"
gpg --batch --yes --export --output "$folder/goat-kiosk.gpg" "$key"
echo "$folder has $(find "$folder/pool" -name "*.deb" | wc -l) packages, signed by $key"
