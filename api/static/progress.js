// Shows how far work is that goes on elsewhere. Without this file the page loads itself again.
"use strict";
for (const box of document.querySelectorAll("[data-progress]")) {
  const bar = box.querySelector("progress");
  const source = new EventSource(box.dataset.progress);
  // Whoever is at a field is not taken away from it.
  const again = () => {
    if (document.activeElement?.closest("input, textarea, select")) setTimeout(again, 3000);
    else location.reload();
  };

  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (bar && told.total > 0) {
      bar.max = told.total;
      bar.value = told.done;
    }
    for (const [name, text] of Object.entries(told.fields)) {
      for (const place of box.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)) place.textContent = text;
    }
  });
  source.addEventListener("over", () => {
    source.close();
    again();
  });
  source.addEventListener("error", () => {
    // The browser asks again by itself, but for an answer that was a refusal.
    if (source.readyState === EventSource.CLOSED) setTimeout(again, 8000);
  });
  window.addEventListener("pagehide", () => source.close());
}
