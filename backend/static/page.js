// Small helps for pages that work without this file: focus for error summaries, words for screen readers.
(() => {
  "use strict";

  const focusSummary = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  // A saved fragment says what happened in data-announce; the live region outside the swap reads it out.
  const announce = (part) => {
    const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
    if (said) document.getElementById("announce").textContent = said.dataset.announce;
  };

  document.addEventListener("DOMContentLoaded", () => focusSummary(document));

  // A swap may take away what had the focus. Somebody at the keyboard then goes on in the same block: the
  // ids around the focus are noted, and the nearest one still there gives the new place.
  let around = [];
  document.addEventListener("htmx:before:swap", () => {
    around = [];
    for (let part = document.activeElement; part; part = part.parentElement) {
      if (part.id) around.push(part.id);
    }
  });

  const takesFocus = (part) => {
    part.focus({ preventScroll: true });
    return document.activeElement === part && part.getClientRects().length > 0;
  };

  const keepFocus = () => {
    const focused = document.activeElement;
    if (focused && focused !== document.body && focused.getClientRects().length) return;
    for (const id of around) {
      const block = document.getElementById(id);
      if (!block) continue;
      const current = block.querySelectorAll("input:checked, [aria-current]");
      const others = block.querySelectorAll("input, select, textarea, button, a[href], summary");
      if ([block, ...current, ...others].some(takesFocus)) return;
    }
  };

  document.addEventListener("htmx:after:swap", (event) => {
    keepFocus();
    // What the swap took away reports to the document: then nothing new asks for focus or words.
    if (event.target === document) return;
    focusSummary(event.target);
    announce(event.target);
  });

  // Saves of one item wait for each other. One that waited was put together before the earlier one was
  // confirmed, so it gets the newest revision just before it leaves.
  document.addEventListener("htmx:before:request", (event) => {
    const { body } = event.detail.ctx.request;
    if (!(body instanceof URLSearchParams)) return;
    for (const field of document.querySelectorAll("input[data-revision]")) {
      if (body.has(field.name)) body.set(field.name, field.value);
    }
  });

  // Nothing came back (no network, time-out): say so where the confirmation would stand.
  document.addEventListener("htmx:error", (event) => {
    const context = event.detail.ctx;
    const said = context && context.target;
    if (said && said.dataset && said.dataset.offline && !context.response) said.textContent = said.dataset.offline;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
