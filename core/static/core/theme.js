// 在画出页面之前取回选过的深浅色，免得闪一下。放在 <head> 里、不加 defer。
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let saved = null;
  try { saved = localStorage.getItem("theme"); } catch {}
  const theme = ["light", "dark"].includes(asked) ? asked : saved;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
