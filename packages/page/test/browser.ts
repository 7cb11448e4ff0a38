// The built page in a real Chromium, opened as a file: no server, no network.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import bundled from "@sparticuz/chromium";
import { type Browser, chromium, type Page } from "playwright-core";

export const PAGE = new URL("../build/index.html", import.meta.url);

/** What Debian, macOS and others install; any of them goes before the one from npm. */
const INSTALLED = [
  process.env["CHROMIUM_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

export async function startBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => path !== "" && existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: QUIET });
  return chromium.launch({ executablePath: await bundled.executablePath(), args: [...bundled.args, ...QUIET] });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page complained about; stays empty. */
  readonly complaints: string[];
  /** Requests that left the page; stays empty. */
  readonly requests: string[];
}

export async function openPage(browser: Browser): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => /^https?:|^wss?:/.test(request.url()) && requests.push(request.url()));
  await page.goto(PAGE.href);
  return { page, complaints, requests };
}

export interface Shown {
  readonly verdict: string | null;
  readonly ms: number;
  readonly text: string;
}

/** Gives the page files, as dropping them does, and waits until it is done with them. */
export async function give(page: Page, ...files: (string | { name: string; buffer: Buffer })[]): Promise<Shown> {
  const asked = Number((await page.getAttribute("#answer", "data-done")) ?? "0") + 1;
  const given = files.map((file) =>
    typeof file === "string"
      ? fileURLToPath(new URL(`../../../fixtures/${file}`, import.meta.url))
      : { ...file, mimeType: "application/octet-stream" },
  );
  await page.setInputFiles("#files", given as string[]);
  await page.waitForSelector(`#answer[data-done="${asked}"]`, { state: "attached" });
  const section = page.locator("#answer > section").first();
  return {
    verdict: await section.getAttribute("data-verdict"),
    ms: Number((await section.getAttribute("data-ms")) ?? Number.NaN),
    text: (await section.innerText()).replace(/\s+/g, " "),
  };
}
