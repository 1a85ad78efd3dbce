import { escapeHtml, formatBytes, formatSeconds, formatTime, formatValue } from "trident-base";
import type { RunRecord } from "../runs/record.ts";
import type { RenderedNotebook } from "./renderNotebook.ts";
import type { RunParameter, RunParameters } from "./runParameters.ts";

/** What the provenance of a page is made of. */
export interface ProvenanceContent {
  readonly record?: RunRecord;
  readonly notebooks: readonly RenderedNotebook[];
  readonly parameters: RunParameters;
  /** Bytes of the packed figure library; 0 without figures. */
  readonly libraryBytes: number;
}

/** Where a run's numbers come from, and what each notebook adds to the page. */
export function renderProvenance({ record, notebooks, parameters, libraryBytes }: ProvenanceContent): string {
  const groups = record
    ? [...aboutRun(record, parameters), aboutData(record), aboutPackages(record)]
    : ["<p>This run left no record (<code>run.json</code>) of where its numbers come from.</p>"];
  return `<section class="provenance" id="provenance" aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
${groups.join("\n")}
${aboutNotebooks(record, notebooks, libraryBytes)}
</section>`;
}

function aboutRun(record: RunRecord, { shared, own }: RunParameters): string[] {
  const { commit, machine, gpu, trials, holdoutOpened } = record.provenance;
  const unknown = "not recorded";
  return [
    `<div class="groups">${group("Run", [
      ["status", record.status],
      ["started", formatTime(record.started)],
      ["ended", record.ended === null ? "–" : formatTime(record.ended)],
      ["took", record.seconds === null ? "–" : formatSeconds(record.seconds)],
      ["profile", parameterText(shared.get("profile"))],
      ["seed", parameterText(shared.get("seed"))],
      ...[...shared]
        .filter(([name]) => name !== "profile" && name !== "seed")
        .map(([name, parameter]) => [name, parameterText(parameter)] as const),
      ...[...own].flatMap(([notebook, parameters]) =>
        [...parameters].map(([name, parameter]) => [`${notebook}: ${name}`, parameterText(parameter)] as const),
      ),
    ])}
${group("Code and search", [
  ["commit", commit ? `${commit.id}${commit.dirty ? ", with changes that are in no commit" : ""}` : unknown],
  ["trials made", trials === null ? unknown : formatValue(trials)],
  [
    "holdout opened",
    holdoutOpened === null ? unknown : `${formatValue(holdoutOpened)} ${holdoutOpened === 1 ? "time" : "times"}`,
  ],
])}
${group("Machine", [
  ["system", machine.system ?? unknown],
  ["processor", machine.cpu ?? unknown],
  ["cores", machine.cores === undefined ? unknown : String(machine.cores)],
  ["memory", machine.memory === undefined ? unknown : formatBytes(machine.memory)],
  ["GPU", gpu ?? "none"],
])}</div>`,
  ];
}

function parameterText(parameter: RunParameter | undefined): string {
  if (parameter === undefined) return "–";
  const { value, isDefault } = parameter;
  // A seed is a name, not a quantity: no thousands are set apart.
  const text = typeof value === "number" ? String(value) : formatValue(value);
  return isDefault ? `${text} (default)` : text;
}

function aboutData({ provenance: { data } }: RunRecord): string {
  if (data.length === 0) return "<h3>Data</h3><p>No notebook has said what data it read.</p>";
  const rows = data.map(({ name, path, bytes, sha256, rows, notes = [] }) => {
    const more = [path === name ? undefined : path, sha256 && `sha256 ${sha256}`].filter((line) => line !== undefined);
    const under = more.map((line) => ` <span class="under">${escapeHtml(line)}</span>`).join("");
    return `<tr><th scope="row">${escapeHtml(name)}${under}</th><td data-n>${rows === undefined ? "–" : formatValue(rows)}</td><td data-n>${bytes === undefined ? "–" : formatBytes(bytes)}</td><td class="detail">${escapeHtml(notes.join("; ")) || "nothing is known"}</td></tr>`;
  });
  return `<h3>Data</h3>
<div class="table" tabindex="0" role="region" aria-label="Data"><table>
<thead><tr><th scope="col">Source</th><th scope="col" data-n>Rows</th><th scope="col" data-n>Size</th><th scope="col">Known bias</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function aboutPackages({ provenance: { packages, python } }: RunRecord): string {
  return [
    ["Packages", packages],
    ["Python packages", python],
  ]
    .map(([title, versions]) => {
      const entries = Object.entries(versions as Readonly<Record<string, string>>);
      const items = entries.map(
        ([name, version]) => `<li>${escapeHtml(name)} <span>${escapeHtml(version)}</span></li>`,
      );
      return entries.length === 0
        ? ""
        : `<details><summary>${title} (${entries.length})</summary><ul class="packages">${items.join("")}</ul></details>`;
    })
    .join("\n");
}

function aboutNotebooks(
  record: RunRecord | undefined,
  notebooks: readonly RenderedNotebook[],
  libraryBytes: number,
): string {
  const recorded = new Map((record?.notebooks ?? []).map((each) => [each.out.replace(/\.ipynb$/, ""), each]));
  const rows = notebooks.map(({ id, name, html, seconds, failures }) => {
    const known = recorded.get(name);
    const status = known
      ? `${known.status}${known.skipped ? ", unchanged since an earlier run" : ""}`
      : failures.length > 0
        ? "failed"
        : "–";
    const took = known?.seconds ?? seconds;
    const memory = known?.peakMemory ?? null;
    return `<tr><th scope="row"><a href="#${id}">${escapeHtml(name)}</a></th><td>${escapeHtml(status)}</td><td data-n>${took === undefined ? "–" : formatSeconds(took)}</td><td data-n>${memory === null ? "–" : formatBytes(memory)}</td><td data-n>${formatBytes(Buffer.byteLength(html))}</td></tr>`;
  });
  const names = new Set(notebooks.map(({ name }) => name));
  for (const [name, { status }] of recorded) {
    if (names.has(name)) continue;
    const what = status === "skipped" || status === "pending" ? "not run" : `${status}; its file is not there`;
    rows.push(
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${what}</td><td data-n>–</td><td data-n>–</td><td data-n>–</td></tr>`,
    );
  }
  const library =
    libraryBytes > 0 ? `<p>The library that draws the figures adds ${formatBytes(libraryBytes)}, once.</p>` : "";
  return `<h3>Notebooks</h3>
<div class="table" tabindex="0" role="region" aria-label="Notebooks"><table>
<thead><tr><th scope="col">Notebook</th><th scope="col">Status</th><th scope="col" data-n>Took</th><th scope="col" data-n>Peak memory</th><th scope="col" data-n>On this page</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>
${library}`;
}

function group(title: string, facts: readonly (readonly [string, string])[]): string {
  const items = facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<div class="group"><h3>${title}</h3><dl>${items.join("")}</dl></div>`;
}
