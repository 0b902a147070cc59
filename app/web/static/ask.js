// What the page to ask on adds to Gradio: it takes over what was typed in the first view, speaks when an answer is
// there, moves focus to it, keeps the address in step with the conversation, copies, and puts the question as it was
// understood back into the box.
(() => {
  "use strict";
  let shown = "";

  const spoken = () => document.getElementById("spoken");

  const speak = (text) => {
    const line = spoken();
    if (line && line.textContent !== text) line.textContent = text;
  };

  const said = (id) => {
    const notice = document.querySelector(`#${id} .notice`);
    return notice ? notice.textContent.trim() : "";
  };

  const arrived = (turn) => {
    shown = turn.id;
    const link = turn.querySelector("a.share");
    if (link) history.replaceState(null, "", link.getAttribute("href"));
    for (const button of turn.querySelectorAll("button.copy, button.change")) button.hidden = false;
    const heading = turn.querySelector("h2.asked");
    if (heading) {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    }
  };

  // The question box is put in the place of the first view, with what was typed there and the focus it had.
  const takeOver = (first, box) => {
    const typed = first.querySelector("input");
    const focused = document.activeElement === typed;
    const [from, to] = [typed.selectionStart, typed.selectionEnd];
    const text = typed.value;
    first.remove();
    if (text) setQuestion(box, text);
    if (focused) {
      box.focus();
      box.setSelectionRange(from, to);
    }
  };

  const setQuestion = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const changed = () => {
    const first = document.getElementById("first");
    const ready = document.querySelector("#question textarea");
    if (first && ready) takeOver(first, ready);
    const turn = document.querySelector(".turn-latest");
    if (turn && turn.id !== shown) arrived(turn);
    if (!turn && shown) {
      shown = "";
      history.replaceState(null, "", "/");
      const box = document.querySelector("#question textarea");
      if (box) box.focus();
    }
    const text = said("report-status") || said("status");
    if (text) speak(text);
  };

  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "vh";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const changeQuestion = (button) => {
    const box = document.querySelector("#question textarea");
    setQuestion(box, button.parentElement.querySelector("span").textContent);
    box.focus();
    box.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", async (event) => {
    const change = event.target.closest("button.change");
    if (change) changeQuestion(change);
    const button = event.target.closest("button.copy");
    if (!button) return;
    const response = await fetch(`/answers/${button.id.replace("copy-", "")}.txt`);
    if (!response.ok) {
      speak("This answer is no longer kept. Ask again, then copy.");
      return;
    }
    await copyText(await response.text());
    button.textContent = "Copied";
    speak("Copied the answer with its sources.");
  });

  const start = () => {
    const content = document.getElementById("content");
    new MutationObserver(changed).observe(content, { childList: true, subtree: true, characterData: true });
    changed();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
