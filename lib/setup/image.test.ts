import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../base/project.mjs";
import { pinnedPackages } from "./python.mjs";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Instructions of the Dockerfile, comments left out and continued lines joined. */
const instructions = read("Dockerfile.gpu")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .join("\n")
  .replace(/\\\n\s*/g, " ")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => ({ word: line.split(" ", 1)[0]!, rest: line.slice(line.indexOf(" ") + 1).trim() }));
const of = (word: string): readonly string[] =>
  instructions.filter((each) => each.word === word).map(({ rest }) => rest);
const last = (word: string): string | undefined => of(word).at(-1);

interface CondaEnvironment {
  readonly name: string;
  readonly dependencies: readonly (string | { readonly pip: readonly string[] })[];
}
const environment = parse(read("environment.yml")) as CondaEnvironment;
const lock = JSON.parse(read("package-lock.json")) as {
  packages: Record<string, { version: string; optionalDependencies?: Record<string, string> }>;
};

test("conda and set-up read the same packages, and a build for a GPU is another of the same version", () => {
  const pip = environment.dependencies.find((each) => typeof each === "object")!.pip;
  expect(pinnedPackages(join(root, "environment.yml"))).toEqual(pip);
  const gpu = pinnedPackages(join(root, "environment.yml"), "gpu");
  const replaced = pip.map((line, i) => [line, gpu[i]!] as const).filter(([cpu, other]) => cpu !== other);
  expect(replaced.length).toBeGreaterThan(0);
  for (const [cpu, other] of replaced) expect(cpu.replace("-cpu", "")).toBe(other);
  expect(environment.name).toBe("trident-lab");
});

test("every list takes the same Pythons, and a Node as new as the lock's", () => {
  const [low, high] = /- python>=3\.(\d+),<3\.(\d+)/.exec(read("environment.yml"))!.slice(1).map(Number) as [
    number,
    number,
  ];
  const minors = /const MINORS = \[(.*)\];/.exec(read("lib/setup/python.mjs"))![1]!.split(", ").map(Number);
  expect(minors.sort()).toEqual(Array.from({ length: high - low }, (_, i) => low + i));
  const node = Number(/- nodejs>=(\d+)/.exec(read("environment.yml"))![1]);
  const locked = Object.entries(lock.packages[""]!.optionalDependencies!).filter(([name]) => /^node-/.test(name));
  for (const [, version] of locked) expect(Number.parseInt(version, 10)).toBe(node);
  expect(last("ARG")).toBe("COMMIT=unknown");
  expect(of("ARG").find((each) => each.startsWith("NODE="))).toMatch(new RegExp(`^NODE=${node}\\.`));
});

test("all that the image brings is pinned, TensorFlow.js as in the lock", () => {
  const args = new Map(of("ARG").map((each) => each.split("=") as [string, string]));
  expect(args.get("BASE")).toMatch(/^docker\.io\/nvidia\/cuda:12\.\d+\.\d+-cudnn-runtime-ubuntu24\.04$/);
  for (const name of ["NODE", "TENSORFLOW"]) expect(args.get(name)).toMatch(/^\d+\.\d+\.\d+$/);
  const tfjs = Object.entries(lock.packages).filter(([path]) => /@tensorflow\/tfjs(-node)?$/.test(path));
  expect([...new Set(tfjs.map(([, { version }]) => version))]).toEqual([args.get("TFJS")]);
  const installs = of("RUN").flatMap((run) => run.match(/(?:pip install|npm-cli\.js install) .*?(?= &&|$)/g) ?? []);
  expect(installs).toHaveLength(3);
  for (const install of installs) expect(install.trim()).toMatch(/ \S+(?:==|@)\$\{\w+\}$/);
  for (const base of of("FROM")) expect(base).toMatch(/^(?:\$\{BASE\}|system|tools|project) AS \w+$/);
});

test("it runs as a user that is not root, is asked for its health, and says what it was built of", () => {
  expect(last("USER")).toBe("trident");
  expect(last("HEALTHCHECK")).toContain("container.mjs");
  expect(last("ENTRYPOINT")).toMatch(/^\["node", .*container\.mjs"\]$/);
  expect(last("LABEL")).toMatch(/org\.opencontainers\.image\.revision="\$\{COMMIT\}"/);
  expect(last("VOLUME")).toBe('["/data"]');
});

test("programs of the packages are there before npm links them", () => {
  const installed = instructions.findIndex(({ rest }) => rest.includes("setup.mjs --packages-only"));
  const copied = instructions.slice(0, installed).filter(({ word }) => word === "COPY");
  for (const folder of ["lib", "lib/base", "lib/jupyter"]) {
    const { bin = {} } = JSON.parse(read(`${folder}/package.json`)) as { bin?: Record<string, string> };
    for (const program of Object.values(bin)) {
      expect(copied.some(({ rest }) => rest.includes(` ${folder}/${program} `))).toBe(true);
    }
  }
});

test("what only tests need is a stage that the image does not stand on, so the image is the last one", () => {
  const stages = of("FROM").map((each) => each.split(" AS ") as [string, string]);
  expect(stages.at(-1)![1]).toBe("image");
  expect(stages.filter(([below]) => below === "test")).toEqual([]);
  const start = instructions.findIndex(({ word, rest }) => word === "FROM" && rest.endsWith(" AS test"));
  const length = instructions.slice(start + 1).findIndex(({ word }) => word === "FROM");
  const stage = instructions.slice(start, start + 1 + length);
  const others = instructions.filter((each) => !stage.includes(each));
  expect(stage.map(({ rest }) => rest).join("\n")).toMatch(/setup\.mjs --peers --neural.*\["npm", "test", "--"\]/s);
  expect(others.filter(({ rest }) => /--peers|--from=test/.test(rest))).toEqual([]);
});

test("certificates and registries' settings are mounted while a step runs, never copied", () => {
  const fetching = of("RUN").filter((run) =>
    /pip install|npm-cli\.js install|setup\.mjs --(gpu|packages-only|peers)/.test(run),
  );
  for (const run of fetching.filter((each) => !each.includes("chmod -R"))) {
    expect(run).toContain("--mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt,mode=0444");
  }
  const kept = [...of("COPY"), ...of("ADD"), ...of("ENV")].join("\n");
  expect(kept).not.toMatch(/\.pem|\.key|token|password|pip\.conf|\.npmrc \/|https?:/i);
  expect(read("Dockerfile.gpu").match(/https?:\/\/\S+/g) ?? []).toEqual([]);
  const ignored = read(".dockerignore").split("\n");
  for (const path of [".git", ".venv", "node_modules", "data/*", ".env*"]) expect(ignored).toContain(path);
});

test("compose publishes JupyterLab on this machine's loopback alone", () => {
  const { services } = parse(read("compose.yaml"), { merge: true }) as {
    services: Record<string, { ports: string[]; user: string; cap_drop: string[]; privileged?: boolean }>;
  };
  expect(Object.keys(services)).toEqual(["lab", "gpu"]);
  for (const { ports, user, cap_drop, privileged } of Object.values(services)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(user).not.toMatch(/^0|root/);
    expect(cap_drop).toEqual(["ALL"]);
    expect(privileged).toBeUndefined();
  }
});
