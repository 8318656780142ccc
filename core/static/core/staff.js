// 后台的日期框：日历只在点它或按向下键时打开。
// Wagtail's picker opens 100 ms after the focus comes, so who tabs past it leaves it open over the buttons below.
(() => {
  "use strict";
  const jQuery = window.jQuery;
  const plugin = jQuery && jQuery.fn.datetimepicker;
  if (!plugin) return;
  plugin.defaults.openOnFocus = false;

  const pickerOf = (target) => {
    const input = target instanceof HTMLInputElement && !target.disabled ? target : null;
    return input && jQuery(input).data("xdsoft_datetimepicker");
  };
  const open = (event) => {
    const picker = pickerOf(event.target);
    if (picker && !picker.is(":visible")) picker.trigger("open.xdsoft");
    return Boolean(picker);
  };

  document.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && open(event)) event.preventDefault();
    else if (event.key === "Escape") pickerOf(event.target)?.trigger("close.xdsoft");
  });
})();
