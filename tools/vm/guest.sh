# Second program of the guest, on the host's own files: kernel modules and udev beside the scenarios' start, then the
# power goes off. What the scenarios say leaves by the second serial port; the first is the kernel's console and errors'.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONUNBUFFERED=1
cd "$1" || busybox poweroff -f
kernel=$PWD/.vm/kernel

files() {
  mount -t tmpfs run /run
  mkdir -p /dev/shm /dev/pts /lib/modules /run/udev/rules.d
  mount -t tmpfs shm /dev/shm
  mount -t devpts pts /dev/pts
  ln -s "$kernel"/lib/modules/* /lib/modules/
  busybox ip link set lo up
  busybox stty -F /dev/ttyS1 raw
}

# As the packages have it done on a station: groups, udev's rules and ours. udevadm under its other name is the daemon.
udev() {
  number=61900
  for group in bianmin input kvm render sgx; do echo "$group:x:$((number += 1)):" >>/etc/group; done
  ln -s "$kernel"/lib/udev/rules.d/*.rules "$PWD/systemd/60-bianmin.rules" /run/udev/rules.d/
  ln -s "$kernel/bin/udevadm" /run/udev/systemd-udevd
  /run/udev/systemd-udevd --daemon
}

# One emulated controller for each of the five gadgets, and a touch panel's way in; the drivers of the hall's own machines udev loads by itself.
modules() {
  modprobe dummy_hcd num=5
  modprobe -a libcomposite usb_f_hid usb_f_printer usb_f_acm usb_f_fs vhci-hcd uinput
  mount -t configfs config /sys/kernel/config
}

files
{ modules; udev; : >/run/ready; } >/dev/console 2>&1 &
scenarios=$(sed 's/.*scenarios=\([^ ]*\).*/\1/; s/,/ /g' /proc/cmdline)
.venv/bin/python -m tests.vm.guest $scenarios >/dev/ttyS1
busybox poweroff -f
