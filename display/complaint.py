"""Says in one plain Chinese sentence why the hall is not to be had, for the terminal and the journal."""

from server.client.errors import BadAnswer, ClientError, NotFound, Refused, Unreachable, WrongHall


def complaint(error: ClientError) -> str:
    """What happened and what to do about it; never a token."""
    match error:
        case WrongHall(paired=paired, found=found):
            return f"这台服务器属于另一个大厅（{found}），本机配对的是 {paired}，已停止。"
        case Refused(status=401 | 403):
            return "服务器不接受本机的令牌，请管理员重新签发后写入配置的 token。"
        case Refused(detail=detail):
            return f"服务器拒绝了本机的请求：{detail}"
        case BadAnswer():
            return f"服务器的答复看不懂，两边的程序版本可能不一致：{error}"
        case NotFound(halls=()):
            return "局域网中没有找到大厅服务器，请检查网络和服务程序。"
        case NotFound(halls=halls, names=names):
            seen = "、".join(f"{name}（{hall}）" for hall, name in zip(halls, names, strict=True))
            return f"局域网中有这些大厅：{seen}，请在配置的 hall 写明本机所属大厅的编号。"
        case Unreachable():
            return "连不上大厅服务器，请检查网络和服务程序。"
        case _:
            return f"与服务器的连接出错：{error}"
