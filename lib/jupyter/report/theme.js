// Dark and light: the page's switch, and how figures look in each. Whoever draws hears the event "theme".
// biome-ignore lint/correctness/noUnusedVariables: the scripts after this one call it.
const theme = (() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const themeSwitch = document.getElementById("theme-switch");
  const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const changed = () => {
    themeSwitch.textContent = isDark() ? "Light" : "Dark";
    themeSwitch.setAttribute("aria-label", `Show the page ${isDark() ? "light" : "dark"}`);
    document.dispatchEvent(new Event("theme"));
  };
  // Controls that need a script are hidden until it runs.
  themeSwitch.hidden = false;
  themeSwitch.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    changed();
  });
  dark.addEventListener("change", changed);
  changed();

  function figures(night) {
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

  return { isDark, figures };
})();
