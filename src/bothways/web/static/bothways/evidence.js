// Files can be dropped, a folder too; what was chosen is named. Without this the fields do the same.
"use strict";
for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector('input[name="files"]');
  const told = drop.querySelector(".chosen");
  const most = Number(drop.dataset.most) || Infinity;
  const size = (bytes) => (bytes < 1e6 ? Math.ceil(bytes / 1e3) + " kB" : (bytes / 1e6).toFixed(1) + " MB");
  const tell = () => {
    const files = [...drop.querySelectorAll('input[type="file"]')].flatMap((one) => [...one.files]);
    const bytes = files.reduce((sum, one) => sum + one.size, 0);
    const names = files.slice(0, 4).map((one) => one.name).join(", ") + (files.length > 4 ? " +" + (files.length - 4) : "");
    told.textContent = files.length ? names + " (" + size(bytes) + ")" + (bytes > most ? ". " + drop.dataset.tooLarge : "") : "";
  };
  const inside = (entry) =>
    new Promise((done) => {
      if (entry.isFile) return entry.file((file) => done([file]), () => done([]));
      const reader = entry.createReader();
      const found = [];
      const more = () =>
        reader.readEntries(async (entries) => {
          if (!entries.length) return done((await Promise.all(found.map(inside))).flat());
          found.push(...entries);
          more();
        }, () => done([]));
      more();
    });
  drop.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
  drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("is-over"); });
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry && one.webkitGetAsEntry()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(inside))).flat() : [...event.dataTransfer.files];
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
    tell();
  });
}
for (const chooser of document.querySelectorAll("select[data-goes]")) chooser.addEventListener("change", () => chooser.form.requestSubmit());
