import { test } from "vitest";
import { checkPrograms } from "./test/programs.ts";

test("200 programs that are cut into cells give what they give as scripts", () => checkPrograms(200));
