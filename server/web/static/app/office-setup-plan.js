// How each part of the set-up is laid out: its columns, groups of fields, what is fixed once in use. No rule of the hall.

/** By page: the parts it shows. `fixed`: not changed after a record was made. `hasEffect`: may be tried on the hall as it is now. */
export const PLANS = {
  hall: {
    groups: [
      ["group_name", ["name", "name_en", "id", "timezone"]],
      ["group_contact", ["address", "phone", "booking_phone", "supervision_phone"]],
      ["group_pictures", ["emblem", "map"]]
    ],
    hidden: []
  },
  services: {
    columns: ["prefix", "name", "expected_minutes", "day_cap", "booking.spans", "extended"],
    named: "name",
    groups: [
      ["group_name", ["name", "name_en", "prefix", "id"]],
      ["group_time", ["expected_minutes", "extended"]],
      ["group_caps", ["day_cap", "period_caps"]],
      ["group_booking", ["booking.spans", "booking.slot_minutes", "booking.capacity"]]
    ],
    fixed: ["id"],
    hasEffect: true
  },
  counters: {
    columns: ["number", "name", "services", "zone"],
    named: "name",
    groups: [["group_name", ["number", "name", "name_en", "zone"]], ["group_services", ["services"]]],
    hidden: ["id"],
    hasEffect: true
  },
  roster: {
    columns: ["counter", "post", "name", "duty", "phone"],
    named: "name",
    groups: [["group_post", ["counter", "post", "name", "name_en"]], ["group_public", ["duty", "phone", "photo"]]]
  },
  leaders: {
    columns: ["name", "rank", "weekdays", "dates", "phone"],
    named: "name",
    groups: [["group_name", ["name", "rank", "phone", "photo"]], ["group_when", ["weekdays", "dates"]]]
  },
  calendar: {
    groups: [
      ["group_hours", ["hours"]],
      ["group_duty", ["duty_hours", "duty_weekdays"]],
      ["group_year", ["years", "off_days", "work_days"]],
      ["group_closed", ["closed_days", "always_open"]]
    ],
    hasEffect: true
  },
  board: {
    groups: [["group_board", ["language", "slogan", "slogan_en"]], ["group_qr", ["qr", "qr_title", "qr_title_en"]]]
  },
  slides: {
    columns: ["title", "media", "seconds", "from", "until"],
    named: "title",
    groups: [["group_picture", ["media", "title", "title_en"]], ["group_when", ["seconds", "from", "until"]]]
  },
  notices: {
    columns: ["title", "column", "from", "until"],
    named: "title",
    groups: [["group_text", ["title", "body", "title_en", "body_en"]], ["group_when", ["column", "from", "until"]]]
  },
  rules: { columns: ["title", "body"], named: "title", groups: [["group_text", ["title", "title_en", "body"]]] },
  places: {
    columns: ["name", "address", "hours", "phone"],
    named: "name",
    groups: [["group_name", ["name", "name_en", "address", "way"]], ["group_public", ["hours", "phone", "handles", "booking"]]]
  },
  facilities: { columns: ["name", "where", "note"], named: "name", groups: [["group_name", ["name", "name_en", "where", "note"]]] },
  topics: { columns: ["kind", "name", "name_en"], named: "name", groups: [["group_name", ["kind", "name", "name_en"]]] }
};

/** What a record may name, by source: the part, the value, and its words. */
export const SOURCES = {
  "services.id": ["services", "id", (each) => (each.prefix ? each.prefix + " · " : "") + each.name],
  "counters.number": ["counters", "number", (each) => each.number + " · " + each.name],
  "items.id": ["items", "id", (each) => each.name]
};
