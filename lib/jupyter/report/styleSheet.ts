/** Gives what the style sheets of a piece of HTML say of an element, as declarations. Called for each in its order. */
export type StyleSheet = (tag: string, attributes: Readonly<Record<string, string>>) => string;

interface Rule {
  /** What the element itself, and what elements around it, must be. */
  readonly target: Compound;
  readonly around: readonly Compound[];
  readonly weight: number;
  readonly declarations: string;
}

interface Compound {
  readonly tag: string;
  readonly id: string | undefined;
  readonly classes: readonly string[];
}

const NONE: StyleSheet = () => "";
const COMPOUND = /^([a-z][a-z\d]*|\*)?((?:[#.][\w-]+)*)$/i;
const SECTIONS = new Set(["thead", "tbody", "tfoot"]);

/**
 * Reads the style sheets of HTML, for outputs whose colours lie there, as those of pandas' styled tables do. Selectors
 * of tags, classes and ids are known, of the element and of the table, its section and its row; others are left out.
 *
 * @param safe gives what is kept of a rule's declarations; a rule of which nothing is kept costs no time.
 */
export function styleSheetOf(html: string, safe: (declarations: string) => string): StyleSheet {
  const sheets = [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style/gi)].map(([, css]) => css!);
  const rules = rulesOf(sheets.join("\n"), safe);
  if (rules.length === 0) return NONE;
  const byName = Map.groupBy(rules, ({ target }) => keyOf(target));
  let table: Compound | undefined;
  let section: Compound | undefined;
  let row: Compound | undefined;
  return (tag, { id, class: classText = "" }) => {
    const element = { tag, id, classes: classText.split(/\s+/) };
    if (tag === "table") [table, section, row] = [element, undefined, undefined];
    else if (SECTIONS.has(tag)) [section, row] = [element, undefined];
    else if (tag === "tr") row = element;
    const outside = [table, section, row].filter((each) => each !== undefined && each !== element) as Compound[];
    const names = [tag, "*", `#${id}`, ...element.classes.map((name) => `.${name}`)];
    return names
      .flatMap((name) => byName.get(name) ?? [])
      .filter(({ target, around }) => fits(element, target) && around.every((a) => outside.some((o) => fits(o, a))))
      .toSorted((a, b) => a.weight - b.weight)
      .map(({ declarations }) => declarations)
      .join(";");
  };
}

function rulesOf(css: string, safe: (declarations: string) => string): readonly Rule[] {
  const plain = css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/<!--|-->/g, "")
    .replace(/@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})/g, "");
  const blocks = [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  return blocks.flatMap(([, selectors, given], place) => {
    const declarations = safe(given!);
    return declarations === ""
      ? []
      : selectors!.split(",").flatMap((selector) => ruleOf(selector, declarations, place) ?? []);
  });
}

function ruleOf(selector: string, declarations: string, place: number): Rule | undefined {
  const parts = selector.replaceAll(">", " ").trim().split(/\s+/).map(compoundOf);
  if (parts.includes(undefined)) return undefined;
  const known = parts as Compound[];
  const count = (of: (part: Compound) => number) => known.reduce((sum, part) => sum + of(part), 0);
  const specificity =
    count(({ id }) => (id === undefined ? 0 : 1e4)) +
    count(({ classes }) => classes.length * 100) +
    count(({ tag }) => (tag === "*" ? 0 : 1));
  return { target: known.at(-1)!, around: known.slice(0, -1), weight: specificity * 1e6 + place, declarations };
}

function compoundOf(text: string): Compound | undefined {
  const [whole, tag = "*", names = ""] = COMPOUND.exec(text) ?? [];
  if (whole === undefined || whole === "") return undefined;
  const found = names.match(/[#.][\w-]+/g) ?? [];
  const id = found.find((name) => name.startsWith("#"))?.slice(1);
  return {
    tag: tag.toLowerCase(),
    id,
    classes: found.flatMap((name) => (name.startsWith(".") ? [name.slice(1)] : [])),
  };
}

/** The rarest name of a compound, by which its rule is found. */
function keyOf({ tag, id, classes }: Compound): string {
  return id !== undefined ? `#${id}` : classes.length > 0 ? `.${classes[0]}` : tag;
}

function fits(element: Compound, wanted: Compound): boolean {
  return (
    (wanted.tag === "*" || wanted.tag === element.tag) &&
    (wanted.id === undefined || wanted.id === element.id) &&
    wanted.classes.every((name) => element.classes.includes(name))
  );
}
