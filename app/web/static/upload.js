// Tells how far an upload is, and shows its report when it is done. Without this script a link looks again.
(() => {
  "use strict";
  const step = document.getElementById("upload-step");
  const bar = document.getElementById("upload-bar");
  if (!step || !bar) return;

  const look = async () => {
    const response = await fetch(`/uploads/${step.dataset.token}/progress`);
    if (!response.ok) return;
    const now = await response.json();
    if (now.finished) {
      location.reload();
      return;
    }
    const told = now.step.charAt(0).toUpperCase() + now.step.slice(1) + ".";
    if (step.textContent !== told) step.textContent = told;
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 500);
})();
