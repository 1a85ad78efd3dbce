// Makes a dataset until it is killed or done. It ends with its parent.

import { buildDataset } from "../index.ts";

const { market, options } = JSON.parse(process.argv[2]!) as {
  market: string;
  options: Parameters<typeof buildDataset>[1];
};
process.stdin.on("end", () => process.exit(1)).resume();
await buildDataset(market, options);
process.exit(0);
