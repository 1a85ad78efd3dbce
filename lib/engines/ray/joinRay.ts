import { availableParallelism } from "node:os";
import { UsageError } from "trident-base";
import type { EngineHost, EngineHostInfo } from "../host.ts";
import { startEngineHost } from "../startEngineHost.ts";
import type { DeviceChoice } from "../training.ts";
import { type RayShare, rayProgram } from "./rayProgram.ts";
import { startRay } from "./startRay.ts";

/** A machine of a Ray cluster. */
export interface RayNode {
  readonly name: string;
  readonly cpus: number;
  readonly gpus: number;
}

/** A cluster that was joined, and hosts of which each has its calls answered by one of its workers. */
export interface RayCluster {
  readonly address: string;
  readonly nodes: readonly RayNode[];
  readonly share: RayShare;
  readonly hosts: readonly EngineHost[];
  /** The group of processes of a cluster that was started for them. */
  readonly pid: number | undefined;
  /** Closes the hosts; a cluster that was started for them ends with them. */
  close(): Promise<void>;
}

/** How a cluster is used. */
export interface JoinOptions {
  /** CPUs of each worker. */
  readonly threads: number;
  /** On "cpu" a worker has no GPU; else one, where the cluster has any, or its share where there are more workers. */
  readonly device: DeviceChoice;
  /** As many as the cluster has room for by default. */
  readonly workers?: number | undefined;
  /** More workers than this have nothing to do. */
  readonly most: number;
  readonly python?: string | undefined;
}

/**
 * Joins a Ray cluster, HOST:PORT, or starts one of this machine alone for "auto", and has as many hosts as it has room
 * for. A host's worker starts with the first call that it is for.
 *
 * @throws EngineHostUnavailable where Ray is not installed or does not start, EngineHostCrashed where the cluster cannot
 * be joined, UsageError where it has no room for a worker.
 */
export async function joinRay(address: string, options: JoinOptions): Promise<RayCluster> {
  const { threads, device, most, python } = options;
  const here = Math.max(1, Math.floor(availableParallelism() / threads));
  const workers = Math.min(most, options.workers ?? here);
  const local = address === "auto" ? await startRay(workers * threads, python) : undefined;
  const place = local ?? { address };
  const hosts: EngineHost[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.close()));
    await local?.close();
  };
  try {
    const asking = startEngineHost({ program: rayProgram(place, { cpus: threads, gpus: 0 }, python) });
    hosts.push(asking);
    const { nodes } = (await asking.info()) as EngineHostInfo & { readonly nodes: readonly RayNode[] };
    const gpus = device === "cpu" ? 0 : nodes.reduce((sum, node) => sum + Math.floor(node.gpus), 0);
    const slots = nodes.reduce((sum, node) => sum + Math.floor(node.cpus / threads), 0);
    if (slots === 0) {
      throw new UsageError(`no node of the Ray cluster at ${place.address} has ${threads} CPUs`, {
        remedy: "Start its nodes with more, or take a profile of fewer threads.",
      });
    }
    const count = Math.min(most, slots, options.workers ?? (gpus > 0 ? gpus : slots));
    const share = { cpus: threads, gpus: gpus === 0 ? 0 : Math.min(1, gpus / count) };
    if (share.gpus > 0) await hosts.pop()!.close();
    while (hosts.length < count) hosts.push(startEngineHost({ program: rayProgram(place, share, python) }));
    return { address: place.address, nodes, share, hosts, pid: local?.pid, close };
  } catch (error) {
    await close();
    throw error;
  }
}
