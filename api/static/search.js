// Answers in place: a search or a facet fetches what changes of the page and puts it there. Works without this file.
"use strict";
(() => {
  const LONG = 1500; // as the server: a longer text has no address
  const found = document.getElementById("found");
  let running = null;

  const desk = () => document.getElementById("desk"); // on the search page only
  const done = () => document.dispatchEvent(new Event("answered"));

  const keyOf = (element) => {
    if (!element || !desk().contains(element)) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    return element.dataset.key ? `[data-key="${CSS.escape(element.dataset.key)}"]` : null;
  };

  // What the reader typed or opened since the question was sent stays as it is.
  const swap = (html, sent, moved) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("desk");
    if (!fresh) return false;
    const before = desk();
    const typed = before.querySelector("#text").value;
    const typing = sent !== null && typed !== sent;
    if (typing) fresh.querySelector("#text").value = typed;
    const within = before.contains(document.activeElement);
    // After a search the reader is in the answer, where the keys move on; after a facet still at the facet.
    const focus = !within ? null : moved && !typing ? "#results" : keyOf(document.activeElement) ?? "#results";
    const filters = fresh.querySelector(".filters");
    const narrow = matchMedia("(max-width: 860px)").matches && fresh.querySelector(".match");
    filters.open = narrow ? false : before.querySelector(".filters").open;
    for (const element of fresh.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
    before.replaceWith(fresh);
    document.title = fresh.dataset.title;
    found.textContent = fresh.dataset.found;
    if (focus) (fresh.querySelector(focus) ?? fresh.querySelector("#results")).focus({ preventScroll: true });
    if (moved && fresh.getBoundingClientRect().top < 0) scrollTo({ top: 0 });
    if (moved && narrow) fresh.querySelector("#results").scrollIntoView({ block: "start" });
    return true;
  };

  const fetched = async (address, options) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const headers = { "X-Fragment": "answer", Accept: "text/html" };
    const response = await fetch(address, { ...options, headers, signal: mine.signal, cache: "no-store" });
    const html = await response.text();
    if (mine !== running) throw new DOMException("stale", "AbortError");
    running = null;
    return { html, url: response.url };
  };

  const answer = async (address, { options = {}, push = true, moved = false, otherwise }) => {
    const sent = desk().querySelector("#text").value;
    found.textContent = "";
    try {
      const got = await fetched(address, options);
      if (!swap(got.html, push ? sent : null, moved)) return otherwise();
      if (push) history.pushState({ answer: true }, "", got.url);
      done();
    } catch (error) {
      if (error.name !== "AbortError") otherwise();
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form.ask")) return;
    if (form.elements.text.value.length > LONG) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    answer(form.action, { options: { method: "POST", body }, moved: true, otherwise: () => form.submit() });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#facets a[href], .chips a[href], a.clear");
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    answer(link.href, { otherwise: () => location.assign(link.href) });
  });

  addEventListener("popstate", () => {
    if (!desk() || (location.hash && !history.state?.answer)) return;
    answer(location.href, { push: false, otherwise: () => location.reload() });
  });

  // A judgement is kept without leaving the list.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form.judge")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const chosen = { name: event.submitter?.name ?? "grade", value: event.submitter?.value ?? "" };
    try {
      const headers = { "X-Fragment": "judgement", Accept: "text/html" };
      const response = await fetch(form.action, { method: "POST", body, headers, cache: "no-store" });
      const html = await response.text();
      const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".judgement");
      if (!fresh) throw new Error("no judgement");
      form.closest(".judgement").replaceWith(fresh);
      fresh.querySelector("summary").focus({ preventScroll: true });
      if (found) found.textContent = fresh.querySelector(".problem .reason, summary").textContent;
      done();
    } catch {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", ...chosen }));
      form.submit();
    }
  });

  // Up to four candidates are compared.
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".pick input")) return;
    const boxes = [...document.querySelectorAll(".pick input")];
    const chosen = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = chosen >= 4 && !box.checked;
    const told = document.getElementById("chosen");
    told.textContent = chosen ? `${chosen} ${told.dataset.some}` : told.dataset.none;
  });

  // Ids and titles that begin with what is typed.
  let waiting = 0;
  let asking = null;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.complete === undefined || !field.list) return;
    clearTimeout(waiting);
    if (field.value.trim().length < 2 || [...field.list.options].some((each) => each.value === field.value)) return;
    waiting = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const kinds = { patent: "patents", company: "companies", need: "needs" };
      const chosen = field.dataset.complete || document.querySelector(field.dataset.kind).value;
      const kind = kinds[chosen] ?? chosen;
      const query = new URLSearchParams({ q: field.value.trim().slice(0, 80), kind });
      try {
        const response = await fetch(`/api/v1/completions?${query}`, { signal: asking.signal });
        if (!response.ok) return;
        const { items } = await response.json();
        field.list.replaceChildren(...items.map((each) => new Option(each.title, each.id)));
      } catch {
        // Typing on without completions is no fault.
      }
    }, 150);
  });
})();
