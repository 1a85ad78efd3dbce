import { expect, test } from "vitest";
import { parseCell } from "../parseCell.ts";
import { changesMath } from "./changesMath.ts";

test.each([
  ["Math.random = () => 4;", true],
  ["Math['random'] = () => 4;", true],
  ["Object.assign(Math, { random: () => 4 });", true],
  ["const m = Math; m.random = () => 4;", true],
  ["globalThis.Math.random ??= () => 4;", true],
  ["// Math is not changed\nconst a = Math.max(1, 2) + Math.PI; Math.random() === 2;", false],
  ["const f = Math.sqrt; 'Math = 1'; let g: typeof Math;", false],
])("%s", (code, changes) => expect(changesMath(parseCell(code).file)).toBe(changes));
