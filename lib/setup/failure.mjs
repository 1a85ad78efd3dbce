/** Why set-up stopped, as one line that says what to do. */
export class SetupFailure extends Error {
  /** @param {string} line */
  constructor(line) {
    super(line);
    this.name = "SetupFailure";
  }
}

/** What package installers and file systems say, and what it means to the person in front of them. */
const CAUSES = [
  {
    signs: /ENOSPC|No space left on device|not enough space on the disk/i,
    line: "the disk is full. Free about 2 GB, then run it again: it goes on where it stopped.",
  },
  {
    signs: /EROFS|EACCES|EPERM|Permission denied|Read-only file system/i,
    line: "this folder cannot be written to. Make it writable for this user, or clone the repository somewhere else.",
  },
  {
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|SOCKET_TIMEOUT|getaddrinfo|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|name resolution|establish a new connection|Network is unreachable/i,
    line: "the package registry cannot be reached. Check the network and the proxy, then run it again: it goes on where it stopped.",
  },
  { signs: /spawn npm ENOENT/, line: "npm was not found. Install Node together with npm, then try again." },
  {
    signs: /npm ci.* can only install packages when|EUSAGE/,
    line: "package.json and package-lock.json do not agree. Run 'npm install --package-lock-only', then try again.",
  },
];

/**
 * The failure that an installer's output or a file system's error stands for.
 *
 * @param {string} step what was being done, for example `installing packages`.
 * @param {string} output all that was said.
 * @param {string} [log] the file that holds the output.
 */
export function failureOf(step, output, log) {
  const known = CAUSES.find(({ signs }) => signs.test(output));
  if (known) return new SetupFailure(`${step}: ${known.line}`);
  const lines = output.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /error\b.*\S/i.test(line)) ?? lines.findLast((line) => line !== "");
  return new SetupFailure(
    `${step}: ${telling ?? "it ended without a word"}${log ? `. All that was said is in ${log}` : ""}`,
  );
}
