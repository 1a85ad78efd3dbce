// Figures are drawn by the figure library when they come near the screen.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
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

  function template() {
    const night = isDark() && !printing;
    const [ink, line, soft] = night ? ["#dfe3ea", "#2a2f38", "#98a1af"] : ["#1d2129", "#e6e6e1", "#5c6470"];
    const axis = {
      gridcolor: line,
      zerolinecolor: line,
      linecolor: line,
      tickcolor: line,
      tickfont: { color: soft },
      automargin: true,
    };
    const colorway = night
      ? ["#5f9fe3", "#f0a56b", "#7fd494", "#e59be0", "#ecc66a", "#76d0dc", "#ff8a80", "#c5b0ff"]
      : ["#1f5fa8", "#d06a1c", "#2b8a4e", "#96308a", "#a97a00", "#0f7080", "#b3261e", "#5b3fa8"];
    const sequential = night
      ? ["#1b2430", "#1f4a70", "#2f78a8", "#6bb0cf", "#d5ecec"]
      : ["#eef4f7", "#b9d6e5", "#6ea9cb", "#2c6fa6", "#123f73"];
    const scale = sequential.map((color, index) => [index / (sequential.length - 1), color]);
    const family = getComputedStyle(document.body).fontFamily;
    const colorbar = { outlinewidth: 0, thickness: 12, tickfont: { color: soft } };
    return {
      data: {
        heatmap: [{ colorscale: scale, colorbar }],
        bar: [{ marker: { line: { width: 0 } }, error_x: { color: ink }, error_y: { color: ink } }],
      },
      layout: {
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { color: ink, family, size: 13 },
        title: {
          x: 0,
          xref: "paper",
          xanchor: "left",
          y: 1,
          yref: "container",
          yanchor: "top",
          pad: { t: 14 },
          font: { size: 16 },
        },
        legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
        colorway,
        colorscale: { sequential: scale },
        coloraxis: { colorbar },
        barcornerradius: 3,
        bargap: 0.3,
        xaxis: axis,
        yaxis: axis,
        hoverlabel: { font: { family } },
        margin: { t: 80, r: 24, b: 48, l: 56 },
      },
    };
  }

  // A figure that brings its own paper or template keeps it, on white; the others follow the page.
  function dressed({ data, layout }) {
    const own = layout.template !== undefined || layout.paper_bgcolor !== undefined;
    return {
      own,
      data,
      layout: { ...layout, ...(own ? {} : { template: template() }), width: undefined, autosize: true },
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
    dark.addEventListener("change", redraw);
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
