// `node bundleDeclarations.mjs FOLDER`: in a folder that TypeScript has emitted, one file of declarations for each room in
// the place of one for each source. A kernel's compiler looks at every file at every cell, and keeps each in memory.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const FACE = "index.d.ts";

/**
 * Bundles the declarations that the public faces need: `index.d.ts` of the folder and of each room in it. What comes from
 * another room is imported from its public face.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function bundleDeclarations(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
  const faces = files.filter((name) => basename(name) === FACE && name.split(sep).length <= 2);
  const bundles = await Promise.all(
    faces.map(async (face) => ({ path: join(folder, face), text: await bundled(folder, face, faces) })),
  );
  for (const name of files) rmSync(join(folder, name));
  for (const { path, text } of bundles) writeFileSync(path, text);
}

/**
 * @param {string} folder
 * @param {string} face
 * @param {readonly string[]} faces
 */
async function bundled(folder, face, faces) {
  const own = dirname(face);
  const build = await rolldown({
    input: { index: join(folder, face) },
    plugins: [
      {
        name: "rooms",
        resolveId(id, importer) {
          if (importer === undefined) return undefined;
          if (!id.startsWith(".")) return { id, external: true };
          const [room = ""] = relative(folder, resolve(dirname(importer), id)).split(sep);
          if (room === own || !faces.includes(join(room, FACE))) return undefined;
          return { id: `${own === "." ? "." : ".."}/${room}/index.ts`, external: true };
        },
      },
      dts({ dtsInput: true, oxc: true, tsconfig: false }),
    ],
  });
  const { output } = await build.generate({ entryFileNames: "[name].ts" });
  await build.close();
  const [{ code }] = output;
  return code;
}

if (process.argv[2]) await bundleDeclarations(resolve(process.argv[2]));
