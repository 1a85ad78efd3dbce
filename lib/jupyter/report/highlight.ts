import core from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import yaml from "highlight.js/lib/languages/yaml";
import { escapeHtml } from "trident-base";

const highlighter = core.newInstance();
for (const [name, language] of Object.entries({ bash, javascript, json, python, sql, typescript, yaml })) {
  highlighter.registerLanguage(name, language);
}

/** Source as HTML with its words marked by kind; only escaped where the language is not known. */
export function highlight(source: string, language: string): string {
  const name = language.trim().toLowerCase();
  if (!highlighter.getLanguage(name)) return escapeHtml(source);
  return highlighter.highlight(source, { language: name, ignoreIllegals: true }).value;
}
