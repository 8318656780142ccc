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

// 标签框：藏起来的框叫什么，写字的那一格就叫什么。
// Wagtail's tag box hides the field that the label belongs to, and nobody hears what the visible one is for.
(() => {
  "use strict";
  const tags = window.jQuery?.ui?.tagit;
  if (!tags) return;
  const create = tags.prototype._create;
  tags.prototype._create = function () {
    create.call(this);
    const label = this.element[0].labels?.[0];
    if (label) this.tagInput.attr("aria-label", label.textContent.replace(/\s+/g, " ").trim());
  };
})();

// Wagtail writes this one word in English into its templates; screen readers say it.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll('input[type="submit"][value="Search"]')) button.value = "搜索";
});
