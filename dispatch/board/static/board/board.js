// 把一单拖到另一个人那一行：先到那一页看冲突，再定。键盘用每一单上的「换人」。
(() => {
  "use strict";
  let dragged = null;
  const rowOf = (target) => (target instanceof Element ? target.closest("[data-worker]") : null);
  document.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest("[data-order]") : null;
    if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.order);
  });
  document.addEventListener("dragover", (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row || row.contains(dragged)) return;
    event.preventDefault();
    for (const one of document.querySelectorAll("[data-over]")) if (one !== row) delete one.dataset.over;
    row.dataset.over = "1";
  });
  document.addEventListener("drop", (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row || row.contains(dragged)) return;
    event.preventDefault();
    location.assign(`${dragged.dataset.order}?to=${row.dataset.worker}`);
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    for (const one of document.querySelectorAll("[data-over]")) delete one.dataset.over;
  });
})();
