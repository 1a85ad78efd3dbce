// Figures are drawn by the figure library when they come near the screen.
(() => {
  const canvases = [...document.querySelectorAll(".canvas")];
  const figures = new Map();
  // Where names or other plots leave one no room on a phone, in px, the figure is this wide, and scrolled.
  const TOO_NARROW = 50;
  const ENOUGH = "640px";
  let library;
  let printing = false;

  async function unpack(base64) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  // The library runs as an inline script whose hash the page's policy knows.
  function loadLibrary() {
    library ??= unpack(document.getElementById("figure-library").textContent).then((code) => {
      const script = document.createElement("script");
      script.textContent = code;
      document.head.append(script);
      return globalThis.Plotly;
    });
    return library;
  }

  // The library cuts a title off at the screen's edge: on a phone it is broken into lines, for which the figure grows.
  function withWholeTitle(layout, canvas) {
    const title = typeof layout.title === "string" ? { text: layout.title } : layout.title;
    const size = Math.min(Number(title?.font?.size) || 17, 60);
    if (typeof title?.text !== "string" || title.text.length > 400 || /<|\n/.test(title.text)) return layout;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${size}px system-ui, sans-serif`;
    const lines = [];
    for (const word of title.text.split(" ")) {
      const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
      if (lines.length > 0 && pen.measureText(longer).width > canvas.clientWidth - 2 * size) lines.push(word);
      else lines[Math.max(0, lines.length - 1)] = longer;
    }
    const more = Math.round((lines.length - 1) * 1.3 * size);
    if (more === 0) return layout;
    canvas.style.height = `${canvas.clientHeight + more}px`;
    return {
      ...layout,
      title: { ...title, text: lines.join("<br>") },
      margin: { ...layout.margin, t: (Number(layout.margin?.t ?? 100) || 0) + more },
      height: layout.height && layout.height + more,
    };
  }

  // A figure that brings its own paper or template keeps it, on white; the others follow the page.
  function dressed({ data, layout }) {
    const own = layout.template !== undefined || layout.paper_bgcolor !== undefined;
    return {
      own,
      data,
      layout: {
        ...layout,
        ...(own ? {} : { template: theme.figures(theme.isDark() && !printing) }),
        width: undefined,
        autosize: true,
      },
    };
  }

  function draw(plotly, canvas, figure) {
    if (figure.drawn) return;
    figure.drawn = true;
    figure.layout = withWholeTitle(figure.layout, canvas);
    const { own, data, layout } = dressed(figure);
    canvas.classList.toggle("own-paper", own);
    canvas.replaceChildren();
    plotly
      .newPlot(canvas, structuredClone(data), layout, { responsive: true, displaylogo: false, showSendToCloud: false })
      .then(() => {
        const plot = canvas.querySelector(".nsewdrag");
        if (plot && plot.getBoundingClientRect().width < TOO_NARROW) {
          canvas.style.minWidth = ENOUGH;
          return plotly.Plots.resize(canvas);
        }
      })
      .then(() => canvas.setAttribute("data-drawn", ""))
      .catch((error) => {
        canvas.textContent = `This figure cannot be drawn: ${error.message}`;
      });
  }

  async function figureOf(canvas) {
    if (!figures.has(canvas)) {
      figures.set(canvas, { ...JSON.parse(await unpack(canvas.dataset.packed)), drawn: false });
    }
    return figures.get(canvas);
  }

  async function show(canvas) {
    const [plotly, figure] = await Promise.all([loadLibrary(), figureOf(canvas)]);
    draw(plotly, canvas, figure);
  }

  if (canvases.length > 0) {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          void show(target);
        }
      },
      { rootMargin: "600px" },
    );
    for (const canvas of canvases) near.observe(canvas);
    const redraw = () => {
      for (const [canvas, figure] of figures) {
        const { own, data, layout } = dressed(figure);
        if (figure.drawn && !own) globalThis.Plotly.react(canvas, structuredClone(data), layout);
      }
    };
    document.addEventListener("theme", redraw);
    // Paper is light, and shows the still picture of a figure that has one.
    addEventListener("beforeprint", () => {
      printing = true;
      redraw();
    });
    addEventListener("afterprint", () => {
      printing = false;
      redraw();
    });
  }
})();
