import { startEngineHost } from "../startEngineHost.ts";
import { networkProgram } from "./networkProgram.ts";

/**
 * Which TensorFlow.js trains networks on this machine, and where: its version, package, backend and device.
 *
 * @throws EngineHostUnavailable, with the command that installs it, where there is none.
 */
export async function describeNetworks(): Promise<string> {
  const host = startEngineHost({ program: networkProgram() });
  try {
    return (await host.info()).engines.mlp!.version!;
  } finally {
    await host.close();
  }
}
