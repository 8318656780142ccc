// 有邻的小脚本：没有它，页面照样能看、能填、能交。
(() => {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const one = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

  // 只有脚本在时才有用的按钮，先藏着。
  const reveal = (within) => within.querySelectorAll("[data-needs-script]").forEach((el) => { el.hidden = false; });
  reveal(document);
  document.addEventListener("htmx:load", (event) => reveal(event.target));

  document.addEventListener("click", (event) => {
    if (one(event.target, "[data-theme-toggle]")) {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch {}
      return;
    }
    if (one(event.target, "[data-print]")) return void window.print();
    const step = one(event.target, "[data-step]");
    if (step) {
      const input = step.parentElement.querySelector("input");
      input.value = Math.max(Number(input.min) || 0, (Number(input.value) || 0) + Number(step.dataset.step));
      return;
    }
    // 菜单：点外面收起。
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // 交过一次的表单不再交第二次；按钮说正在办。后退回来时恢复。
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
    if (event.target.dataset.sent) return void event.preventDefault();
    event.target.dataset.sent = "1";
    button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll('button[aria-busy="true"]')) button.removeAttribute("aria-busy");
  });

  // 字数：<textarea data-count="编号" maxlength="300">，旁边写还能写几个字。
  const count = (area) => {
    const place = document.getElementById(area.dataset.count);
    if (place) place.textContent = document.documentElement.lang === "en" ? `${area.maxLength - area.value.length} characters left` : `还能写 ${area.maxLength - area.value.length} 个字`;
  };
  document.querySelectorAll("textarea[data-count]").forEach(count);
  // 手机上可以装到桌面；断网时看得到一页说明和电话。
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});

  document.addEventListener("input", (event) => { if (event.target.matches?.("textarea[data-count]")) count(event.target); });
})();
