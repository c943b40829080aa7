// Rows of the profile are added, moved and removed without a round trip, and what is not saved is not lost by a slip.
// Everything works without this file: each button then asks the server.
"use strict";
(() => {
  const form = document.querySelector("form[data-guard]");
  if (!form) return;
  let written = false;
  form.addEventListener("input", () => { written = true; });
  form.addEventListener("submit", () => { written = false; });
  window.addEventListener("beforeunload", (event) => {
    if (written) {
      event.preventDefault();
      event.returnValue = form.dataset.guard;
    }
  });

  const list = form.querySelector("[data-rows]");
  if (!list) return;
  const rows = () => [...list.children];

  // Ids, labels and the buttons' values count the rows from 0.
  const number = () => {
    const all = rows();
    all.forEach((row, place) => {
      row.id = `row-${place}`;
      for (const field of row.querySelectorAll("input, textarea")) {
        const id = `f-${list.dataset.rows}-${place}-${field.name}`;
        field.parentElement.querySelector("label").htmlFor = id;
        field.id = id;
      }
      for (const button of row.querySelectorAll("[data-act]")) {
        button.value = `${button.dataset.act}:${place}`;
        button.disabled = (button.dataset.act === "up" && place === 0)
          || (button.dataset.act === "down" && place === all.length - 1);
      }
    });
    written = true;
  };

  const emptied = (row) => {
    for (const field of row.querySelectorAll("input, textarea")) {
      field.value = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.parentElement.classList.remove("wrong");
    }
    for (const trouble of row.querySelectorAll(".trouble")) trouble.remove();
    return row;
  };

  const acts = {
    add() {
      const row = emptied(list.lastElementChild.cloneNode(true));
      list.append(row);
      number();
      row.querySelector("input").focus();
    },
    remove(row) {
      if (rows().length === 1) {
        emptied(row);
      } else {
        row.remove();
      }
      number();
      list.querySelector("input").focus();
    },
    up(row, button) {
      if (row.previousElementSibling) list.insertBefore(row, row.previousElementSibling);
      number();
      (button.disabled ? row.querySelector("input") : button).focus();
    },
    down(row, button) {
      if (row.nextElementSibling) list.insertBefore(row.nextElementSibling, row);
      number();
      (button.disabled ? row.querySelector("input") : button).focus();
    },
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || button.disabled) return;
    event.preventDefault();
    acts[button.dataset.act](button.closest(".row"), button);
  });
})();
