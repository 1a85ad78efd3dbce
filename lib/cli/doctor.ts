import type { Program } from "./program.ts";
export function registerDoctor(program: Program): void {
  program.add(
    "doctor",
    "Say what works on this machine, on which device, and what to do about the rest.",
    async () => ({
      json: { ok: true, checks: [] },
      text: "ok",
    }),
  );
}
