import type { Json } from "trident-base";
import { literalValue } from "./literal.ts";

/** A TypeScript type, as far as values from JSON can be of it. */
export type JsonType =
  /** Not understood: taken to fit. */
  | { readonly kind: "unknown" }
  | { readonly kind: "literal"; readonly value: Json }
  /** A predicate of plain values. */
  | { readonly kind: "plain"; readonly fits: (value: Json) => boolean }
  | { readonly kind: "union"; readonly parts: readonly JsonType[] }
  | { readonly kind: "list"; readonly item: JsonType }
  | { readonly kind: "tuple"; readonly items: readonly Item[] }
  /** `others` is the type of members without a name of their own; undefined where there are none. */
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Member>; readonly others: JsonType | undefined };

/** A member of an object. */
export interface Member {
  readonly type: JsonType;
  readonly isOptional: boolean;
}

/** A place of a tuple. */
export interface Item extends Member {
  readonly isRest: boolean;
}

const UNKNOWN: JsonType = { kind: "unknown" };
const plain = (fits: (value: Json) => boolean): JsonType => ({ kind: "plain", fits });

const NAMED: Readonly<Record<string, JsonType>> = {
  string: plain((value) => typeof value === "string"),
  number: plain((value) => typeof value === "number"),
  boolean: plain((value) => typeof value === "boolean"),
  // Python's.
  integer: plain((value) => Number.isInteger(value)),
  null: plain((value) => value === null),
  any: plain(() => true),
  unknown: plain(() => true),
  object: plain((value) => typeof value === "object" && value !== null),
  ...Object.fromEntries(
    ["undefined", "void", "never", "bigint", "symbol", "Date", "RegExp", "Map", "Set", "Function"].map((name) => [
      name,
      plain(() => false),
    ]),
  ),
};

/** How deep types may be nested. */
const DEEPEST = 50;

/**
 * Reads a type as TypeScript writes it: plain types, literals, lists, tuples, objects, records, unions and
 * intersections of them, and Python's `integer`.
 *
 * @returns undefined for text that is no such type; the names of other types become `unknown` parts.
 */
export function readJsonType(text: string): JsonType | undefined {
  try {
    const reader = new TypeReader(text);
    const type = reader.union(0);
    return reader.isAtEnd ? type : undefined;
  } catch (error) {
    if (error === NOT_UNDERSTOOD) return undefined;
    throw error;
  }
}

const NOT_UNDERSTOOD = new Error("This type is not understood");
const TOKEN =
  /\s*(?:("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$\\]*`|-?\s*(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)|([\p{ID_Start}$_][\p{ID_Continue}$.]*)|(\.\.\.|=>|\S))/iuy;

interface Token {
  readonly kind: "literal" | "name" | "sign";
  readonly text: string;
}

/** Reads types from their text, the loosest operator first. */
class TypeReader {
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
      const [, literal, name, sign] = match;
      this.#tokens.push(
        literal !== undefined
          ? { kind: "literal", text: literal }
          : name !== undefined
            ? { kind: "name", text: name }
            : { kind: "sign", text: sign! },
      );
    }
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  union(depth: number): JsonType {
    if (depth > DEEPEST) throw NOT_UNDERSTOOD;
    this.#take("|");
    const parts = [this.#intersection(depth + 1)];
    while (this.#take("|")) parts.push(this.#intersection(depth + 1));
    return parts.length === 1 ? parts[0]! : { kind: "union", parts };
  }

  #intersection(depth: number): JsonType {
    let type = this.#postfix(depth);
    while (this.#take("&")) type = both(type, this.#postfix(depth));
    return type;
  }

  #postfix(depth: number): JsonType {
    while (this.#take("readonly"));
    let type = this.#primary(depth);
    while (this.#take("[")) {
      this.#expect("]");
      type = { kind: "list", item: type };
    }
    return type;
  }

  #primary(depth: number): JsonType {
    if (this.#take("(")) {
      const type = this.union(depth);
      this.#expect(")");
      return type;
    }
    if (this.#take("[")) return { kind: "tuple", items: this.#items(depth) };
    if (this.#take("{")) return this.#object(depth);
    const { kind, text } = this.#next();
    if (kind === "sign") throw NOT_UNDERSTOOD;
    if (kind === "literal" || text === "true" || text === "false") {
      const value = literalValue(text.replace(/^-\s+/, "-"));
      return value === undefined ? UNKNOWN : { kind: "literal", value };
    }
    if (!this.#take("<")) return NAMED[text] ?? UNKNOWN;
    const given = [this.union(depth)];
    while (this.#take(",")) given.push(this.union(depth));
    this.#expect(">");
    return generic(text, given);
  }

  #items(depth: number): Item[] {
    const items: Item[] = [];
    while (!this.#take("]")) {
      const isRest = this.#take("...");
      const [name, mark] = this.#tokens.slice(this.#at, this.#at + 2);
      const third = this.#tokens[this.#at + 2]?.text;
      const isLabelled = name?.kind === "name" && (mark?.text === ":" || (mark?.text === "?" && third === ":"));
      if (isLabelled) this.#at++;
      let isOptional = isLabelled && this.#take("?");
      if (isLabelled) this.#expect(":");
      const type = this.union(depth);
      isOptional = this.#take("?") || isOptional;
      if (isRest && type.kind !== "list") throw NOT_UNDERSTOOD;
      items.push({ type: isRest && type.kind === "list" ? type.item : type, isOptional, isRest });
      if (!this.#take(",")) {
        this.#expect("]");
        break;
      }
    }
    // What follows a rest would have to be counted from the end.
    if (items.slice(0, -1).some(({ isRest }) => isRest)) throw NOT_UNDERSTOOD;
    return items;
  }

  #object(depth: number): JsonType {
    const members = new Map<string, Member>();
    let others: JsonType | undefined;
    while (!this.#take("}")) {
      if (this.#tokens[this.#at + 1]?.text !== ":" && this.#tokens[this.#at + 1]?.text !== "?") this.#take("readonly");
      if (this.#take("[")) {
        this.#next();
        this.#expect(":");
        if (!/^(string|number)$/.test(this.#next().text)) throw NOT_UNDERSTOOD;
        this.#expect("]");
        this.#expect(":");
        others = this.union(depth);
      } else {
        const { kind, text } = this.#next();
        const name = kind === "name" ? text : String(literalValue(text) ?? text);
        if (kind === "sign") throw NOT_UNDERSTOOD;
        const isOptional = this.#take("?");
        this.#expect(":");
        members.set(name, { type: this.union(depth), isOptional });
      }
      // A line's end, which is not seen here, separates members too.
      if (!this.#take(";")) this.#take(",");
    }
    // `{}` is anything but null.
    if (members.size === 0 && others === undefined) return plain((value) => value !== null);
    return { kind: "object", members, others };
  }

  #take(text: string): boolean {
    if (this.#tokens[this.#at]?.text !== text) return false;
    this.#at++;
    return true;
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw NOT_UNDERSTOOD;
    return token;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw NOT_UNDERSTOOD;
  }
}

function generic(name: string, given: readonly JsonType[]): JsonType {
  const [first = UNKNOWN, second = UNKNOWN] = given;
  if (name === "Array" || name === "ReadonlyArray") return { kind: "list", item: first };
  if (name === "Readonly") return first;
  if (name === "Record") return recordOf(first, second);
  if ((name === "Partial" || name === "Required") && first.kind === "object") {
    const isOptional = name === "Partial";
    const members = [...first.members].map(([key, member]) => [key, { ...member, isOptional }] as const);
    return { ...first, members: new Map(members) };
  }
  return /^(Map|Set|WeakMap|WeakSet|Promise)$/.test(name) ? plain(() => false) : UNKNOWN;
}

function recordOf(key: JsonType, type: JsonType): JsonType {
  const keys = key.kind === "union" ? key.parts : [key];
  if (keys.some((each) => each === NAMED.string || each === NAMED.number)) {
    return { kind: "object", members: new Map(), others: type };
  }
  const literals = keys.flatMap((each) => (each.kind === "literal" ? [String(each.value)] : []));
  if (literals.length < keys.length) return UNKNOWN;
  return {
    kind: "object",
    members: new Map(literals.map((name) => [name, { type, isOptional: false }])),
    others: undefined,
  };
}

/** Objects together have the members of both. */
function both(a: JsonType, b: JsonType): JsonType {
  if (a.kind !== "object" || b.kind !== "object") return UNKNOWN;
  const members = new Map(a.members);
  for (const [name, member] of b.members) {
    if (members.has(name)) return UNKNOWN;
    members.set(name, member);
  }
  return { kind: "object", members, others: a.others ?? b.others };
}
