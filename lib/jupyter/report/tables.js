// Tables are sorted by the buttons in their heads, and downloaded as CSV.
(() => {
  const NUMBER = /^[+-]?[$€£]?(\d[\d,]*(\.\d+)?|\.\d+)(e[+-]?\d+)?\s*(%|x|s|ms|min|h|bp|B|kB|MB|GB)?$/i;
  const UNITS = { ms: 1e-3, min: 60, h: 3600, kB: 1e3, MB: 1e6, GB: 1e9 };

  function textOf(cell) {
    return (cell?.textContent ?? "").replace(/\s+/g, " ").trim();
  }

  // What a cell is worth when its column is sorted: a number where it is written as one, nothing for a dash.
  function worth(text) {
    const plain = text.replace(/[−–]/g, "-").replace(/\u00a0/g, " ");
    if (plain === "-" || plain === "" || /^(nan|null|none)$/i.test(plain)) return undefined;
    const found = NUMBER.exec(plain);
    if (!found) return text;
    return Number(plain.replace(/[$€£,]/g, "").match(/^[+-]?[\d.]+(e[+-]?\d+)?/i)[0]) * (UNITS[found[4]] ?? 1);
  }

  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    return a.localeCompare(b, undefined, { numeric: true });
  }

  function makeSortable(table) {
    const head = table.tHead?.rows[table.tHead.rows.length - 1];
    const body = table.tBodies[0];
    if (!head || table.tBodies.length !== 1 || body.rows.length < 2) return;
    if (table.querySelector("[rowspan], tbody [colspan], thead [colspan]")) return;
    const original = [...body.rows];
    [...head.cells].forEach((cell, column) => {
      if (textOf(cell) === "") return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...cell.childNodes);
      cell.append(button);
      button.addEventListener("click", () => {
        const before = cell.getAttribute("aria-sort");
        const next = before === null ? "ascending" : before === "ascending" ? "descending" : null;
        for (const other of head.cells) other.removeAttribute("aria-sort");
        if (next) cell.setAttribute("aria-sort", next);
        const keyed = original.map((row, place) => ({ row, place, key: worth(textOf(row.cells[column])) }));
        const sign = next === "descending" ? -1 : 1;
        if (next) {
          // Rows without a value come last, whichever way the others go.
          keyed.sort((a, b) => {
            if (a.key === undefined || b.key === undefined) {
              return Number(a.key === undefined) - Number(b.key === undefined) || a.place - b.place;
            }
            return sign * compare(a.key, b.key) || a.place - b.place;
          });
        }
        body.append(...keyed.map(({ row }) => row));
      });
    });
  }

  // Numbers lose their thousands' commas; text that a spreadsheet would run as a formula becomes plain text.
  function csvField(text) {
    const key = worth(text);
    const plain = text.replace(/−/g, "-");
    const bare =
      key === undefined ? "" : typeof key === "number" ? plain.replace(/,/g, "").replace(/\s+%$/, "%") : text;
    const safe = typeof key === "string" && /^[=+@\t-]/.test(bare) ? `'${bare}` : bare;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  function csvOf(table) {
    const lines = [...table.rows].map((row) =>
      [...row.cells]
        .flatMap((cell) => [csvField(textOf(cell)), ...Array(Math.max(0, cell.colSpan - 1)).fill("")])
        .join(","),
    );
    return `\uFEFF${lines.join("\r\n")}\r\n`;
  }

  function addDownload(box, table, number) {
    const title = textOf(table.caption) || textOf(table.rows[0]?.cells[0]) || "table";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "CSV";
    button.setAttribute("aria-label", `Download as CSV: ${title}`);
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([csvOf(table)], { type: "text/csv;charset=utf-8" }));
      const name = title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 40);
      link.download = `${String(number).padStart(2, "0")}-${name || "table"}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
    box.after(button);
  }

  [...document.querySelectorAll(".table > table")].forEach((table, index) => {
    if (table.rows.length === 0) return;
    addDownload(table.parentElement, table, index + 1);
    makeSortable(table);
  });
})();
