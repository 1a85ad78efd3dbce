// Code folded or shown, and the contents column.
(() => {
  // Controls that need this script are hidden until it runs.
  const codeSwitch = document.getElementById("code-switch");
  const codes = [...document.querySelectorAll("details.code")];
  if (codeSwitch) codeSwitch.hidden = codes.length === 0;
  codeSwitch?.addEventListener("click", () => {
    const open = codeSwitch.getAttribute("aria-pressed") !== "true";
    codeSwitch.setAttribute("aria-pressed", String(open));
    codeSwitch.textContent = open ? "Hide all code" : "Show all code";
    for (const code of codes) code.open = open;
  });

  // The contents column follows the reader.
  const contents = document.querySelector(".contents details");
  if (matchMedia("(max-width: 71.99rem)").matches) contents.open = false;
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  const targets = [...links.keys()];
  let current;
  let queued = false;
  function follow() {
    queued = false;
    let now = targets[0];
    for (const target of targets) if (target.getBoundingClientRect().top < 120) now = target;
    if (now === current) return;
    links.get(current)?.removeAttribute("aria-current");
    links.get(now)?.setAttribute("aria-current", "true");
    current = now;
  }
  addEventListener(
    "scroll",
    () => {
      if (queued) return;
      queued = true;
      requestAnimationFrame(follow);
    },
    { passive: true },
  );
  follow();
})();
