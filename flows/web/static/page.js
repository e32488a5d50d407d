// Everything works without this file. It adds keys, shorter addresses, and a switch for the marks in a text.
"use strict";
(() => {
  const KEYS = "scowatch-keys";
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a private window */ } };
  const one = (selector) => document.querySelector(selector);

  // What was left empty is no part of a question: leave it out of the address.
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) {
        if (value === "") event.formData.delete(name);
      }
    });
  }

  // Keys act only where nobody types, and not with a modifier: the browser's own stay the browser's.
  const links = () => [...document.querySelectorAll(".hit h2 a, .readings h2 a, .printing h3 a")];
  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const actions = {
    "/": () => (one("#q") ? (one("#q").focus(), one("#q").select()) : location.assign("/")),
    j: () => step(1),
    k: () => step(-1),
    n: () => one("a[rel=next]")?.click(),
    f: () => { const filters = one(".filters"); if (filters) { filters.open = !filters.open; filters.querySelector("summary").focus(); } },
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]") || remembered(KEYS) === "off") return;
    if (actions[event.key]) { event.preventDefault(); actions[event.key](); }
  });
  const place = one("#keys-switch");
  if (place) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = remembered(KEYS) !== "off";
    box.addEventListener("change", () => remember(KEYS, box.checked ? "on" : "off"));
    label.className = "flag";
    label.append(box, " These keys are on");
    place.append(label);
    place.hidden = false;
  }

  // Who wants to read, and not to check, may turn the marks off.
  const text = one(".document .text");
  if (text?.querySelector("mark")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Show marks";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      document.body.classList.toggle("unmarked", !shown);
    });
    one(".document header").append(button);
  }
})();
