/** A Plotly figure as JSON: what the Plotly MIME bundle carries. */
export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
}

/** Colours that keep apart for colour-blind readers, on light and on dark (Okabe and Ito, 2008). */
export const COLOURS = {
  published: "#d55e00",
  honest: "#0072b2",
  chance: "#999999",
  buy: "#009e73",
  hold: "#b8b8b8",
  sell: "#cc79a7",
  accent: "#e69f00",
} as const;

/** A figure with the house's layout: no chart junk, no background, so that the page can give it its own. */
export function figure(data: Figure["data"], title: string, layout: Readonly<Record<string, unknown>> = {}): Figure {
  return {
    data,
    layout: {
      title: {
        text: title,
        x: 0,
        xref: "container",
        xanchor: "left",
        y: 1,
        yanchor: "top",
        pad: { t: 12, l: 12 },
        font: { size: 15 },
      },
      margin: { l: 60, r: 20, t: 50, b: 50 },
      font: { family: "system-ui, sans-serif", size: 13 },
      // At the foot of the figure: however many lines it takes on a phone, the plot and what is below it move up.
      legend: { orientation: "h", x: 0, yref: "container", y: 0, yanchor: "bottom", traceorder: "normal" },
      hovermode: "closest",
      ...layout,
    },
  };
}
