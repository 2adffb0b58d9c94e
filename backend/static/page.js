// Small helps for pages that work without this file: focus for error summaries, words for screen readers.
(() => {
  "use strict";

  const focusSummary = (root) => {
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  };

  // A saved fragment says what happened in data-announce; the live region outside the swap reads it out.
  const announce = (root) => {
    const said = root.querySelector("[data-announce]");
    if (said) document.getElementById("announce").textContent = said.dataset.announce;
  };

  document.addEventListener("DOMContentLoaded", () => focusSummary(document));
  document.addEventListener("htmx:after:swap", (event) => {
    const root = (event.detail && event.detail.target) || event.target || document;
    const scope = root.querySelector ? root : document;
    focusSummary(scope);
    announce(document);
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
