// 后台编辑页：自动保存还在路上时按了提交，等它回来再提交。
// Wagtail 8.0 lets both go: on a new page each creates it (the second is a 500 or "slug in use"), on an old one the draft may land on the published page.
(() => {
  "use strict";
  const LONGEST = 15000;
  const ACTIVE = "data-w-autosave-active-value";
  const underway = new WeakSet();
  const waiting = new WeakMap();
  const isEditor = (target) => target instanceof HTMLFormElement && target.matches("[data-edit-form]");

  const send = (form) => {
    const wanted = waiting.get(form);
    if (!wanted) return;
    waiting.delete(form);
    clearTimeout(wanted.timer);
    underway.delete(form);
    // The button may be switched off by now ("发布中…"), or be gone with its menu, and would not be sent: a field says what it said.
    if (wanted.button?.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: wanted.button.name, value: wanted.button.value });
      form.append(field);
    }
    if (wanted.event) form.requestSubmit();
    else HTMLFormElement.prototype.submit.call(form);
  };

  // True: it goes later. Whatever is typed from here on is sent with the form, so nothing more is saved by itself.
  const holdBack = (form, event) => {
    form.setAttribute(ACTIVE, "false");
    if (waiting.has(form)) return true;
    if (!underway.has(form)) return false;
    waiting.set(form, { event, button: event?.submitter, timer: setTimeout(() => send(form), LONGEST) });
    return true;
  };

  window.addEventListener("w-autosave:save", (event) => {
    if (isEditor(event.target) && !event.defaultPrevented) underway.add(event.target);
  });
  for (const end of ["success", "error"]) {
    window.addEventListener(`w-autosave:${end}`, (event) => {
      if (!isEditor(event.target)) return;
      underway.delete(event.target);
      send(event.target);
    });
  }
  window.addEventListener("submit", (event) => {
    if (!isEditor(event.target) || !holdBack(event.target, event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });

  // Approving with a comment sends the form by its method, which tells nobody.
  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-edit-form]")) {
      form.submit = () => { if (!holdBack(form)) HTMLFormElement.prototype.submit.call(form); };
    }
  });
  // Back from the page that came after: it saves again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll(`form[${ACTIVE}]`)) form.removeAttribute(ACTIVE);
  });
})();
