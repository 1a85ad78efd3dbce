// Makes a dataset until it is killed or done, and tells its peak memory in bytes. It ends with its parent.

import { buildDataset } from "../index.ts";

const { market, options } = JSON.parse(process.argv[2]!) as {
  market: string;
  options: Parameters<typeof buildDataset>[1];
};
process.stdin.on("end", () => process.exit(1)).resume();
await buildDataset(market, options);
console.log(process.resourceUsage().maxRSS * 1024);
process.exit(0);
