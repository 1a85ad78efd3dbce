import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { escapeHtml, isTridentError } from "trident-base";
import { FIGURE_LIBRARY, readAsset, STYLES } from "./page.ts";

/** What a live page shows. */
export interface LiveContent {
  /** By id, in their order: HTML that is safe, beginning with an `h2`. The same ids as long as the page is served. */
  readonly sections: Readonly<Record<string, string>>;
  /** Plotly figures by the id of the element with the class `canvas` that they are drawn in. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** What a screen reader is told when it changes. */
  readonly said: string;
}

/** A page that is to be served. */
export interface ServeLivePageOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Asked at the start and whenever one of the files has changed; what it throws is shown on the page. */
  readonly content: () => LiveContent | Promise<LiveContent>;
  /** Files whose change means that the content is another one; they need not exist. */
  readonly files: readonly string[];
  /** 0, any that is free, by default. */
  readonly port?: number;
  /** How often the files are looked at, in ms; 500 by default. */
  readonly lookMs?: number;
}

/** A page that is being served. */
export interface LivePage {
  /** The only way in: on loopback, with a random token in it. */
  readonly address: string;
  close(): Promise<void>;
}

/** Scripts run from the page's own address alone, and nothing else is asked for. The figure library sets styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

const LOOPBACK = "127.0.0.1";
/** Pages that are open at a time. */
const MOST_READERS = 32;
/** So that a connection that is dead is noticed, in ms. */
const HEARTBEAT_MS = 15_000;

/**
 * Serves a page that stays up to date without being loaded again (server-sent events). It listens on loopback alone and
 * answers only who knows its address, whose path begins with 192 random bits; requests for another host, of another origin,
 * and with any method but GET are refused, so that no other page in the browser reads it, by whatever name it comes.
 *
 * ```ts
 * import { serveLivePage } from "trident-jupyter";
 *
 * const content = () => ({ sections: { now: `<h2>Now</h2><p>${Date.now()}</p>` }, figures: {}, said: "" });
 * const page = await serveLivePage({ title: "Clock", subtitle: "of this machine", content, files: ["clock.txt"] });
 * await page.close();
 * ```
 *
 * @throws what `content` throws at first, and what Node throws where the port is taken.
 */
export async function serveLivePage(options: ServeLivePageOptions): Promise<LivePage> {
  const { content, files, port = 0, lookMs = 500 } = options;
  const token = randomBytes(24).toString("base64url");
  const assets = await readAssets();
  const readers = new Set<ServerResponse>();
  let now = await content();
  let event = eventOf("content", now);

  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const own = (server.address() as AddressInfo).port;
  const hosts = [`${LOOPBACK}:${own}`, `localhost:${own}`];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const [status, why] = refusalOf(request, token, hosts) ?? [];
    if (status !== undefined) return void end(response, status, "text/plain; charset=utf-8", `${why}\n`);
    const name = request.url!.slice(token.length + 2);
    if (name === "") return void end(response, 200, "text/html; charset=utf-8", htmlOf(options, now));
    if (name === "events") return void listen(response);
    const asset = assets.get(name);
    if (asset) return void end(response, 200, asset.type, asset.body);
    end(response, 404, "text/plain; charset=utf-8", "There is nothing here.\n");
  }

  function listen(response: ServerResponse): void {
    if (readers.size >= MOST_READERS) return void end(response, 503, "text/plain; charset=utf-8", "Too many pages.\n");
    response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream; charset=utf-8" });
    response.write(`retry: 1000\n${event}`);
    readers.add(response);
    response.once("close", () => readers.delete(response));
  }

  const tell = (text: string): void => {
    for (const reader of readers) reader.write(text);
  };
  let seen = stampOf(files);
  let looking = false;
  const look = async (): Promise<void> => {
    const stamp = stampOf(files);
    if (looking || stamp === seen) return;
    looking = true;
    seen = stamp;
    const next = await Promise.resolve()
      .then(content)
      .then((found) => {
        now = found;
        return eventOf("content", found);
      })
      .catch((error: unknown) => eventOf("trouble", isTridentError(error) ? error.message : String(error)));
    looking = false;
    if (next === event) return;
    event = next;
    tell(event);
  };
  const timers = [setInterval(() => void look(), lookMs), setInterval(() => tell(": alive\n\n"), HEARTBEAT_MS)];

  return {
    address: `http://${LOOPBACK}:${own}/${token}/`,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Why a request is not answered: a status and a sentence. */
function refusalOf(
  { method, url = "", headers }: IncomingMessage,
  token: string,
  hosts: readonly string[],
): [number, string] | undefined {
  // A page of elsewhere may have a name that leads here (DNS rebinding): its host gives it away.
  if (!hosts.includes(headers.host ?? "")) return [421, "This is not the host that was asked for."];
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) return [403, "Another origin is not answered."];
  // Browsers say where a request comes from; a person's click on the address is let through.
  const site = headers["sec-fetch-site"];
  const isVisit = headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isVisit) {
    return [403, "Another site is not answered."];
  }
  if (method !== "GET") return [405, "Only GET is answered."];
  const given = Buffer.from(url.split("/")[1] ?? "");
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return [403, "The address lacks its token: open the one that the command has printed."];
  }
  return url.startsWith(`/${token}/`) ? undefined : [404, "There is nothing here."];
}

function end(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": Buffer.byteLength(body) }).end(body);
}

/** What is there of some files: changes with every write. */
function stampOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false, bigint: true });
      return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : "-";
    })
    .join();
}

function eventOf(name: string, value: LiveContent | string): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}

async function readAssets(): Promise<ReadonlyMap<string, { readonly type: string; readonly body: string | Buffer }>> {
  const style = (await Promise.all([...STYLES, "live.css"].map(readAsset))).join("\n");
  const [script, type] = [{ type: "text/javascript; charset=utf-8" }, "text/css; charset=utf-8"];
  return new Map([
    ["page.css", { type, body: style }],
    ["theme.js", { ...script, body: await readAsset("theme.js") }],
    ["page.js", { ...script, body: await readAsset("page.js") }],
    ["live.js", { ...script, body: await readAsset("live.js") }],
    ["plotly.js", { ...script, body: readFileSync(createRequire(import.meta.url).resolve(FIGURE_LIBRARY)) }],
  ]);
}

function htmlOf({ title, subtitle }: ServeLivePageOptions, content: LiveContent): string {
  const sections = Object.entries(content.sections);
  const links = sections.map(
    ([id, html]) =>
      `<li class="book"><a class="file" href="#${id}">${/<h2[^>]*>(.*?)<\/h2>/.exec(html)?.[1] ?? id}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="page.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${links.join("")}</ul></details></nav>
<main id="main" class="live">
<header class="top"><h1>${escapeHtml(title)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
<div class="facts"><p><span id="live" class="chip fail" role="status">not live yet</span></p><p class="controls"><button type="button" id="theme-switch" hidden>Dark</button></p></div>
<p id="trouble" class="notice" role="alert" hidden></p>
<p id="said" class="said" role="status"></p></header>
${sections.map(([id, html]) => `<section id="${id}">${html}</section>`).join("\n")}
</main>
<script type="application/json" id="content">${JSON.stringify(content).replaceAll("<", "\\u003c")}</script>
<script src="theme.js"></script>
<script src="plotly.js"></script>
<script src="page.js"></script>
<script src="live.js"></script>
</body>
</html>
`;
}
