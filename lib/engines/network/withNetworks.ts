import type { EngineHost } from "../host.ts";

/**
 * A host that trains networks too: what has to do with the engine `mlp` goes to the host of networks, and all else to
 * the other one. Closing it closes both.
 */
export function withNetworks(host: EngineHost, networks: EngineHost): EngineHost {
  const of = (engine: string): EngineHost => (engine === "mlp" ? networks : host);
  return {
    fit: (engine, data, options) => of(engine).fit(engine, data, options),
    prepare: (engine, data, options) => of(engine).prepare(engine, data, options),
    fitOn: (set, settings, options) => of(set.engine).fitOn(set, settings, options),
    predict: (model, data, options) => of(model.engine).predict(model, data, options),
    contributions: (model, data, options) => of(model.engine).contributions(model, data, options),
    save: (model, path) => of(model.engine).save(model, path),
    load: (engine, path, model) => of(engine).load(engine, path, model),
    release: (held) => of(held.engine).release(held),
    study: (action, params) => host.study(action, params),
    info: async () => host.info(),
    close: async () => {
      await Promise.all([host.close(), networks.close()]);
    },
  };
}
