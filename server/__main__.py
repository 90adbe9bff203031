"""`bianmin-server`: runs one command and ends with 0, with 1 and one plain sentence, or with 2 (wrong usage)."""

import argparse
import sys
from pathlib import Path

ROLES = ("kiosk", "display", "clerk", "supervisor", "admin")
STAFF_ROLES = ("clerk", "supervisor", "admin")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="bianmin-server", description="便民大厅的服务器。")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")
    init = _add(commands, "init", "在空目录里建立一个大厅")
    init.add_argument("--hall", type=Path, help="大厅文件（TOML 或 .xlsx）；不给则用示例大厅")
    init.add_argument("--always-open", action="store_true", help="不受开放时间限制，供试用和演示")
    serve = _add(commands, "serve", "运行服务")
    serve.add_argument("--host", help="监听的地址，默认 127.0.0.1")
    serve.add_argument("--port", type=_port, help="监听的端口，默认 8000；0 为任选")
    serve.add_argument("--plain", action="store_true", help="不加密；只听本机时本来就不加密")
    _add_access(commands)
    ca = _add(commands, "ca", "大厅自己的证书：显示指纹")
    ca.add_argument("--file", type=Path, help="把证书（不含私钥）存到这个文件")
    ca.add_argument("--new", action="store_true", help="换一张新的（须先停止服务）；电脑和终端都要重新信任它")
    _add(commands, "verify", "重放日志并检查")
    _add(commands, "rebuild", "由日志重建报表数据（须先停止服务）")
    _add(commands, "backup", "备份到一个文件，不必停止服务").add_argument("file", type=Path)
    restore = _add(commands, "restore", "从备份恢复到空目录")
    restore.add_argument("file", type=Path)
    restore.add_argument("--force", action="store_true", help="目录里已有大厅时，把它移开后恢复")
    _add(commands, "import", "导入大厅文件（TOML 或 .xlsx），有错则全部不导入").add_argument("file", type=Path)
    _add(commands, "export", "导出大厅文件（TOML 或 .xlsx）").add_argument("file", type=Path)
    _add(commands, "drafts", "列出草稿事项和各缺什么")
    media = _add(commands, "media", "存入图片、视频，给出写进大厅文件的名字")
    media.add_argument("file", type=Path, nargs="+")
    return top


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"not a port: {port}")
    return port


def _code(text: str) -> str:
    code = text.replace(" ", "")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise argparse.ArgumentTypeError(f"not a code: {text}")
    return code


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    found = commands.add_parser(name, help=text, description=text)
    found.add_argument("--data", type=Path, required=True, help="数据目录")
    found.add_argument("--config", type=Path, help="配置文件（TOML）")
    return found


def _add_access(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    token = _add(commands, "token", "发一个令牌，只显示这一次")
    token.add_argument("--role", choices=ROLES, required=True)
    token.add_argument("--counter", type=int, help="窗口号：令牌只在这个窗口有效；不给则各窗口都有效")
    token.add_argument("--name", default="", help="给谁用")
    pair = _add(commands, "pair", "给显示配对码的终端配对；服务须在运行")
    pair.add_argument("code", type=_code, metavar="CODE", help="终端屏幕上的六位数字")
    pair.add_argument("--name", default="", help="这台终端叫什么")
    pair.add_argument("--counter", type=int, help="窗口号：显示终端只在这个窗口有效")
    _add(commands, "tokens", "列出有效的令牌")
    _add(commands, "revoke", "收回一个令牌").add_argument("id", help="令牌编号，见 tokens")
    devices = _add(commands, "devices", "显示终端的设备：列出终端、看一台的、由文件设置")
    devices.add_argument("station", nargs="?", metavar="STATION", help="终端的编号或名字；不给则列出全部")
    devices.add_argument(
        "--file", type=Path, help="设备表（TOML，同 display.toml 里的 boards、keypads、callpads、voice）"
    )
    staff = _add(commands, "staff", "添加或更改一位工作人员")
    staff.add_argument("--name", required=True)
    staff.add_argument("--role", choices=STAFF_ROLES, required=True)
    staff.add_argument("--counter", type=int, action="append", default=[], help="可在哪些窗口办公；不给则不限")


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = parser().parse_args(argv)
    from server.commands import COMMANDS, FAILURES  # noqa: PLC0415 - help must not wait for the whole server to load

    try:
        return COMMANDS[args.command](args, print_line)
    except FAILURES as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def print_line(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
