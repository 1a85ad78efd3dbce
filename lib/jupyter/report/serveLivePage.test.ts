import { rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolders } from "../test/makeNotebook.ts";
import { type LivePage, serveLivePage } from "./serveLivePage.ts";

const newFolder = temporaryFolders();
let file: string;
let page: LivePage;
let sections: Record<string, string>;
beforeEach(async () => {
  file = join(newFolder(), "state");
  sections = { now: "<h2>Now</h2><p>first</p>" };
  const content = () => {
    if (sections.now === "") throw new RangeError("it cannot be read");
    return { sections, figures: {}, said: "" };
  };
  page = await serveLivePage({ title: "A <title>", subtitle: "of a test", content, files: [file], lookMs: 20 });
});
afterEach(() => page.close());

/** What is answered to a request that no browser would send. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { hostname, port } = new URL(page.address);
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, method }, (answer) => {
      let body = "";
      answer.on("data", (text) => (body += text));
      answer.on("end", () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

test("who has the address reads the page and all that it needs, and nothing of it may be kept or framed", async () => {
  const { pathname } = new URL(page.address);
  expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
  const { status, headers, body } = await ask(pathname);
  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self';/);
  expect(headers["cache-control"]).toBe("no-store");
  expect(body).toContain("<title>A &lt;title&gt;</title>");
  expect(body).toContain("<p>first</p>");
  for (const [, name] of body.matchAll(/(?:src|href)="([^#":]+)"/g)) {
    expect((await ask(pathname + name)).status).toBe(200);
  }
  expect((await ask(`${pathname}none`)).status).toBe(404);
  expect((await ask(`${pathname}../page.css`)).status).toBe(404);
  expect(
    (
      await ask(pathname, {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      })
    ).status,
  ).toBe(200);
});

test.each<[string, number, (path: string) => Parameters<typeof ask>]>([
  ["no token", 403, () => ["/"]],
  ["a token of another length", 403, (path) => [path.slice(0, -2)]],
  ["another token", 403, (path) => [`/${"A".repeat(path.length - 2)}/`]],
  ["events without a token", 403, () => ["/events"]],
  ["a forged host", 421, (path) => [path, { host: "evil.example" }]],
  ["a host of another port", 421, (path) => [path, { host: "127.0.0.1:1" }]],
  ["another origin", 403, (path) => [path, { origin: "http://evil.example" }]],
  ["an origin of no name", 403, (path) => [path, { origin: "null" }]],
  ["a script of another site", 403, (path) => [`${path}live.js`, { "sec-fetch-site": "cross-site" }]],
  [
    "a frame of another port",
    403,
    (path) => [path, { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" }],
  ],
  ["a method that writes", 405, (path) => [path, {}, "POST"]],
])("%s is refused, and told nothing", async (_, expected, asked) => {
  const { status, body } = await ask(...asked(new URL(page.address).pathname));
  expect(status).toBe(expected);
  expect(body).not.toContain("first");
  expect(body).not.toContain(new URL(page.address).pathname.slice(1, -1));
});

test("a change of the file is told at once, one that cannot be read too, and one that changes nothing is not", async () => {
  const answer = await fetch(`${page.address}events`);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const hear = async (words: RegExp): Promise<void> => {
    while (!words.test(said)) said += (await reader.read()).value;
  };
  await hear(/first.*\n\n/);
  sections = { now: "<h2>Now</h2><p>second</p>" };
  writeFileSync(file, "a");
  await hear(/event: content\ndata: .*second/);
  sections.now = "";
  writeFileSync(file, "ab");
  await hear(/event: trouble\ndata: ".*it cannot be read"\n\n/);
  sections = { now: "<h2>Now</h2><p>third</p>" };
  rmSync(file);
  await hear(/third.*\n\n/);
  expect(said.match(/^event: /gm)).toHaveLength(4);
  await reader.cancel();
});

test("it listens on loopback alone, and not at all once it is closed", async () => {
  const { port } = new URL(page.address);
  const outside = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of outside) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
  const second = await serveLivePage({
    title: "",
    subtitle: "",
    content: () => ({ sections, figures: {}, said: "" }),
    files: [],
  });
  await second.close();
  await expect(fetch(second.address)).rejects.toThrow();
});
