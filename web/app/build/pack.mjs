/**
 * What comes after `next build`: the export as it is to be served. It writes the service worker for
 * exactly these files, packs every text once and as small as it gets, so that no server has to at
 * each request, and lists all of it.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const OUT = join(import.meta.dirname, "../out");
const WORKER = join(import.meta.dirname, "../src/offline/worker.js");

/** Fonts and bitmaps are packed as they come. */
const TEXTS = new Set([".css", ".html", ".js", ".json", ".svg", ".txt"]);

/**
 * What Next exports for its router's way from page to page, and for its other router. These pages
 * are a link apart, and nothing asks for any of it.
 */
const UNUSED = [
  /(^|\/)__next\./,
  /^[^/]+\.txt$/,
  /^_not-found/,
  /_(build|ssg|\w+Middleware)Manifest\.js$/,
];

/** For browsers that know no modules, in which nothing else of the site runs either. */
const NO_MODULE = /<script src="\/([^"]+)" noModule=""><\/script>/g;

/** What the scripts of a page may weigh, packed with brotli; what comes after them is not counted. */
const SCRIPT_BUDGET_BYTES = 170_000;

const names = await dropNoModule(await prune(await filesIn(OUT)));
const sums = new Map(await Promise.all(names.map(async (name) => [name, await sumOf(name)])));
sums.set("sw.js", await writeWorker(sums));
for (const name of sums.keys()) await pack(name);
for (const name of names) if (name.endsWith(".html")) await weigh(name);
const list = Array.from(sums, ([name, sum]) => `${sum}  ${name}\n`);
await writeFile(join(OUT, "SHA256SUMS"), list.join(""));

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function prune(found) {
  const unused = found.filter((name) => UNUSED.some((pattern) => pattern.test(name)));
  for (const name of unused) await rm(join(OUT, name));
  return found.filter((name) => !unused.includes(name));
}

async function dropNoModule(found) {
  const unused = new Set();
  for (const name of found.filter((each) => each.endsWith(".html"))) {
    const page = await readFile(join(OUT, name), "utf8");
    for (const [, script] of page.matchAll(NO_MODULE)) unused.add(script);
    await writeFile(join(OUT, name), page.replaceAll(NO_MODULE, ""));
  }
  for (const name of unused) await rm(join(OUT, name));
  return found.filter((name) => !unused.has(name));
}

async function sumOf(name) {
  return createHash("sha256")
    .update(await readFile(join(OUT, name)))
    .digest("hex");
}

/** The worker's text, with the files that are its own; returns its hash. */
async function writeWorker(files) {
  const kept = Array.from(files).filter(([name]) => name !== "404.html");
  const paths = Object.fromEntries(kept.map(([name, sum]) => [pathOf(name), sum]));
  const build = createHash("sha256").update(JSON.stringify(paths)).digest("hex").slice(0, 16);
  const worker = await readFile(WORKER, "utf8");
  const header = `const BUILD = ${JSON.stringify(build)};\nconst FILES = ${JSON.stringify(paths)};\n`;
  await writeFile(join(OUT, "sw.js"), header + worker);
  return sumOf("sw.js");
}

/** As the page asks for it: pages are named without what their files end with. */
function pathOf(name) {
  if (name === "index.html") return "/";
  return `/${name.replace(/\.html$/, "")}`;
}

async function pack(name) {
  if (!TEXTS.has(extname(name))) return;
  const file = join(OUT, name);
  const content = await readFile(file);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  await writeFile(`${file}.br`, brotli);
  await writeFile(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
}

/** A page over its budget is no page to serve. */
async function weigh(name) {
  const page = await readFile(join(OUT, name), "utf8");
  const scripts = new Set(Array.from(page.matchAll(/<script src="\/([^"]+)"/g), ([, src]) => src));
  if (scripts.size === 0) throw new Error(`${name} has no scripts that we could weigh`);
  let bytes = 0;
  for (const script of scripts) bytes += (await stat(join(OUT, `${script}.br`))).size;
  console.log(`${name}: ${scripts.size} scripts, ${bytes} bytes packed`);
  if (bytes > SCRIPT_BUDGET_BYTES) {
    throw new Error(`the scripts of ${name} are over their budget of ${SCRIPT_BUDGET_BYTES} bytes`);
  }
}
