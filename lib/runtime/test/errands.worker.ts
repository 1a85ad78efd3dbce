import { TridentError } from "trident-base";
import { serveTasks } from "../pool.ts";

class ErrandError extends TridentError {}

/** What the pool's tests ask of a thread. */
export type Errand =
  | { readonly do: "square"; readonly of: number }
  | { readonly do: "add"; readonly to: Int32Array<SharedArrayBuffer> }
  | { readonly do: "fail" }
  | { readonly do: "throw text" }
  | { readonly do: "leave" };

serveTasks<Errand>(async (errand) => {
  switch (errand.do) {
    case "square":
      return errand.of * errand.of;
    case "add":
      return Atomics.add(errand.to, 0, 1);
    case "fail":
      throw new ErrandError("the shop was closed", { where: ["AAPL", "2024-03-08"], remedy: "Come back tomorrow." });
    case "throw text":
      throw "a sentence";
    case "leave":
      return process.exit(3);
  }
});
