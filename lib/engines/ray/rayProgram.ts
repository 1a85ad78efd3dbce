import type { HostProgram } from "../hostProgram.ts";
import { pythonProgram } from "../python.ts";

/** A cluster of Ray, as who joins it needs it. */
export interface RayAddress {
  /** HOST:PORT of the head. */
  readonly address: string;
  /** Where its token lies; by default as the environment says, or where Ray itself looks for one. */
  readonly tokenPath?: string | undefined;
}

/** What each worker is given. */
export interface RayShare {
  readonly cpus: number;
  /** A share of one GPU, or whole ones. */
  readonly gpus: number;
}

/** Settings of the environment by which Ray asks for a token, and sends nothing home. */
export function rayEnvironment(tokenPath: string | undefined): Readonly<Record<string, string | undefined>> {
  return {
    RAY_AUTH_MODE: tokenPath === undefined ? (process.env.RAY_AUTH_MODE ?? "token") : "token",
    ...(tokenPath === undefined ? {} : { RAY_AUTH_TOKEN: undefined, RAY_AUTH_TOKEN_PATH: tokenPath }),
    RAY_USAGE_STATS_ENABLED: "0",
  };
}

/** The engine host whose calls a worker of a Ray cluster answers, anywhere in it. */
export function rayProgram(
  { address, tokenPath }: RayAddress,
  { cpus, gpus }: RayShare,
  python?: string | undefined,
): HostProgram {
  const here = pythonProgram(python);
  return {
    ...here,
    args: ["-P", "-u", "-m", "trident_host.ray", address, "--cpus", String(cpus), "--gpus", String(gpus)],
    env: { ...here.env, ...rayEnvironment(tokenPath) },
    remedy: "Install Ray with `npm run setup -- --ray`, or leave --ray out.",
  };
}
