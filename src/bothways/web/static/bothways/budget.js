// An answer can be moved as well as typed: a slider below its number. Without this script the number alone is there.
"use strict";
for (const place of document.querySelectorAll("[data-moves]")) {
  const number = place.querySelector("input");
  if (!number) continue;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "range";
  slider.step = "0.1";
  slider.setAttribute("aria-label", (number.labels[0] || number).textContent.trim());
  const fit = () => {
    const now = Number(number.value || 100);
    const far = Math.max(10, Math.abs(now - 100) * 2);
    if (!slider.max || now >= Number(slider.max) || now <= Number(slider.min)) {
      slider.min = String(Math.max(0, Math.floor(100 - far)));
      slider.max = String(Math.ceil(100 + far));
    }
    slider.value = String(now);
  };
  slider.min = slider.max = "";
  fit();
  number.addEventListener("input", fit);
  // The slider has no name, so it is never sent; what it moves is the number.
  slider.addEventListener("input", () => { number.value = slider.value; });
  place.append(slider);
}
