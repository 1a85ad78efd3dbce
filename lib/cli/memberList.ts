import { z } from "zod";
import { MEMBERS, USUAL_MEMBERS } from "../trident/index.ts";

const NAMES = Object.keys(MEMBERS) as readonly (keyof typeof MEMBERS)[];
const A_LIST = `give a list of ${NAMES.join(", ")}, each once`;

/** `xgb,lgb,cat,mlp`: members of Trident by their short names. */
export const memberList = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(z.enum(NAMES, A_LIST)).refine((names) => new Set(names).size === names.length, A_LIST));

/** The members that are trained unless others are named. */
export const USUAL_LIST = NAMES.filter((name) => USUAL_MEMBERS.some((member) => member === MEMBERS[name])).join(",");
