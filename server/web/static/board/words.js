// What the board says, in Chinese and English: pairs [zh, en]. Pure.
(function (board) {
  "use strict";
  const WEEKDAYS = [["星期日", "Sunday"], ["星期一", "Monday"], ["星期二", "Tuesday"], ["星期三", "Wednesday"], ["星期四", "Thursday"], ["星期五", "Friday"], ["星期六", "Saturday"]];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const CHINA_MS = 8 * 3600 * 1000; // for browsers that know no time zones

  // A moment in the hall's zone; the zone and the clock of the TV are not asked.
  function local(ms, zone) {
    const there = new Date(ms + offset(ms, zone));
    const two = (n) => String(n).padStart(2, "0");
    const month = there.getUTCMonth() + 1, day = there.getUTCDate(), weekday = there.getUTCDay();
    return {
      time: two(there.getUTCHours()) + ":" + two(there.getUTCMinutes()),
      day: there.getUTCFullYear() + "-" + two(month) + "-" + two(day),
      weekday: (weekday + 6) % 7, // Monday is 0, as in the roster
      date: [month + "月" + day + "日 " + WEEKDAYS[weekday][0], WEEKDAYS[weekday][1] + ", " + day + " " + MONTHS[month - 1]]
    };
  }

  function offset(ms, zone) {
    try {
      const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour12: false, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
      const part = {};
      format.formatToParts(new Date(ms)).forEach((each) => { part[each.type] = Number(each.value); });
      return Date.UTC(part.year, part.month - 1, part.day, part.hour % 24, part.minute, part.second) - Math.floor(ms / 1000) * 1000;
    } catch (error) { return CHINA_MS; }
  }

  function estimate(row) {
    if (!row.waiting) { return ["无需等候", "No wait"]; }
    if (!row.estimate) { return ["—", "—"]; }
    const low = Math.ceil(row.estimate.p50_minutes), high = Math.ceil(row.estimate.p90_minutes);
    if (high < 1) { return ["马上", "At once"]; }
    const span = low >= high ? String(high) : Math.max(low, 1) + "–" + high;
    return ["约 " + span + " 分钟", span + " min"];
  }

  const STATES = { serving: ["办理中", "Serving"], no_show: ["过号", "Missed"], called: ["请到窗口", "Please go"] };
  const state = (call) => STATES[call.state] || ["", ""];

  // where to, why, how to be reached, and when back.
  function away(counter, zone) {
    const back = counter.back_at ? local(Date.parse(counter.back_at), zone).time : "";
    const zh = [counter.reason, back && "预计 " + back + " 返回", counter.contact && "电话 " + counter.contact];
    const en = [back && "back about " + back, counter.contact];
    const whole = (text) => text.replace(/-/g, "\u2011"); // a number is not broken at its hyphen
    return ["暂停服务：" + zh.filter(Boolean).map(whole).join("，"), "Paused" + en.filter(Boolean).map((each) => ", " + whole(each)).join("")];
  }

  function closed(opening, now, zone) {
    const spans = opening.spans.map((each) => each.start + "–" + each.end).join("  ");
    const today = local(now, zone);
    const next = opening.opens_at ? local(Date.parse(opening.opens_at), zone) : null;
    const isToday = next !== null && next.day === today.day;
    const begun = isToday && opening.spans.some((each) => each.start <= today.time);
    return {
      title: begun ? ["午间休息", "Midday break"] : isToday ? ["尚未开始办公", "Not open yet"] : ["现在不办公", "Closed now"],
      next: next === null ? ["", ""] : isToday ? ["今天 " + next.time + " 开始办理", "We open at " + next.time]
        : [next.date[0] + " " + next.time + " 开始办理", "We open on " + next.date[1] + " at " + next.time],
      hours: spans ? ["今天办公时间  " + spans, "Hours today  " + spans] : ["今天不办公", "Closed today"]
    };
  }

  function phones(content) {
    const zh = [], en = [];
    if (content.booking_phone) { zh.push("预约电话 " + content.booking_phone); en.push("Booking " + content.booking_phone); }
    if (content.supervision_phone) { zh.push("监督电话 " + content.supervision_phone); en.push("Supervision " + content.supervision_phone); }
    return [zh.join("    "), en.join("    ")];
  }

  // The ticker's parts: notices of the day, then the numbers to call. `language` is zh, en or both.
  function tape(content, day, language) {
    const pick = (zh, en) => (language === "en" ? en || zh : language === "both" && en ? zh + "  " + en : zh);
    const notices = content.notices.filter((each) => board.slides.isOn(each, day));
    const said = notices.map((each) => pick(each.title + "：" + each.body.replace(/\s+/g, " "), each.title_en && each.title_en));
    const numbers = phones(content);
    return said.concat([pick(numbers[0], numbers[1])]).filter(Boolean);
  }

  board.words = { local: local, estimate: estimate, state: state, away: away, closed: closed, phones: phones, tape: tape };
})(window.board = window.board || {});
