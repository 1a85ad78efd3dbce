// Figures are drawn by the figure library when they come near the screen.
(() => {
  const canvases = [...document.querySelectorAll(".canvas")];
  const figures = new Map();
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
    const { own, data, layout } = dressed(figure);
    canvas.classList.toggle("own-paper", own);
    canvas.replaceChildren();
    plotly
      .newPlot(canvas, structuredClone(data), layout, { responsive: true, displaylogo: false, showSendToCloud: false })
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
