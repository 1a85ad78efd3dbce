// `npm run setup`: brings this folder to where everything runs, from whatever state it is in. It runs under any Node
// from 20 on, before there are packages, and says so under an older one: hence no import that is not made below.
if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`Set-up needs Node 20 or newer, and this is ${process.version}. Install a newer Node, then try again.`);
  process.exitCode = 1;
} else {
  import("./steps.mjs").then(({ setUp }) => {
    const asked = (/** @type {string} */ name) => process.argv.includes(`--${name}`);
    return setUp({ peers: asked("peers"), neural: asked("neural"), ray: asked("ray") });
  });
}
