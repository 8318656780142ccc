// 转给家里人，和记一次阅读。只记哪一页、从哪一类地方来；不带 cookie，不记是谁。
(() => {
  const box = document.querySelector("[data-share]");
  if (!box) return;
  const SECONDS = 5;
  const english = document.documentElement.lang === "en";
  const page = Number(box.dataset.page) || 0;
  const said = box.querySelector("[data-share-said]");

  const count = (action, via) => {
    if (!page) return;
    const body = JSON.stringify({ page, action, via });
    const headers = { "Content-Type": "application/json" };
    fetch(box.dataset.reads, { method: "POST", credentials: "omit", keepalive: true, headers, body }).catch(() => {});
  };

  const came = () => {
    if (location.hash === "#qr") return "qr";
    if (/MicroMessenger/i.test(navigator.userAgent)) return "wechat";
    if (/Weibo/i.test(navigator.userAgent)) return "weibo";
    let host = "";
    try { host = new URL(document.referrer).hostname; } catch {}
    if (!host) return "direct";
    if (host === location.hostname) return "site";
    if (/(^|\.)(weibo\.(com|cn)|t\.cn)$/.test(host)) return "weibo";
    if (/(^|\.)(weixin\.qq\.com)$/.test(host)) return "wechat";
    return /(^|\.)(baidu|sogou|so|sm|bing|google|toutiao|yandex|duckduckgo)\.[a-z.]+$/.test(host) ? "search" : "other";
  };

  // 一个标签页里同一篇只记一次；看得见的时间满五秒才算读。
  const read = () => {
    const key = `read:${page}`;
    try {
      if (sessionStorage.getItem(key)) return;
      sessionStorage.setItem(key, "1");
    } catch {}
    count("read", came());
  };
  if (page) {
    let seen = 0;
    const clock = setInterval(() => {
      if (document.visibilityState === "visible" && ++seen >= SECONDS) {
        clearInterval(clock);
        read();
      }
    }, 1000);
  }

  const say = (text) => { said.textContent = text; };
  const copy = box.querySelector("[data-share-copy]");
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(box.dataset.share).then(() => { say(english ? "Copied: paste it into your chat." : "网址复制好了，粘到聊天里就行。"); count("share", "link"); }, () => say(english ? "Not copied: press the address above for longer." : "没复制成，长按上面的网址试试。"));
    });
  }
  const device = box.querySelector("[data-share-device]");
  if (navigator.share) {
    device.hidden = false;
    device.addEventListener("click", () => {
      navigator.share({ title: box.dataset.shareTitle, url: box.dataset.share }).then(() => count("share", "device"), () => {});
    });
  }
  box.querySelector("[data-share-weibo]").addEventListener("click", () => count("share", "weibo"));
})();
