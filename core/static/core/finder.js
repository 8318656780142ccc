// 搜索框下面的建议：上下键选，回车去，Esc 收起；没有它，回车照样搜。打开了哪个结果记一次，不带 cookie，不记是谁。
(() => {
  const WAIT = 120;
  let number = 0;

  const hide = (form) => {
    form.querySelector("[data-suggestions]")?.remove();
    const input = form.elements.q;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  // 人要收起：还在路上的也不要了，不然它到了又会打开。
  const close = (form) => {
    clearTimeout(form.waiting);
    form.asked?.abort();
    hide(form);
  };
  const options = (form) => [...form.querySelectorAll('[data-suggestions] [role="option"]')];

  const show = (form, html) => {
    hide(form);
    if (!html.trim()) return;
    const place = document.createElement("div");
    place.dataset.suggestions = "";
    place.innerHTML = html;
    form.append(place);
    const list = place.querySelector('[role="listbox"]');
    list.id = `suggestions-${++number}`;
    options(form).forEach((option, index) => { option.id = `${list.id}-${index}`; });
    form.elements.q.setAttribute("aria-controls", list.id);
    form.elements.q.setAttribute("aria-expanded", "true");
  };

  // 最近找过的：只在这个浏览器里，最多八条，可以清掉。
  const RECENT = "recent-searches";
  const english = document.documentElement.lang === "en";
  const remembered = () => { try { return JSON.parse(localStorage.getItem(RECENT)) ?? []; } catch { return []; } };
  const remember = (list) => { try { localStorage.setItem(RECENT, JSON.stringify(list.slice(0, 8))); } catch {} };
  const found = (text) => { if (text) remember([text, ...remembered().filter((one) => one !== text)]); };
  const taken = (option) => { found(option.querySelector("a").textContent.trim()); };
  const recent = (form) => {
    const list = remembered();
    if (!list.length) return;
    const box = document.createElement("div");
    box.innerHTML = '<div class="card suggest"><p class="meta row between"><span></span><button class="btn btn-q btn-s" type="button" data-forget></button></p><ul role="listbox"></ul></div>';
    box.querySelector("span").textContent = english ? "Recent searches" : "最近找过";
    box.querySelector("button").textContent = english ? "Clear" : "清空";
    box.querySelector("ul").setAttribute("aria-label", english ? "Recent searches" : "最近找过");
    for (const text of list) {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = `${form.getAttribute("action")}?q=${encodeURIComponent(text)}`;
      const link = Object.assign(document.createElement("a"), { className: "plain", href: option.dataset.url, textContent: text, tabIndex: -1 });
      option.append(link);
      box.querySelector("ul").append(option);
    }
    show(form, box.innerHTML);
  };

  const ask = async (form) => {
    form.asked?.abort();
    const text = form.elements.q.value.trim();
    if (!text) { close(form); return recent(form); }
    form.asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: form.asked.signal });
      if (answer.ok) show(form, await answer.text());
    } catch {}
  };

  const choose = (form, step) => {
    const all = options(form);
    if (!all.length) return false;
    const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = (now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
    form.elements.q.setAttribute("aria-activedescendant", all[next].id);
    return true;
  };

  for (const form of document.querySelectorAll("form.finder[data-suggest]")) {
    const input = form.elements.q;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => { clearTimeout(form.waiting); form.waiting = setTimeout(() => ask(form), WAIT); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") {
        if (options(form).length) event.preventDefault(); // 浏览器会把字也清掉；收起的只是建议，再按一次才清字
        close(form);
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (choose(form, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      }
      if (event.key === "Enter") {
        const chosen = options(form).find((option) => option.getAttribute("aria-selected") === "true");
        if (chosen) { event.preventDefault(); taken(chosen); location.assign(chosen.dataset.url); }
      }
    });
    input.addEventListener("focus", () => { if (!input.value.trim()) recent(form); });
    form.addEventListener("submit", () => found(input.value.trim()));
    form.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) return taken(option);
      if (!event.target.closest("[data-forget]")) return;
      remember([]);
      close(form);
      input.focus();
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) setTimeout(() => close(form), 150); });
  }

  // 对比篮：勾了才出来，最多四条；换页还在。没有它，表单自己也能用。
  const tray = document.querySelector("form[data-tray]");
  if (tray) {
    const MOST = 4, KEY = "compare";
    const said = tray.querySelector("[data-tray-said]");
    const boxes = [...document.querySelectorAll("[data-compare]")];
    const here = new Set(boxes.map((box) => box.value));
    let kept = [];
    try { kept = JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch {}
    const draw = () => {
      tray.hidden = !kept.length;
      said.textContent = english ? `${kept.length} chosen, up to ${MOST}` : `选了 ${kept.length} 条，最多 ${MOST} 条`;
      tray.querySelector("[type=submit]").disabled = kept.length < 2;
      for (const box of boxes) { box.checked = kept.includes(box.value); box.disabled = !box.checked && kept.length >= MOST; }
      for (const old of tray.querySelectorAll("input")) old.remove();
      for (const id of kept.filter((one) => !here.has(one))) tray.append(Object.assign(document.createElement("input"), { type: "hidden", name: "id", value: id }));
      try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch {}
    };
    document.addEventListener("change", ({ target }) => {
      if (!target.matches?.("[data-compare]")) return;
      kept = target.checked ? [...kept, target.value].slice(0, MOST) : kept.filter((one) => one !== target.value);
      draw();
    });
    tray.addEventListener("reset", (event) => { event.preventDefault(); kept = []; draw(); });
    addEventListener("pageshow", draw);
    draw();
  }

  const results = document.querySelector("#results[data-asked]");
  results?.addEventListener("click", (event) => {
    const [type, id] = event.target.closest("a[href]")?.closest("[data-result]")?.dataset.result.split(":") ?? [];
    if (!id || !results.dataset.asked) return;
    const body = JSON.stringify({ q: results.dataset.asked, type, id: Number(id) });
    fetch(results.dataset.choices, { method: "POST", credentials: "omit", keepalive: true, headers: { "Content-Type": "application/json" }, body }).catch(() => {});
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-locate]");
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const address = new URL(location.href);
      address.searchParams.delete("cursor");
      address.searchParams.set("lat", coords.latitude.toFixed(3));
      address.searchParams.set("lng", coords.longitude.toFixed(3));
      address.searchParams.set("sort", "distance");
      location.assign(address);
    }, () => { button.removeAttribute("aria-busy"); button.textContent = document.documentElement.lang === "en" ? "Could not find your position" : "没能取到位置"; }, { timeout: 8000 });
  });
})();
