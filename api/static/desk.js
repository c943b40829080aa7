// Keys of the reviewer's desk: from record to record, and to the decision. Everything works without this file.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  const go = (selector) => {
    const place = document.querySelector(selector);
    if (!place) return;
    event.preventDefault();
    if (place.href) place.click();
    else place.focus();
  };
  if (event.key === "n") go('a[rel="next"]');
  if (event.key === "p") go('a[rel="prev"]');
  if (event.key === "d") go('.decide select[name="decision"]');
});
