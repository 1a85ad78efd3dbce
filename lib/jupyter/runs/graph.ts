import { RunError } from "./errors.ts";

/** A notebook as a step of a run: what it needs and makes, by the names or paths of artefacts. */
export interface Step {
  readonly name: string;
  readonly needs: readonly string[];
  readonly makes: readonly string[];
}

/**
 * Orders steps so that each comes after those that make what it needs; steps that do not need each other keep the order
 * in which they were given.
 *
 * @param exists whether an artefact that no step makes is there already.
 * @returns each step with the places, in the returned list, of the steps that it waits for.
 * @throws RunError for an artefact that two steps make, one that no step makes and that is not there, and a cycle.
 */
export function orderSteps<S extends Step>(
  steps: readonly S[],
  exists: (artefact: string) => boolean,
): readonly { readonly step: S; readonly after: readonly number[] }[] {
  const makers = new Map<string, S>();
  for (const step of steps) {
    for (const artefact of new Set(step.makes.map(tidy))) {
      const other = makers.get(artefact);
      if (other) throw new RunError(`${other.name} and ${step.name} both make '${artefact}'`, { remedy: DECLARED });
      makers.set(artefact, step);
    }
  }
  const waitsFor = new Map<S, readonly S[]>();
  for (const step of steps) {
    const before = step.needs.map((need) => {
      const maker = makers.get(tidy(need));
      if (maker || exists(need)) return maker;
      throw new RunError(`${step.name} needs '${need}', which is not there and which none of the notebooks makes`, {
        remedy: "Run the notebook that makes it as well, or bring the file",
      });
    });
    waitsFor.set(step, [...new Set(before.filter((maker) => maker !== undefined))]);
  }
  const ordered: S[] = [];
  while (ordered.length < steps.length) {
    const next = steps.find(
      (step) => !ordered.includes(step) && waitsFor.get(step)!.every((other) => ordered.includes(other)),
    );
    if (!next) throw cycleOf(steps.find((step) => !ordered.includes(step))!, waitsFor, ordered);
    ordered.push(next);
  }
  return ordered.map((step) => ({ step, after: waitsFor.get(step)!.map((other) => ordered.indexOf(other)) }));
}

const DECLARED = "Notebooks declare this under metadata.trident, as needs and makes";

/** One way to write a path, so that `./a/b` and `a/b` are the same artefact. */
function tidy(artefact: string): string {
  return artefact
    .replaceAll("\\", "/")
    .replace(/\/{2,}/g, "/")
    .replace(/(^|\/)(\.\/)+/g, "$1")
    .replace(/(.)\/$/, "$1");
}

/** Follows what steps wait for until one comes twice; there is no other way out of a step that cannot be ordered. */
function cycleOf<S extends Step>(start: S, waitsFor: ReadonlyMap<S, readonly S[]>, ordered: readonly S[]): RunError {
  const path = [start];
  for (;;) {
    const next = waitsFor.get(path.at(-1)!)!.find((other) => !ordered.includes(other))!;
    const first = path.indexOf(next);
    path.push(next);
    if (first < 0) continue;
    const names = path.slice(first).map(({ name }) => name);
    if (names.length === 2) return new RunError(`${names[0]} needs what it makes itself`, { remedy: DECLARED });
    return new RunError(`Notebooks need each other in a circle: ${names.join(" needs ")}`, { remedy: DECLARED });
  }
}
