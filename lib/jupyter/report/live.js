// A served page stays up to date: what the server sends takes the place of what has changed, and nothing else moves.
(() => {
  const drawn = new Map();
  const state = document.getElementById("live");
  const trouble = document.getElementById("trouble");
  let content = JSON.parse(document.getElementById("content").textContent);

  function draw(id, { data, layout }) {
    const canvas = document.getElementById(id);
    if (!canvas) return;
    const dressed = { ...layout, template: theme.figures(theme.isDark()), width: undefined, autosize: true };
    const options = { responsive: true, displaylogo: false, showSendToCloud: false };
    const how = drawn.get(id) === canvas ? "react" : "newPlot";
    drawn.set(id, canvas);
    globalThis.Plotly[how](canvas, structuredClone(data), dressed, options).then(
      () => canvas.setAttribute("data-drawn", ""),
      (error) => {
        canvas.textContent = `This figure cannot be drawn: ${error.message}`;
      },
    );
  }

  const drawAll = () => {
    for (const [id, figure] of Object.entries(content.figures)) draw(id, figure);
  };

  // The reader's place is kept: what has the focus, what is unfolded, how far a table is scrolled.
  function replace(section, html) {
    const focused = section.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...section.querySelectorAll("details[open]")].map(({ id }) => id);
    const places = [...section.querySelectorAll(".table")].map(({ id, scrollLeft, scrollTop }) => [
      id,
      scrollLeft,
      scrollTop,
    ]);
    section.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, left, top] of places) document.getElementById(id)?.scrollTo({ left, top, behavior: "instant" });
    if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function show(next) {
    for (const [id, html] of Object.entries(next.sections)) {
      const section = document.getElementById(id);
      if (section && html !== content.sections[id]) replace(section, html);
    }
    const isNews = next.said !== content.said;
    content = next;
    drawAll();
    if (isNews) document.getElementById("said").textContent = next.said;
  }

  function say(text, isLive) {
    state.textContent = text;
    state.className = `chip ${isLive ? "pass" : "fail"}`;
  }

  const source = new EventSource("events");
  source.addEventListener("open", () => say("live", true));
  source.addEventListener("content", ({ data }) => {
    trouble.hidden = true;
    show(JSON.parse(data));
  });
  source.addEventListener("trouble", ({ data }) => {
    trouble.textContent = JSON.parse(data);
    trouble.hidden = false;
  });
  source.addEventListener("error", () => {
    say(
      source.readyState === EventSource.CLOSED
        ? "not live: the server has ended"
        : "not live: the server is not reached",
      false,
    );
  });
  document.addEventListener("theme", drawAll);
  drawAll();
})();
