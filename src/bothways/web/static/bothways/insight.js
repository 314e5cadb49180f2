// Evidence opens in the margin without leaving the place: the link itself leads to the same, without a script.
"use strict";
(() => {
  let from = null;
  const margin = () => document.getElementById("margin");
  const mark = (link) => {
    for (const open of document.querySelectorAll("a.fig.is-open")) open.classList.remove("is-open");
    if (link) link.classList.add("is-open");
  };
  const put = (html) => {
    const made = new DOMParser().parseFromString(html, "text/html").getElementById("margin");
    if (made) margin().replaceWith(made);
  };
  const close = () => {
    margin().replaceChildren();
    mark(null);
    if (from && from.isConnected) from.focus();
    from = null;
  };
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || !margin() || event.defaultPrevented) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.closest(".proof__top")) {
      event.preventDefault();
      close();
      return;
    }
    if (!link.matches(".found a.fig")) return;
    event.preventDefault();
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) {
      window.location.assign(link.href);
      return;
    }
    put(await answer.text());
    if (!link.closest("#margin")) from = link;
    mark(from);
    margin().focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && margin() && margin().querySelector(".proof")) close();
  });
})();
