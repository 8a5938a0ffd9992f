// Opens report pages as people do and looks for what would trouble them.
//
//   node tests/browser/report.mjs RUN_FOLDER [PICTURE_FOLDER]
//
// RUN_FOLDER is a run of `shinchoku build` (output/current) with report.html, report.en.html and charts/. Needs Node.js 20, npm and
// Debian's chromium (`apt-get install chromium fonts-noto-cjk`); the npm packages are installed into a folder of the system for
// temporary files, nothing is written here. CHROMIUM names another browser. With PICTURE_FOLDER, screenshots and PDFs are kept.
//
// It fails where a page makes a request, says anything on the console, scrolls sideways, has a link that leads nowhere, is larger
// than 10 MB, violates a rule of axe-core (WCAG 2.1 AA and best practices) seriously, in the light or in the dark, or where a chart
// cannot be read again; where a table cannot be filtered and sorted, or where the page without its script has another text.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const PACKAGES = { "playwright-core": "1.65.1", "axe-core": "4.14.1", "vega-lite": "5.23.0", vega: "5.33.0" };
const MAX_BYTES = 10_000_000;
const VIEWS = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
};

const [run, pictures] = process.argv.slice(2);
if (!run) {
  console.error("usage: node tests/browser/report.mjs RUN_FOLDER [PICTURE_FOLDER]");
  process.exit(2);
}
if (pictures) mkdirSync(pictures, { recursive: true });

const require = installed();
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const faults = [];
const check = (holds, fault) => holds || faults.push(fault);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
for (const name of ["report.html", "report.en.html"]) await page(name);
await browser.close();
await specifications();

for (const fault of faults) console.error(`✗ ${fault}`);
console.log(faults.length === 0 ? "✓ nothing found" : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);

async function page(name) {
  const file = path.resolve(run, name);
  const bytes = statSync(file).size;
  console.log(`${name}: ${(bytes / 1e6).toFixed(2)} MB`);
  check(bytes < MAX_BYTES, `${name}: ${bytes} bytes`);
  for (const [view, look] of Object.entries(VIEWS)) {
    // The page forbids scripts but its own, also those of this check: axe-core gets in past the policy, everything else is as people have it.
    const context = await browser.newContext({ ...look, bypassCSP: true, reducedMotion: "reduce" });
    const tab = await context.newPage();
    const url = pathToFileURL(file).href;
    tab.on("console", (message) => faults.push(`${name} ${view}: console: ${message.text()}`));
    tab.on("pageerror", (error) => faults.push(`${name} ${view}: ${error}`));
    tab.on("request", (request) => {
      const own = request.url() === url || request.url().startsWith("data:");
      check(own, `${name} ${view}: requests ${request.url().slice(0, 120)}`);
    });
    await tab.goto(url);
    const { wide, dead } = await tab.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      dead: [...document.querySelectorAll("a[href^='#'], use[href^='#']")]
        .map((link) => link.getAttribute("href"))
        .filter((target) => !document.getElementById(target.slice(1))),
    }));
    check(wide <= 0, `${name} ${view}: scrolls sideways by ${wide} pixels`);
    check(dead.length === 0, `${name} ${view}: links lead nowhere: ${dead.slice(0, 5).join(" ")}`);
    if (pictures) await tab.screenshot({ path: path.join(pictures, `${name}.${view}.png`), fullPage: true });
    await tab.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
    await tab.evaluate(axeSource);
    const result = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, help, nodes } of result.violations) {
      const line = `${name} ${view}: ${impact}: ${id}: ${help} (${nodes.length}, first ${nodes[0].html.slice(0, 160)})`;
      if (["serious", "critical"].includes(impact)) faults.push(line);
      else console.log(`  ${line}`);
    }
    await context.close();
  }
  // As it is, with its own policy: nothing of the page itself may be refused.
  const context = await browser.newContext(VIEWS.desktop);
  const tab = await context.newPage();
  tab.on("console", (message) => faults.push(`${name}: console: ${message.text()}`));
  await tab.goto(pathToFileURL(file).href);
  await tables(tab, name);
  await tab.reload();
  await tab.keyboard.press("Tab");
  const first = await tab.evaluate(() => document.activeElement?.className);
  check(first === "skip", `${name}: the first Tab stop is ${first}, not the skip link`);
  const cited = tab.locator("a.cite").first();
  if ((await cited.count()) > 0) {
    await cited.click();
    const target = await tab.evaluate(() => {
      const box = document.querySelector(":target")?.getBoundingClientRect();
      return box && { top: box.top, bottom: box.bottom, height: innerHeight };
    });
    const visible = target && target.top >= 0 && target.bottom <= target.height;
    check(visible, `${name}: a number does not lead to its picture: ${JSON.stringify(target)}`);
    if (pictures) await tab.screenshot({ path: path.join(pictures, `${name}.evidence.png`) });
  }
  const pdf = await tab.pdf({ format: "A4", preferCSSPageSize: true, path: pictures && path.join(pictures, `${name}.pdf`) });
  check(pdf.length > 10_000, `${name}: prints nothing`);
  await context.close();
}

// A long table is filtered by what is typed and sorted by its heads; without scripts the page says the same.
async function tables(tab, name) {
  const filter = tab.locator(".filter input").first();
  if ((await filter.count()) === 0) return;
  const said = () => tab.evaluate(() => document.querySelector("main").textContent.replace(/\s+/g, ""));
  const before = await said();
  const { shown, all } = await tab.evaluate(() => {
    document.querySelectorAll("details").forEach((it) => (it.open = true));
    const input = document.querySelector("#initiatives .filter input") ?? document.querySelector(".filter input");
    const rows = [...input.closest("p").nextElementSibling.querySelectorAll("tbody tr:not(.group)")];
    input.value = rows.at(-1).cells[1].textContent;
    input.dispatchEvent(new Event("input"));
    const shown = rows.filter((it) => !it.hidden);
    input.value = "";
    input.dispatchEvent(new Event("input"));
    return { shown: shown.length, all: rows.length };
  });
  check(shown > 0 && shown < all, `${name}: a filter shows ${shown} of ${all} rows`);
  const sorted = await tab.evaluate(() => {
    const button = [...document.querySelectorAll("th button")].at(0);
    button.click();
    const column = button.closest("th").cellIndex;
    const cells = () => [...button.closest("table").tBodies[0].rows].map((it) => it.cells[column].textContent);
    const up = cells();
    button.click();
    return { up: up.filter(Boolean), down: cells().filter(Boolean), word: button.closest("th").ariaSort };
  });
  const turned = sorted.word === "descending" && sorted.up.at(0) === sorted.down.at(-1);
  check(turned, `${name}: a table is not sorted by its head: ${JSON.stringify(sorted).slice(0, 200)}`);
  const context = await browser.newContext({ ...VIEWS.desktop, javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(tab.url());
  const without = await plain.locator("main").textContent();
  check(without.replace(/\s+/g, "") === before, `${name}: says something else without its script`);
  await context.close();
}

// The specifications of the charts compile.
async function specifications() {
  const folder = path.join(run, "charts");
  if (!existsSync(folder)) return;
  const { compile } = require("vega-lite");
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".vl.json"))) {
    try {
      const quiet = { warn: (text) => faults.push(`${name}: ${text}`), info() {}, debug() {}, error: (text) => faults.push(`${name}: ${text}`) };
      const logger = new Proxy(quiet, { get: (it, key) => (...texts) => (it[key]?.(...texts), logger) });
      compile(JSON.parse(readFileSync(path.join(folder, name), "utf8")), { logger });
    } catch (error) {
      faults.push(`${name}: ${error.message}`);
    }
  }
}

function installed() {
  const folder = path.join(tmpdir(), "shinchoku-browser-check");
  mkdirSync(folder, { recursive: true });
  const missing = Object.entries(PACKAGES).filter(([name]) => !existsSync(path.join(folder, "node_modules", name)));
  if (missing.length > 0) {
    const wanted = missing.map(([name, version]) => `${name}@${version}`);
    execFileSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", ...wanted], { stdio: "inherit" });
  }
  return createRequire(path.join(folder, "package.json"));
}
