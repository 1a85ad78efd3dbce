// `npm run setup`: brings this folder to where everything runs, from whatever state it is in. It runs under any Node
// from 20 on, before there are packages, and says so under an older one: hence no import that is not made below.
if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`Set-up needs Node 20 or newer, and this is ${process.version}. Install a newer Node, then try again.`);
  process.exitCode = 1;
} else {
  const given = process.argv.slice(2);
  const known = ["--peers", "--neural", "--ray", "--gpu", "--cpu", "--packages-only"];
  const unknown = given.find((option) => !known.includes(option));
  if (unknown !== undefined || (given.includes("--gpu") && given.includes("--cpu"))) {
    console.error(`Set-up takes ${known.join(", ")}, of --gpu and --cpu one, and was given ${given.join(" ")}.`);
    process.exitCode = 2;
  } else {
    const has = (/** @type {string} */ option) => given.includes(option);
    const variant = /** @type {const} */ (["gpu", "cpu"]).find((name) => has(`--${name}`));
    const extras = { peers: has("--peers"), neural: has("--neural"), ray: has("--ray") };
    const options = { ...extras, packagesOnly: has("--packages-only"), ...(variant && { variant }) };
    import("./steps.mjs").then(({ setUp }) => setUp(options));
  }
}
