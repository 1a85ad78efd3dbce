// `npm run rooms`: draws the rooms of lib, .github/rooms.svg.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../base/project.mjs";
import { drawRooms } from "./architecture/drawRooms.ts";
import { readSources } from "./architecture/imports.ts";

writeFileSync(join(root, ".github", "rooms.svg"), drawRooms(readSources()));
