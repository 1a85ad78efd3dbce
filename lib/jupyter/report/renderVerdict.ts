import type { Verdict, VerdictStatus } from "trident-base";
import { escapeHtml, formatValue } from "trident-base";

const STATUSES: { readonly [status in VerdictStatus]: { readonly name: string; readonly sign: string } } = {
  pass: { name: "pass", sign: "✓" },
  fail: { name: "fail", sign: "✕" },
  "not enough data": { name: "lacks-data", sign: "?" },
};

/** The verdict of a run: its lines with value, threshold and interval. */
export function renderVerdict({ title, status, lines }: Verdict): string {
  const rows = lines.map(
    (
      line,
    ) => `<tr><th scope="row">${escapeHtml(line.title)}${line.detail === "" ? "" : `<span class="detail">${escapeHtml(line.detail)}</span>`}</th><td>${chip(line.status)}</td>
<td data-n>${escapeHtml(formatValue(line.value))}</td><td data-n class="threshold">${escapeHtml(line.threshold ?? "–")}</td><td data-n>${line.interval ? escapeHtml(line.interval.map(formatValue).join(" to ")) : "–"}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ""
      : `<div class="table" tabindex="0" role="region" aria-label="Verdict, line by line"><table>
<thead><tr><th scope="col">Question</th><th scope="col">Verdict</th><th scope="col" data-n>Found</th><th scope="col" data-n>Required</th><th scope="col" data-n>Interval</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
  return `<section class="verdict ${STATUSES[status].name}" id="verdict" aria-labelledby="verdict-title">
<h2 id="verdict-title">${escapeHtml(title)} ${chip(status)}</h2>
<p>${count(lines.map((line) => line.status))}</p>
${table}</section>`;
}

/** How many lines passed, failed, and lack data, as a sentence. */
function count(statuses: readonly VerdictStatus[]): string {
  const of = (status: VerdictStatus) => statuses.filter((each) => each === status).length;
  const [passed, failed, lacking] = [of("pass"), of("fail"), of("not enough data")];
  return `Of ${statuses.length} ${statuses.length === 1 ? "question" : "questions"} ${passed} passed, ${failed} failed, ${lacking} ${lacking === 1 ? "lacks" : "lack"} the data to tell.`;
}

function chip(status: VerdictStatus): string {
  const { name, sign } = STATUSES[status];
  return `<span class="chip ${name}"><span aria-hidden="true">${sign}</span> ${status}</span>`;
}
