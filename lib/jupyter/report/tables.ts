const NUMBER =
  /^[\s\u00a0]*[-+−]?[$€£]?(?:\d[\d.,\s]*|\.\d+)(?:e[+-]?\d+)?[\s\u00a0]*(?:%|x|s|ms|bp)?[\s\u00a0]*$|^\s*(?:NaN|null|—|–)?\s*$/i;

/** Characters of a row's name that leave a phone no room for what it names. */
const LONG = 20;

/**
 * Puts every table of sanitised HTML in a box of its own that scrolls sideways, and marks the columns that hold only
 * numbers, so that they and their heads can be set flush right, and long names of rows, which may wrap where it is narrow.
 */
export function dressTables(html: string): string {
  return html.replace(/<table\b[^>]*>(?:(?!<table\b)[\s\S])*?<\/table>/g, (table) => {
    const rows = [...table.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => cellsOf(row!));
    const numeric = numericColumns(rows);
    let r = 0;
    const marked = table.replace(/<tr\b[^>]*>[\s\S]*?<\/tr>/g, (row) => {
      const [name] = rows[r++]!;
      let column = 0;
      return row.replace(/<(td|th)\b([^>]*)>/g, (cell, tag, attributes) => {
        const isName = column === 0 && name?.head === true && name.text.length > LONG;
        return numeric.has(column++)
          ? `<${tag}${attributes} data-n>`
          : isName
            ? `<${tag}${attributes} data-long>`
            : cell;
      });
    });
    return `<div class="table" tabindex="0" role="region" aria-label="Table" style="--columns:${Math.max(1, widthOf(rows))}">${marked}</div>`;
  });
}

interface TableCell {
  readonly head: boolean;
  readonly text: string;
}

function cellsOf(row: string): TableCell[] {
  return [...row.matchAll(/<(td|th)\b[^>]*>([\s\S]*?)<\/\1>/g)].map(([, tag, content]) => ({
    head: tag === "th",
    text: content!.replace(/<[^>]*>/g, "").replaceAll("&nbsp;", " "),
  }));
}

function numericColumns(rows: readonly (readonly TableCell[])[]): Set<number> {
  const numeric = new Set<number>();
  const width = widthOf(rows);
  for (let column = 0; column < width; column++) {
    const texts = rows.map((row) => row[column]).filter((cell) => cell !== undefined && !cell.head);
    const filled = texts.some((cell) => /\d/.test(cell!.text));
    if (filled && texts.every((cell) => NUMBER.test(cell!.text))) numeric.add(column);
  }
  return numeric;
}

function widthOf(rows: readonly (readonly TableCell[])[]): number {
  return rows.reduce((most, row) => Math.max(most, row.length), 0);
}
