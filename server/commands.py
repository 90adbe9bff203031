"""The commands of `bianmin-server`, each a function of its parsed arguments. Says things; decides none."""

import argparse
import asyncio
import errno
import getpass
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvloop

from server.authority import fingerprint
from server.bootstrap import (
    CA,
    Site,
    authority_of,
    found_hall,
    new_authority,
    open_hall_store,
    running_service,
    serve,
)
from server.config import ConfigError, ServerConfig, load_config
from server.control import Declined, NotRunning, ask
from server.domain.catalogue import Catalogue
from server.domain.errors import Refusal
from server.journal import log_to_stderr
from server.operate import CONSOLE, operate
from server.service import setup
from server.service.committer import ServiceFailed
from server.service.hallfile import HallfileError, drafts_of, dump_toml, dump_xlsx, load_toml, load_xlsx
from server.service.hallfile_sample import sample_hall
from server.service.loading import load
from server.service.port import LogDamaged
from server.service.verify import Violation, rebuild, verify
from server.store import Store, StoreError, backup, open_to_read, restore
from server.store.media import MediaShelf, UnfitMedia

Say = Callable[[str], None]
PASSWORD_MIN = 8


class Failed(Exception):
    """A command could not be done; carries one plain sentence."""


def _config(args: argparse.Namespace) -> ServerConfig:
    config = load_config(args.config)
    given = {key: getattr(args, key, None) for key in ("host", "port")}
    if getattr(args, "plain", False):
        given["tls"] = False
    return config.model_copy(update={key: value for key, value in given.items() if value is not None})


def init(args: argparse.Namespace, say: Say) -> int:
    """A new hall in an empty directory."""
    data: Path = args.data
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Failed(f"{data} 不是空目录，不会覆盖已有的数据。")
    catalogue = _read_catalogue(args.hall) if args.hall else sample_hall()
    if args.always_open:
        catalogue = replace(catalogue, calendar=replace(catalogue.calendar, always_open=True))
    data.mkdir(parents=True, exist_ok=True)  # also where PostgreSQL has the data: the commands meet the server in it
    store = open_hall_store(data, _config(args), create=True)
    if store.last_seq:
        store.close()
        raise Failed("数据库里已有一个大厅，不会覆盖。")
    found_hall(store, catalogue.hall_id)
    authority_of(store, catalogue.name, _config(args).names)

    async def import_it() -> None:
        async with running_service(store) as service:
            await setup.import_catalogue(service, CONSOLE, "0" * 32, catalogue)

    asyncio.run(import_it())
    counts = (len(catalogue.services), len(catalogue.counters), len(catalogue.items))
    say("已建立「{}」：{} 项业务，{} 个窗口，{} 个事项。".format(catalogue.name, *counts))
    say(f"启动：bianmin-server serve --data {data}" + (f" --config {args.config}" if args.config else ""))
    return 0


def _read_catalogue(path: Path, base: Catalogue | None = None) -> Catalogue:
    if path.suffix.lower() == ".xlsx":
        return load_xlsx(path, base)
    try:
        return load_toml(path.read_text("utf-8"))
    except OSError as error:
        raise Failed(f"大厅文件 {path} 读不出来：{error.strerror}。") from error
    except UnicodeDecodeError as error:
        raise Failed(f"大厅文件 {path} 读不出来：不是 UTF-8 文字。") from error


def run_server(args: argparse.Namespace, say: Say) -> int:
    """Serve until stopped."""
    config = _config(args)
    _require_directory(args.data)
    log_to_stderr(config.log_level)
    store = open_hall_store(args.data, config)
    try:
        listening = _listening(config.host, config.port)
        has_plain = config.is_encrypted and config.plain_port
        plain = _listening(config.host, config.plain_port) if has_plain else None
    except Failed:
        store.close()
        raise
    site = Site(data=args.data, config=config, listening=listening, plain=plain)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(site, store, lambda url: say(f"便民大厅服务已启动：{url}")))


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        hint = "可能已有服务在运行。" if error.errno == errno.EADDRINUSE else ""
        raise Failed(f"{host}:{port} 不能监听：{error.strerror}。{hint}") from error


def authority(args: argparse.Namespace, say: Say) -> int:
    """Say how the hall's own certificate is recognised; write it to a file; or make another one."""
    config = _config(args)
    if args.new:
        store = open_hall_store(args.data, config)
        certificate = _renewed(store, config)
    else:
        store = open_to_read(config.database or args.data)
        found = store.meta(CA)
        store.close()
        if found is None:
            raise Failed("这个大厅还没有证书，第一次加密运行时自动建立。")
        certificate = found
    if args.file:
        args.file.write_text(certificate, "utf-8")
        say(f"已存到 {args.file}。")
    say(f"SHA-256 指纹：{fingerprint(certificate)}")
    return 0


def _renewed(store: Store, config: ServerConfig) -> str:
    try:
        title = load(store, ZoneInfo).hall.catalogue.name
        return new_authority(store, title, config.names).certificate
    finally:
        store.close()


def _operate(args: argparse.Namespace, request: dict[str, Any]) -> dict[str, Any]:
    """On the running server if there is one, else on the data directory itself."""

    async def run() -> dict[str, Any]:
        try:
            return await ask(args.data, request)
        except NotRunning:
            async with running_service(open_hall_store(args.data, _config(args))) as service:
                return await operate(service, request)

    _require_directory(args.data)
    return asyncio.run(run())


def _require_directory(data: Path) -> None:
    if not data.is_dir():
        raise Failed(f"{data} 不是数据目录，请先运行 bianmin-server init。")


def token(args: argparse.Namespace, say: Say) -> int:
    """Print a new bearer token, and nothing else."""
    request = {"do": "token", "role": args.role, "counter": args.counter, "name": args.name}
    say(_operate(args, request)["secret"])
    return 0


def pair(args: argparse.Namespace, say: Say) -> int:
    """Let in the station that shows a code. Only the running server knows who shows which."""
    _require_directory(args.data)
    request = {"do": "pair", "code": args.code, "name": args.name, "counter": args.counter}
    try:
        asyncio.run(ask(args.data, request))
    except NotRunning:
        raise Failed("大厅服务没有在运行，配对要在服务运行时进行。") from None
    say("已配对。")
    return 0


def tokens(args: argparse.Namespace, say: Say) -> int:
    """List the tokens in force."""
    for each in _operate(args, {"do": "tokens"})["tokens"]:
        counter = f"{each['counter']} 号窗口" if each["counter"] else ""
        say("\t".join((each["id"], each["role"], each["name"], counter)))
    return 0


def revoke(args: argparse.Namespace, say: Say) -> int:
    """Take a token back."""
    _operate(args, {"do": "revoke", "id": args.id})
    say("令牌已收回。")
    return 0


def devices(args: argparse.Namespace, say: Say) -> int:
    """List the display boxes, print one's devices as TOML, or set them from a file."""
    if args.file and not args.station:
        raise Failed("请写明是哪一台显示终端，见 bianmin-server devices。")
    try:
        toml = args.file.read_text("utf-8") if args.file else None
    except UnicodeDecodeError as error:
        raise Failed(f"{args.file} 不是 UTF-8 文字。") from error
    answer = _operate(args, {"do": "devices", "station": args.station, "toml": toml})
    for each in answer.get("boxes", ()):
        say("\t".join((each["id"], each["name"], "由服务器下发" if each["is_set"] else "未设置")))
    if args.file:
        say("已保存，显示终端几秒内换用。")
    elif args.station:
        say(answer["toml"].rstrip("\n"))
    return 0


def staff(args: argparse.Namespace, say: Say) -> int:
    """Add a member of staff or change one; the password is asked for, or read from a pipe."""
    password = getpass.getpass("密码（至少 8 位）：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < PASSWORD_MIN:
        raise Failed(f"密码至少要 {PASSWORD_MIN} 位。")
    request = {"do": "staff", "name": args.name, "role": args.role, "password": password, "counters": args.counter}
    _operate(args, request)
    say(f"「{args.name}」可以登录了。")
    return 0


def check(args: argparse.Namespace, say: Say) -> int:
    """Replay and verify the log, also of a hall that is being served."""
    log = open_to_read(_config(args).database or args.data)
    try:
        found = verify(log, ZoneInfo)
    finally:
        log.close()
    say(f"日志完好：{found.deeds} 条操作，{found.facts} 条事实，{found.tickets} 张号票。")
    return 0


def rebuild_models(args: argparse.Namespace, say: Say) -> int:
    """Make all that is derived anew; the server must be stopped."""
    store = open_hall_store(args.data, _config(args))
    try:
        count = rebuild(store, ZoneInfo)
    finally:
        store.close()
    say(f"已由 {count} 条操作重建。")
    return 0


def back_up(args: argparse.Namespace, say: Say) -> int:
    """Write one file with everything, while the hall goes on."""
    count = backup(_config(args).database or args.data, args.file)
    say(f"已备份 {count} 条操作到 {args.file}。")
    return 0


def restore_hall(args: argparse.Namespace, say: Say) -> int:
    """Bring a backup back into an empty data directory."""
    count = restore(args.file, _config(args).database or args.data, force=args.force)
    say(f"已恢复 {count} 条操作。")
    return 0


def import_hall(args: argparse.Namespace, say: Say) -> int:
    """Replace the set-up by a hall file; all or nothing."""
    base = load_toml(_operate(args, {"do": "export"})["toml"]) if args.file.suffix.lower() == ".xlsx" else None
    done = _operate(args, {"do": "import", "toml": dump_toml(_read_catalogue(args.file, base))})
    say(f"已导入：{done['services']} 项业务，{done['counters']} 个窗口，{done['items']} 个事项。")
    return 0


def list_drafts(args: argparse.Namespace, say: Say) -> int:
    """Which items are not offered to the public, and what each still lacks."""
    for line in drafts_of(load_toml(_operate(args, {"do": "export"})["toml"])):
        say(line)
    return 0


def keep_media(args: argparse.Namespace, say: Say) -> int:
    """Store pictures and videos; print the name of each, for the hall file."""
    _require_directory(args.data)
    shelf = MediaShelf.of(args.data)
    for file in args.file:
        try:
            say(f"{shelf.keep(file)}\t{file}")
        except OSError as error:
            raise Failed(f"{file} 存不进去：{error.strerror}。") from error
        except UnfitMedia as error:
            raise Failed(f"{file} 不能用：{error}。") from error
    return 0


def export_hall(args: argparse.Namespace, say: Say) -> int:
    """Write the set-up as a hall file, TOML or .xlsx by its name."""
    text = _operate(args, {"do": "export"})["toml"]
    if args.file.suffix.lower() == ".xlsx":
        args.file.write_bytes(dump_xlsx(load_toml(text)))
    else:
        args.file.write_text(text, "utf-8")
    say(f"已导出到 {args.file}。")
    return 0


Work = Callable[[argparse.Namespace, Say], int]


def _in_plain_words(work: Work) -> Work:
    """Files and places that cannot be used are the operator's to mend: no traceback."""

    def run(args: argparse.Namespace, say: Say) -> int:
        try:
            return work(args, say)
        except Refusal as refusal:  # its code is for programs
            raise Failed(refusal.detail) from refusal
        except OSError as error:
            raise Failed(f"{error.filename or args.data} 不能使用：{error.strerror or error}。") from error

    return run


_WORK: Mapping[str, Work] = {
    "init": init,
    "serve": run_server,
    "token": token,
    "pair": pair,
    "tokens": tokens,
    "ca": authority,
    "revoke": revoke,
    "devices": devices,
    "staff": staff,
    "verify": check,
    "rebuild": rebuild_models,
    "backup": back_up,
    "restore": restore_hall,
    "import": import_hall,
    "export": export_hall,
    "drafts": list_drafts,
    "media": keep_media,
}
COMMANDS: Mapping[str, Work] = {name: _in_plain_words(work) for name, work in _WORK.items()}

FAILURES = (
    ConfigError,
    Declined,
    Failed,
    HallfileError,
    LogDamaged,
    ServiceFailed,
    StoreError,
    Violation,
)
"""Whatever a person can cause or mend: told in plain words, exit code 1."""
