"""Says in one plain Chinese sentence what is wrong, for the people beside the machine and the journal."""

from drivers import plain
from drivers.errors import DriverError
from server.client import BadAnswer, ClientError, NotFound, Refused, Unreachable, WrongHall


def sentence(error: ClientError | DriverError | OSError) -> str:
    """What happened and what to do about it; never a token."""
    match error:
        case DriverError():
            return plain.sentence(error)
        case ClientError():
            return _of_the_hall(error)
        case _:
            return f"本机文件读写失败：{error}"


def _halls(found: NotFound) -> str:
    """Each by the name people know and the id the settings want."""
    return "、".join(f"{name}（{hall_id}）" for hall_id, name in zip(found.halls, found.names, strict=True))


def _of_the_hall(error: ClientError) -> str:
    match error:
        case Refused(is_about_the_token=True):
            return "服务器不接受这台取号机的令牌，请重新发放令牌并写入配置。"
        case Refused():
            return error.detail
        case WrongHall():
            return f"服务器属于另一个大厅（{error.found}），本机配对的是 {error.paired}，已停止通信。"
        case NotFound(halls=()):
            return "局域网中没有找到大厅服务器，请检查网络和服务程序。"
        case NotFound():
            return f"局域网中只找到这些大厅：{_halls(error)}，请在配置 server.hall 中写明本机所属大厅。"
        case BadAnswer():
            return "服务器的答复无法识别，取号机与服务器的程序版本可能不一致。"
        case Unreachable():
            return "连不上大厅服务器，请检查网络和服务程序。"
        case _:
            return f"与大厅服务器通信失败：{error}"
