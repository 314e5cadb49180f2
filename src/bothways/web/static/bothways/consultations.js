// The slider beside the number field: it needs this script, so it is shown by it. The number is what is kept.
"use strict";
for (const slide of document.querySelectorAll(".slide[data-for]")) {
  const number = document.getElementById(slide.dataset.for);
  const range = slide.querySelector("input");
  slide.hidden = false;
  slide.classList.toggle("is-open", number.value === "");
  const open = () => slide.classList.remove("is-open");
  range.addEventListener("input", () => { number.value = range.value; open(); });
  // A touch in the middle changes nothing that the browser tells, and still says "half".
  range.addEventListener("click", () => {
    if (number.value !== "") return;
    number.value = range.value;
    open();
    number.dispatchEvent(new Event("change", { bubbles: true }));
  });
  number.addEventListener("input", () => { if (number.value !== "") { range.value = number.value; open(); } });
}
