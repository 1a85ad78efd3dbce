/** What lives as long as the process: worker pools, the engine host, databases. */
export interface Session {
  /** The resource of this key, opened on first use. */
  resource<T>(key: string, open: () => T, close: (resource: T) => void | Promise<void>): T;
  /** Closes and forgets the resource of this key; the next use opens a new one. */
  release(key: string): Promise<void>;
  /** Closes everything, the last opened first. */
  close(): Promise<void>;
}

const KEY = Symbol.for("trident-lab.session");

/**
 * The one session of this process. It hangs on the global object because modules are reloaded in a notebook and a
 * reloaded module must find the pool and the host that its older generation opened.
 */
export function currentSession(): Session {
  const place = globalThis as { [KEY]?: Session };
  place[KEY] ??= createSession();
  return place[KEY];
}

function createSession(): Session {
  const held = new Map<string, { resource: unknown; close: () => void | Promise<void> }>();
  const release = async (key: string): Promise<void> => {
    const entry = held.get(key);
    held.delete(key);
    await entry?.close();
  };
  return {
    resource: <T>(key: string, open: () => T, close: (resource: T) => void | Promise<void>): T => {
      const known = held.get(key);
      if (known) return known.resource as T;
      const resource = open();
      held.set(key, { resource, close: () => close(resource) });
      return resource;
    },
    release,
    close: async () => {
      for (const key of [...held.keys()].reverse()) await release(key);
    },
  };
}
