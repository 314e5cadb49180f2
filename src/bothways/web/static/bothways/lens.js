// Copies a wording. Where this can't run, the text is selected and copied by hand.
"use strict";
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
    } catch {
      field.focus(); // it is selected: the keyboard copies it
    }
  });
}
