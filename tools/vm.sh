#!/usr/bin/env bash
# Makes .vm/: a Debian kernel with its modules, udev, and an initramfs that mounts this machine's files read-only.
# Usage: tools/vm.sh      Idempotent; quick the second time. Exit 1: a Debian package is missing. Exit 3: no kernel to be had.
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "vm: $1" >&2; exit "${2:-1}"; }

export PATH=$PATH:/usr/sbin:/sbin
# What boots is run by these; tools/setup.sh test installs them.
for need in qemu-system-x86_64:qemu-system-x86 busybox:busybox-static modprobe:kmod cpio:cpio; do
  command -v "${need%:*}" >/dev/null \
    || die "the Debian package ${need#*:} is missing: run make setup-test"
done
command -v apt-get >/dev/null || die "the kernel comes by apt-get, which this machine does not have" 3
# The guest runs this machine's own programs.
[ "$(dpkg --print-architecture)" = amd64 ] || die "only an amd64 machine can boot the amd64 kernel with its own files" 3

mkdir -p .vm
exec 9>.vm/lock
flock 9

stamp() { cat tools/vm.sh tools/vm/init; pwd; cat .vm/kernel/version; }
[ -e .vm/kernel/version ] && [ "$(cat .vm/stamp 2>/dev/null)" = "$(stamp | sha256sum)" ] && exit 0

refresh_lists() {
  if [ "$(id -u)" = 0 ]; then apt-get update -qq
  else sudo -n apt-get update -qq; fi
}

newest_kernel() {
  apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}

download() {
  local kernel
  kernel=$(newest_kernel)
  [ -n "$kernel" ] && (cd "$1" && apt-get -o Acquire::http::Timeout=20 download -qq "$kernel" udev)
}

# The largest families of modules drive nothing that stands in a hall.
ELSEWHERE=(sound drivers/{gpu,net,media,infiniband,scsi,iio,staging,mtd,isdn,crypto,edac} fs/{btrfs,xfs,ocfs2,nfsd,nfs,ceph,smb})

fetch() {
  local work
  work=$(mktemp -d .vm/fetch.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  download "$work" 2>"$work/log" || { refresh_lists && download "$work"; } >>"$work/log" 2>&1 \
    || die "the kernel package could not be fetched: $(grep -m 1 '^E:' "$work/log" || echo 'no network?')" 3
  dpkg-deb --fsys-tarfile "$work"/linux-image-*.deb \
    | tar -x -C "$work" "${ELSEWHERE[@]/#/--exclude=*/kernel/}" ./boot ./lib
  dpkg-deb --fsys-tarfile "$work"/udev_*.deb | tar -x -C "$work"
  depmod -b "$work" "$(ls "$work/lib/modules")"
  basename "$work"/linux-image-*.deb .deb >"$work/version"
  python3 tools/vm/unpacked.py "$work"/boot/vmlinuz-* "$work/vmlinux"
  rm -rf "$work"/*.deb "$work/log" "$work/boot"
  rm -rf .vm/kernel
  mv "$work" .vm/kernel
  trap - EXIT
  echo "vm: $(cat .vm/kernel/version)"
}

initramfs() {
  local release work
  release=$(ls .vm/kernel/lib/modules)
  work=$(mktemp -d .vm/initramfs.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work"/{bin,dev,proc,sys,root,modules}
  cp "$(command -v busybox)" "$work/bin/busybox"
  for applet in sh mount insmod mkdir switch_root poweroff; do ln -s busybox "$work/bin/$applet"; done
  # In the order of their dependencies, numbered so that the glob keeps it.
  local number=100 module
  while read -r module; do
    cp "$module" "$work/modules/$((number++))-$(basename "$module")"
  done < <(for top in virtio_pci 9p 9pnet_virtio overlay; do
    modprobe -d "$PWD/.vm/kernel" -S "$release" --show-depends "$top" | sed -n 's/^insmod \(.*[^ ]\) *$/\1/p'
  done | awk '!seen[$0]++')
  install -m 755 tools/vm/init "$work/init"
  pwd >"$work/repository"
  (cd "$work" && find . | cpio -o -H newc --quiet | gzip -1) >.vm/initramfs.new
  mv .vm/initramfs.new .vm/initramfs
  rm -rf "$work"
  trap - EXIT
}

[ -e .vm/kernel/version ] || fetch
initramfs
stamp | sha256sum >.vm/stamp
