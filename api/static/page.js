// Keys, copied links and signs of work for those who search all day. Everything works without this file.
"use strict";
(() => {
  const box = () => document.getElementById("text");
  const working = document.getElementById("working");
  // Asked anew each time: an answer may have come in place of another.
  const matches = () => [...document.querySelectorAll(".match")];
  let at = -1;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  const show = (index) => {
    const all = matches();
    if (!all.length) return;
    at = Math.max(0, Math.min(index, all.length - 1));
    all[at].querySelector(".title").focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };

  const press = (selector) => matches()[at]?.querySelector(selector)?.click();

  const keys = {
    "/": () => {
      const field = box();
      if (field) {
        field.focus();
        field.select();
      } else {
        location.assign("/");
      }
    },
    j: () => show(at + 1),
    k: () => show(at - 1),
    o: () => press(".title"),
    c: () => press(".compare"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === box() && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
    } else if (!typing(event.target) && Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // The key that moves on starts from where the reader is, however they came there.
  document.addEventListener("focusin", (event) => {
    const here = matches().indexOf(event.target.closest(".match"));
    if (here >= 0) at = here;
  });

  // Where the form stands above the answer, its open filters would hide the answer; chips name those in force.
  const filters = document.querySelector(".filters");
  if (filters && matches().length && matchMedia("(max-width: 860px)").matches) filters.open = false;

  const busy = (is) => {
    document.body.classList.toggle("busy", is);
    working.textContent = is ? document.body.dataset.busy : "";
    for (const button of document.querySelectorAll(".ask button[type=submit]")) {
      button.dataset.said ??= button.textContent;
      button.textContent = is ? document.body.dataset.busy : button.dataset.said;
      button.setAttribute("aria-busy", String(is));
    }
  };

  document.addEventListener("submit", () => busy(true));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    const kept = link?.hasAttribute("download") || link?.href.endsWith(".csv");
    if (!link || elsewhere || link.hash || link.target || kept) return;
    if (link.origin === location.origin) busy(true);
  });
  // A page that comes back from the browser's memory is done.
  window.addEventListener("pageshow", () => busy(false));
  document.addEventListener("answered", () => {
    at = -1;
    busy(false);
  });

  // Times are shown in the reader's zone from the next page on; the server's usual zone stands until then.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !/(^|; )zone=/.test(document.cookie)) {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
  }

  // A form that came back tells first what is wrong with it.
  document.getElementById("problems")?.focus();

  // The clipboard is closed to pages without HTTPS; an old command serves there.
  const copied = async (text) => {
    if (navigator.clipboard) {
      return navigator.clipboard.writeText(text).then(() => true, () => false);
    }
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const shown = () => {
    for (const button of document.querySelectorAll(".copy")) button.hidden = false;
  };
  shown();
  document.addEventListener("answered", shown);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    button.dataset.said ??= button.textContent;
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    const text = button.dataset.of ? document.getElementById(button.dataset.of).textContent : address.href;
    button.textContent = (await copied(text)) ? button.dataset.done : button.dataset.failed;
    working.textContent = button.textContent;
    setTimeout(() => {
      button.textContent = button.dataset.said;
      working.textContent = "";
    }, 2500);
  });
})();
