// The words of set-up by forms.
export const zh = {
  did_change_set_up: "修改设置"
};

export const en = {
  did_change_set_up: "Change the set-up"
};
