import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../base/project.mjs";
import { failureOf } from "./failure.mjs";
import { pinnedPackages } from "./python.mjs";

// A small repository in a folder of its own, on a machine whose PATH holds an npm and a python3 that only pretend: they
// write down how they were called, and fail as FAKE_NPM and FAKE_PIP say.
let folder: string;

const NPM = `#!/bin/sh
PATH=/usr/bin:/bin
echo "npm $1 cache=$npm_config_cache" >> calls
if [ "$1" = install ]; then for last; do :; done; mkdir -p "$last/node_modules"; exit 0; fi
rm -rf node_modules && mkdir -p node_modules/dep && touch node_modules/half
echo '{"packages":{"node_modules/dep":{}}}' > node_modules/.package-lock.json
if [ "$FAKE_NPM" = hang ]; then
  trap 'kill $!; echo "npm ended" >> calls; exit 1' TERM
  sleep 60 & touch npm.hangs; wait
fi
if [ -n "$FAKE_NPM" ]; then echo "npm error $FAKE_NPM" >&2; exit 1; fi
`;

const python = (version: string, modules = "true"): string => `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in
  "-I -c"*) echo '{"path": "'"$0"'", "version": [${version.replaceAll(".", ", ")}], "usable": ${modules}}' ;;
  "-m venv"*) echo "venv" >> calls; mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; touch "$3/pyvenv.cfg" ;;
  "-c import pip, sys"*) [ -f .venv/pyvenv.cfg ] ;;
  "-m pip uninstall"*)
    for last; do :; done
    echo "pip uninstall $last" >> calls ;;
  "-m pip install"*)
    if [ -n "$FAKE_PIP" ]; then echo "ERROR: $FAKE_PIP" >&2; exit 1; fi
    for last; do case $last in *==*) list="$list $last" ;; esac; done
    echo "pip$list" >> calls ;;
esac
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trident-setup-"));
  for (const name of ["base", "jupyter"]) mkdirSync(join(folder, "lib", name), { recursive: true });
  cpSync(join(root, "lib", "setup"), join(folder, "lib", "setup"), {
    recursive: true,
    filter: (path) => !path.endsWith(".ts"),
  });
  for (const file of [
    "tsconfig.json",
    ".npmrc",
    "lib/base/project.mjs",
    ...["lib", "lib/base", "lib/jupyter"].map((name) => `${name}/tsconfig.dist.json`),
  ]) {
    cpSync(join(root, file), join(folder, file));
  }
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(folder, "environment.yml"), "dependencies:\n  - pip:\n      - numpy==2.4.6 # arrays\n");
  writeFileSync(join(folder, "lib", "setup", "peers.txt"), "# for tests\npandas==3.1.1\n");
  program("npm", NPM);
  program("python3", python("3.12.1"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "bin", name), text);
  chmodSync(join(folder, "bin", name), 0o755);
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(folder, "lib", "setup", "setup.mjs"), ...args], {
    cwd: folder,
    env: { PATH: join(folder, "bin"), HOME: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = "";
  let err = "";
  child.stdout!.on("data", (bytes) => {
    out += bytes;
  });
  child.stderr!.on("data", (bytes) => {
    err += bytes;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, err: err.trim() };
}

const setUp = (args: readonly string[] = [], env: Record<string, string> = {}) => ended(start(args, env));
const calls = (): readonly string[] => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

test("does everything once, then nothing, then only what has changed", async () => {
  const first = await setUp();
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toContain("several minutes");
  expect(calls()).toEqual(["npm ci cache=", "venv", "pip numpy==2.4.6"]);

  expect((await setUp()).out).toContain("nothing has changed");
  expect(calls()).toHaveLength(3);

  expect(await setUp(["--peers"])).toMatchObject({ code: 0, err: "" });
  expect(calls().slice(3)).toEqual(["pip numpy==2.4.6 pandas==3.1.1"]);
  expect((await setUp()).out).toContain("nothing has changed");
  expect((await setUp(["--peers"])).out).toContain("nothing has changed");

  writeFileSync(join(folder, "package-lock.json"), "{ }");
  expect(await setUp()).toMatchObject({ code: 0, err: "" });
  expect(calls().slice(4)).toEqual(["npm ci cache="]);
});

test("TensorFlow.js and Ray come where they are asked for, once, and stay", async () => {
  expect(await setUp(["--ray"])).toMatchObject({ code: 0, err: "" });
  expect(calls().at(-1)).toBe(`pip numpy==2.4.6 ${pinnedPackages(join(root, "lib", "setup", "ray.txt")).join(" ")}`);
  expect(await setUp(["--neural"])).toMatchObject({ code: 0, err: "" });
  expect(calls().slice(3)).toEqual(["npm install cache="]);
  expect(readFileSync(join(folder, ".neural", "package.json"))).toEqual(
    readFileSync(join(root, "lib", "setup", "neural.json")),
  );
  expect((await setUp(["--neural", "--ray"])).out).toContain("nothing has changed");
  writeFileSync(join(folder, "lib", "setup", "neural.json"), "{}");
  expect((await setUp()).out).toContain("nothing has changed");
  await setUp(["--neural"]);
  expect(calls().slice(4)).toEqual(["npm install cache="]);
});

test("a package that was removed is installed again", async () => {
  await setUp();
  rmSync(join(folder, "node_modules", "dep"), { recursive: true });
  expect(await setUp()).toMatchObject({ code: 0, err: "" });
  expect(calls().filter((call) => call.startsWith("npm"))).toHaveLength(2);
});

test.each([
  ["FAKE_NPM", "code ENOTFOUND: getaddrinfo ENOTFOUND registry", "package registry cannot be reached"],
  ["FAKE_NPM", "code ENOSPC: no space left on device, write", "disk is full"],
  ["FAKE_NPM", "code EACCES: permission denied, mkdir", "cannot be written to"],
  ["FAKE_NPM", "code EBADSHA: something else", "EBADSHA"],
  ["FAKE_PIP", "Failed to establish a new connection: [Errno -3]", "package registry cannot be reached"],
  ["FAKE_PIP", "Could not install packages: [Errno 28] No space left on device", "disk is full"],
])("%s says '%s': one line, and the next try goes on", async (who, what, line) => {
  const failed = await setUp([], { [who]: what });
  expect(failed.code).toBe(1);
  expect(failed.err.split("\n")).toEqual([expect.stringContaining(line)]);
  expect(await setUp()).toMatchObject({ code: 0, err: "" });
  // What was whole before the failure is not made again.
  expect(calls().filter((call) => call.startsWith("npm"))).toHaveLength(who === "FAKE_NPM" ? 2 : 1);
  expect(calls().filter((call) => call === "venv")).toHaveLength(1);
});

describe("the builds for a machine with a GPU", () => {
  beforeEach(() => {
    const list = "dependencies:\n  - pip:\n      - numpy==2.4.6\n      - boost-cpu==3.2.0 # gpu: boost==3.2.0\n";
    writeFileSync(join(folder, "environment.yml"), list);
  });

  test("are installed where they are asked for, and stay", async () => {
    expect(await setUp(["--gpu"])).toMatchObject({ code: 0, err: "" });
    expect(calls().slice(1)).toEqual(["venv", "pip numpy==2.4.6 boost==3.2.0"]);
    for (const args of [[], ["--gpu"]]) expect((await setUp(args)).out).toContain("nothing has changed");
    expect(await setUp(["--peers"])).toMatchObject({ code: 0, err: "" });
    expect(calls().at(-1)).toBe("pip numpy==2.4.6 boost==3.2.0 pandas==3.1.1");
  });

  test("change places with the others, which go first; what was interrupted there is gone on with", async () => {
    await setUp();
    expect(await setUp(["--gpu"])).toMatchObject({ code: 0, err: "" });
    expect(calls().slice(-2)).toEqual(["pip uninstall boost-cpu", "pip numpy==2.4.6 boost==3.2.0"]);
    expect((await setUp(["--cpu"], { FAKE_PIP: "Connection refused" })).code).toBe(1);
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
    expect(calls().slice(-2)).toEqual(["pip uninstall boost", "pip numpy==2.4.6 boost-cpu==3.2.0"]);
  });
});

test("npm's packages alone, as a layer of an image, want no Python", async () => {
  rmSync(join(folder, "bin", "python3"));
  expect(await setUp(["--packages-only"])).toMatchObject({ code: 0, err: "" });
  expect(calls()).toEqual(["npm ci cache="]);
});

test.each([[["--gpus"]], [["--gpu", "--cpu"]]])("%s is refused", async (args) => {
  expect(await setUp(args)).toMatchObject({ code: 2, err: expect.stringContaining("of --gpu and --cpu one") });
});

describe("Python", () => {
  test("the best one that runs is taken, not the first", async () => {
    program("python3.12", "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n");
    program("python3.13", python("3.13.0"));
    program("python3", python("3.11.2"));
    expect((await setUp()).out).toContain("Python 3.11.2");
  });

  test("TRIDENT_PYTHON is the only candidate where it is set", async () => {
    program("mine", python("3.13.4"));
    expect((await setUp([], { TRIDENT_PYTHON: join(folder, "bin", "mine") })).out).toContain("Python 3.13.4");
    expect((await setUp()).out).toContain("nothing has changed");
    const failed = await setUp([], { TRIDENT_PYTHON: "/no/such/python" });
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining("TRIDENT_PYTHON is '/no/such/python'") });
  });

  test.each(["3.9.2", "3.14.0"])("%s alone will not do", async (version) => {
    program("python3", python(version));
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.err.split("\n")).toEqual([expect.stringContaining(`python3 is ${version}`)]);
  });

  test("none at all", async () => {
    rmSync(join(folder, "bin", "python3"));
    expect(await setUp()).toMatchObject({
      code: 1,
      err: expect.stringContaining("no Python 3.11 to 3.13 was found. "),
    });
    // Nothing was installed before it was missed.
    expect(existsSync(join(folder, "calls"))).toBe(false);
  });

  test("one without ensurepip names Debian's package", async () => {
    program("python3", python("3.11.2", "false"));
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.err).toContain("apt install python3-venv (or python3.11-venv)");
  });

  test("an environment of another folder is made anew", async () => {
    await setUp();
    const stamp = join(folder, ".venv", ".set-up.json");
    writeFileSync(stamp, readFileSync(stamp, "utf8").replace(folder, "/elsewhere"));
    expect(await setUp()).toMatchObject({ code: 0 });
    expect(calls().filter((call) => call === "venv")).toHaveLength(2);
  });
});

describe("interruptions", () => {
  test("a signal ends the installer too, and the next try goes on", async () => {
    const child = start([], { FAKE_NPM: "hang" });
    const end = ended(child);
    while (!existsSync(join(folder, "npm.hangs"))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGINT");
    expect(await end).toMatchObject({
      code: 130,
      err: "Set-up was interrupted. Run it again: it goes on where it stopped.",
    });
    expect(calls().at(-1)).toBe("npm ended");
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
  });

  test("a set-up that is killed takes the installer with it, and the next try takes its lock", async () => {
    const child = start([], { FAKE_NPM: "hang" });
    while (!existsSync(join(folder, "npm.hangs"))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGKILL");
    while (calls().at(-1) !== "npm ended") await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
  });

  test("a half-made environment without pip is made anew", async () => {
    mkdirSync(join(folder, ".venv", "bin"), { recursive: true });
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
    expect(calls()).toContain("venv");
  });

  test("an environment that was half removed is made anew: its interpreter would install elsewhere", async () => {
    await setUp();
    rmSync(join(folder, ".venv", "pyvenv.cfg"));
    mkdirSync(join(folder, ".setup", "removed-.venv-1"));
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
    expect(calls().filter((call) => call === "venv")).toHaveLength(2);
    expect(readdirSync(join(folder, ".setup")).filter((name) => name.startsWith("removed-"))).toEqual([]);
  });

  test("two at once: the second one says so; a lock whose owner is gone is taken over", async () => {
    mkdirSync(join(folder, ".setup"));
    writeFileSync(join(folder, ".setup", "lock"), String(process.pid));
    expect(await setUp()).toMatchObject({
      code: 1,
      err: expect.stringContaining(`another set-up is running here (process ${process.pid})`),
    });
    const gone = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => gone.on("close", resolve));
    writeFileSync(join(folder, ".setup", "lock"), String(gone.pid));
    expect(await setUp()).toMatchObject({ code: 0, err: "" });
    expect(readdirSync(join(folder, ".setup"))).not.toContain("lock");
  });
});

test("a home folder that does not exist gets no cache", async () => {
  expect(await setUp([], { HOME: join(folder, "no-home") })).toMatchObject({ code: 0, err: "" });
  expect(calls()[0]).toBe(`npm ci cache=${join(folder, ".setup", "npm-cache")}`);
  expect(existsSync(join(folder, "no-home"))).toBe(false);
});

test("a folder that cannot be written to is named as such", () => {
  const line = failureOf("setting up", "Error: EROFS: read-only file system, mkdir '.setup'").message;
  expect(line).toBe(
    "setting up: this folder cannot be written to. Make it writable for this user, or clone the repository somewhere else.",
  );
});

describe("pinnedPackages", () => {
  test("reads the repository's own lists", () => {
    expect(pinnedPackages(join(root, "environment.yml"))).toContain("xgboost-cpu==3.2.0");
    expect(pinnedPackages(join(root, "environment.yml"), "gpu")).toContain("xgboost==3.2.0");
    expect(pinnedPackages(join(root, "lib", "setup", "peers.txt")).length).toBeGreaterThan(3);
  });

  test.each(["numpy", "numpy>=2", "-r other.txt", "numpy==2.4.6; python_version < '3.12'"])("refuses '%s'", (line) => {
    writeFileSync(join(folder, "environment.yml"), `dependencies:\n  - pip:\n      - ${line}\n  - nodejs\n`);
    expect(() => pinnedPackages(join(folder, "environment.yml"))).toThrow(`'${line}' in`);
  });

  test.each(["xgboost", "xgboost==3.2.0 # twice", ""])("refuses 'gpu: %s'", (other) => {
    const list = `dependencies:\n  - pip:\n      - xgboost-cpu==3.2.0 # gpu: ${other}\n`;
    writeFileSync(join(folder, "environment.yml"), list);
    expect(() => pinnedPackages(join(folder, "environment.yml"), "gpu")).toThrow("no pinned package");
  });

  test("refuses a list without a pip part", () => {
    writeFileSync(join(folder, "environment.yml"), "dependencies:\n  - python\n");
    expect(() => pinnedPackages(join(folder, "environment.yml"))).toThrow("pip: part");
  });
});

test("the lock file names the packages of every platform, without which npm ci refuses it", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const named = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1)));
  const optional = Object.values(lock.packages).flatMap((each) => Object.keys(each.optionalDependencies ?? {}));
  expect(optional.filter((name) => !named.has(name))).toEqual([]);
});
