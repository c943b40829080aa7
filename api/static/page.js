// Keys for those who search all day. Everything works without this file.
"use strict";
(() => {
  const box = document.getElementById("text");
  const matches = [...document.querySelectorAll(".match")];
  let at = -1;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  const show = (index) => {
    at = Math.max(0, Math.min(index, matches.length - 1));
    const title = matches[at].querySelector(".title");
    title.focus({ preventScroll: true });
    matches[at].scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === box && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      box.form.requestSubmit();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      if (box) {
        box.focus();
        box.select();
      } else {
        location.assign("/");
      }
    } else if (event.key === "j" && matches.length) {
      show(at + 1);
    } else if (event.key === "k" && matches.length) {
      show(at - 1);
    } else if (event.key === "o" && at >= 0) {
      matches[at].querySelector(".title").click();
    }
  });
})();
