// 倒计时，和自己更新的一块。没有它，刷新页面也一样。
(() => {
  "use strict";
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 1000);
      if (left > 0) {
        place.textContent = `${Math.floor(left / 60)}:${two(left % 60)}`;
        continue;
      }
      place.textContent = "时间到了";
      for (const button of place.closest("[data-offer]")?.querySelectorAll("button") ?? []) button.disabled = true;
    }
  };
  // 有人正在里面填、正要点的时候不换。
  const refresh = async (region) => {
    if (document.hidden || region.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
    if (!answer || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(region.id);
    if (!fresh || fresh.dataset.version === region.dataset.version || region.contains(document.activeElement)) return;
    region.replaceWith(document.adoptNode(fresh));
    tick();
  };
  tick();
  setInterval(tick, 1000);
  setInterval(() => document.querySelectorAll("[data-live]").forEach(refresh), 4000);
})();
