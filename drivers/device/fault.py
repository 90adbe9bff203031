"""The faults a person can mend, each with its code and its Chinese sentence. Knows no protocol."""

from drivers.errors import DeviceFault

SENTENCES = {
    "paper_out": "打印机缺纸，请更换纸卷。",
    "cover_open": "打印机上盖未关好，请合上上盖。",
    "cutter_error": "打印机切刀卡住，请清理切刀后重新开机。",
    "head_hot": "打印头过热，请稍候，冷却后会自动恢复。",
    "printer_error": "打印机报错，请关机后重新开机。",
    "feed_button": "打印机的走纸键被按住，请松开。",
    "waiting": "打印机等待恢复，请按走纸键或重新开机。",
    "offline": "打印机处于脱机状态，请检查打印机面板。",
    "inputs_refused": "按键模块拒绝了读取请求，请检查机型参数中的输入编号和模块型号。",
    "board_rejected": "显示屏拒绝了显示内容，请检查屏的型号和字库设置。",
    "board_busy": "显示屏一直繁忙，请将显示屏断电重启。",
    "board_memory": "显示内容超出显示屏的范围，请核对机型参数的宽、高和 x_unit，或减少文字。",
    "board_noise": "显示屏多次收到错误的数据，请检查接线、屏蔽接地和波特率。",
    "board_no_font": "显示屏缺少字库，请用厂家软件写入字库。",
    "board_model": "显示屏不认识这条命令，请核对显示屏型号和机型参数。",
    "board_register": "显示屏没有这个寄存器，请按说明书核对机型参数 value_reg 和 brightness_reg。",
    "board_value": "显示屏不接受这个数值，请按说明书核对机型参数 format 和 digits。",
    "board_occupied": "显示屏正被另一个软件使用，请关闭厂家的播放软件。",
    "card_unreadable": "证件读取失败，请取下证件后重新平放在读卡区。",
    "card_refused": "证件内容不符合规定，请到人工窗口核验。",
    "reader_refused": "读卡器不接受命令，请检查读卡器型号和机型参数。",
    "reader_broken": "读卡器自检失败，请断电后重新开机；仍不行请联系厂家。",
    "reader_unauthorised": "读卡器安全模块未授权，请联系厂家。",
    "scanner_refused": "扫码器不接受命令，请检查扫码器型号和机型参数。",
    "relay_refused": "继电器不接受命令，请检查地址、路数和机型参数。",
}


def fault(code: str) -> DeviceFault:
    """The fault of this code."""
    return DeviceFault(code, SENTENCES[code])
