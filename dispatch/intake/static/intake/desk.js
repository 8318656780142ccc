// 受理台：边说边写，空档自己换；没有脚本时按“看空档”。
(() => {
  "use strict";
  const form = document.querySelector("[data-desk-need]");
  const answer = document.querySelector("[data-desk-answer]");
  if (!form || !answer) return;
  let timer = 0;
  let asking = null;

  const refresh = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const got = await fetch(address, { signal: asking.signal, credentials: "same-origin" });
      if (!got.ok) return;
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      const fresh = page.querySelector("[data-desk-answer]");
      // 人已经走进下面的表格里，就不再换掉它。
      if (fresh && !answer.contains(document.activeElement)) answer.replaceChildren(...fresh.childNodes);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 450);
  });
})();
