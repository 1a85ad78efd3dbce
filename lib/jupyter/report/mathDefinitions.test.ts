import { expect, test } from "vitest";
import { lastingDefinitions } from "./mathDefinitions.ts";

test.each([
  [String.raw`\newcommand{\R}{\mathbb{R}}`, String.raw`\gdef\R{\mathbb{R}}`],
  [String.raw`\renewcommand\f[2]{#1^{#2}} + \f{a}{b}`, String.raw`\gdef\f#1#2{#1^{#2}} + \f{a}{b}`],
  [String.raw`\def\f#1{#1} \let\g=\f`, String.raw`\gdef\f#1{#1} \global\let\g=\f`],
  [String.raw`\DeclareMathOperator*{\argmax}{arg\,{max}} x`, String.raw`\gdef\argmax{\operatorname*{arg\,{max}}} x`],
  [String.raw`\DeclareMathOperator{\sign}{sign`, String.raw`\gdef\sign{\operatorname{sign}`],
  [String.raw`\left( \default \letter x \right)`, String.raw`\left( \default \letter x \right)`],
])("%s becomes %s", (source, lasting) => {
  expect(lastingDefinitions(source)).toBe(lasting);
});
