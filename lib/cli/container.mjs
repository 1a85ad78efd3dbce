// The entry of the image that Dockerfile.gpu makes: JupyterLab, its health, or any other word as a `trident` command.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../base/project.mjs";

const PORT = 8888;
const [word = "lab", ...rest] = process.argv.slice(2);

if (word === "health") process.exitCode = (await isHealthy()) ? 0 : 1;
else {
  // The driver's device, and its name under WSL 2.
  if (!existsSync("/dev/nvidiactl") && !existsSync("/dev/dxg")) {
    console.error(
      "No GPU is visible in this container, so everything runs on the CPU. 'docker run --gpus all' shows one.",
    );
  }
  if (word === "lab") {
    const lab = join(root, "lib", "setup", "lab.ts");
    // Beyond the container's own loopback, or its port could not be published; who publishes it says for whom.
    process.argv.splice(
      1,
      Number.POSITIVE_INFINITY,
      lab,
      "--ServerApp.ip=0.0.0.0",
      `--ServerApp.port=${PORT}`,
      ...rest,
    );
    await import(pathToFileURL(lab).href);
  } else await import("./trident.mjs");
}

/** A run is healthy as long as it runs; JupyterLab if it answers. */
async function isHealthy() {
  const words = readFileSync("/proc/1/cmdline", "utf8").split("\0");
  const after = words.slice(words.findIndex((each) => each.endsWith("container.mjs")) + 1)[0];
  if (after !== "" && after !== "lab") return true;
  const options = { signal: AbortSignal.timeout(5_000) };
  return fetch(`http://127.0.0.1:${PORT}/api`, options).then(
    ({ ok }) => ok,
    () => false,
  );
}
