# Second program of the guest, on the host's own files: runs the scenarios, then the power goes off.
# What they say leaves by the second serial port; the first is the kernel's console, where errors go too.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONUNBUFFERED=1
cd "$1" || busybox poweroff -f
mount -t tmpfs run /run
mount -t tmpfs tmp /tmp
mkdir -p /dev/shm /dev/pts /lib/modules
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
ln -s "$PWD"/.vm/kernel/lib/modules/* /lib/modules/
modprobe configfs && mount -t configfs config /sys/kernel/config
busybox ip link set lo up
busybox stty -F /dev/ttyS1 raw
names=$(sed "s/.*scenarios=\([^ ]*\).*/\1/; s/,/ /g" /proc/cmdline)
.venv/bin/python -m tests.vm.guest $names >/dev/ttyS1
busybox poweroff -f
