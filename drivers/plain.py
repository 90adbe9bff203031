"""Says in plain Chinese what a driver's error means for whoever stands at the device, per kind of error.

The error's own words follow in brackets: they name the port, the file or the key.
"""

from drivers.device.fault import SENTENCES
from drivers.errors import DeviceFault, DriverError, SettingError, TransportError

# The first that stands in the error's words; the manual's page "端口地址怎么写" explains them at length.
LINE = (
    ("no simulator of that name", "没有这个名字的模拟设备在运行"),
    ("No such file", "找不到这个端口，请检查设备是否接好通电，用 bianmin-drivers probe 查看现有端口"),
    ("not attached", "没有找到这个 USB 设备，请检查插头和电源"),
    ("Permission denied", "没有权限打开这个端口，请用 root 运行，或把当前用户加入 dialout、input 组"),
    ("Access denied", "没有权限打开这个 USB 设备，请用 root 运行，或安装随软件提供的 udev 规则"),
    ("exclusively lock", "端口正被别的程序使用，请先停掉那个程序（例如 bianmin-kiosk、bianmin-display 服务）"),
    ("busy", "端口正被别的程序使用，请先停掉那个程序（例如 bianmin-kiosk、bianmin-display 服务）"),
    ("refused", "对方没有开放这个网络端口，请检查 IP 地址、端口号和设备电源"),
    ("timed out", "网络上没有回应，请检查网线、IP 地址和设备电源"),
    ("unreachable", "网络不通，请检查网线、IP 地址和网关"),
    ("Name or service not known", "不认识这个主机名，请直接写 IP 地址"),
    ("does not answer", "设备没有应答，请检查电源、接线（A、B 是否接反）、波特率和地址"),
    ("takes no more bytes", "设备不再接收数据，请检查它是否缺纸、报错或卡住"),
)
SETTING = (
    ("is not one of", "没有这个机型，请从括号里列出的名字中选，或写机型文件的路径"),
    ("profile", "机型文件不对，请照括号里说的地方改"),
    ("port", "端口地址写得不对，写法见设备手册“端口地址怎么写”"),
    ("no Chinese font", "这台机器没有中文字体，请安装括号里的软件包"),
)
LINE_OTHERWISE = "与设备的通信中断，请检查连线和电源"
SETTING_OTHERWISE = "设置不对，请照括号里说的地方改"
OTHERWISE = "设备拒绝了这个操作"


def sentence(error: DriverError) -> str:
    """One line."""
    match error:
        case DeviceFault():
            return error.sentence
        case TransportError():
            return _explained(error, LINE, LINE_OTHERWISE)
        case SettingError():
            return _explained(error, SETTING, SETTING_OTHERWISE)
        case _:
            return _explained(error, (), OTHERWISE)


def _explained(error: DriverError, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    said = " ".join(str(error).split())
    if said in SENTENCES.values():
        return said
    meaning = next((chinese for words, chinese in table if words in said), otherwise)
    return f"{meaning}（{said}）"
