// The words of the live hall: announcements, and services closed for the day.
export const zh = {
  announcement: "通告", announcements: "正在显示的通告", announce: "发通告", announce_title: "发通告", announce_go: "发布", announced: "通告已发布。",
  announce_what: "立即显示在综合屏、大厅电视和空闲的自助机上，到时间自动结束。", announce_text: "内容", announce_text_hint: "群众会看到，不要写个人情况。最多 200 字。",
  announce_text_en: "英文（可不填）", announce_long: "显示多久", announce_spoken: "用语音播报一遍", for_minutes: "{n} 分钟", until_closing: "到下班 {at}", until_hour: "至 {at}", spoken_once: "已播报",
  end_it: "结束", announcement_ended: "通告已结束。",
  service_title: "业务：{name}", close_service: "停止取号", open_service: "恢复取号", close_service_what: "今天不再发这项业务的号，自助机会说明原因；已取号的照常办理，预约仍可签到。明天自动恢复。", close_why: "原因", close_why_hint: "显示在自助机上。",
  close_why_system: "系统检修，暂停办理", close_why_power: "停电，暂停办理", close_why_full: "今天的号已发完", close_why_staff: "经办人员外出，请改日再来", service_closed: "{name} 已停止取号。", service_opened: "{name} 已恢复取号。",
  stopped_because: "停号原因", tickets_left: "余号", no_cap: "不限",
  alarm_waiting_long: "等候超时", alarm_slip_failed: "号票没有打出", alarm_post_empty: "空岗", stopped: "停号",
  did_close_service: "停止业务取号", did_open_service: "恢复业务取号", did_announce: "发通告", did_end_announcement: "结束通告"
};

export const en = {
  announcement: "Notice", announcements: "Shown now", announce: "Announce", announce_title: "Announce to the hall", announce_go: "Announce", announced: "Announced.",
  announce_what: "Shown at once on the hall's LED boards, the lobby TV and idle kiosks; it ends by itself.", announce_text: "Text (Chinese)", announce_text_hint: "The public reads it: nothing personal. At most 200 characters.",
  announce_text_en: "English (optional)", announce_long: "For how long", announce_spoken: "Say it aloud once", for_minutes: "{n} minutes", until_closing: "Until closing {at}", until_hour: "until {at}", spoken_once: "said aloud",
  end_it: "End", announcement_ended: "The announcement has ended.",
  service_title: "Service: {name}", close_service: "Stop tickets", open_service: "Resume tickets", close_service_what: "No more tickets of this service today; kiosks say why. Who has a ticket is served, bookings may still check in. Tomorrow it opens by itself.", close_why: "Reason", close_why_hint: "Shown on the kiosks (in Chinese).",
  close_why_system: "System maintenance", close_why_power: "Power cut", close_why_full: "No more numbers today", close_why_staff: "Staff are away, please come another day", service_closed: "{name}: no more tickets today.", service_opened: "{name}: tickets again.",
  stopped_because: "Stopped because", tickets_left: "Tickets left", no_cap: "No limit",
  alarm_waiting_long: "Long waits", alarm_slip_failed: "Slip not printed", alarm_post_empty: "Nobody at the post", stopped: "stopped",
  did_close_service: "Stop a service's tickets", did_open_service: "Resume a service's tickets", did_announce: "Announce", did_end_announcement: "End an announcement"
};
