/**
 * Opens the site where there is no network. The build puts two constants before this text: BUILD, which
 * names it, and FILES, its paths with the SHA-256 of each.
 *
 * One cache holds one build, whole and verified, or it is not there at all; so a page from it never
 * meets another build's scripts. With a network the server's own page is shown, whichever build that
 * is, and its scripts are named by their content. Nothing but these files is ever looked at: no call,
 * no address with a session in it, nothing with a token.
 */
const PREFIX = "site-";
const CACHE = PREFIX + BUILD;

/** A network that has said nothing for this long is as good as none. */
const NETWORK_TIMEOUT_MILLIS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (!Object.hasOwn(FILES, pathname)) return;
  if (request.mode === "navigate") event.respondWith(openPage(event, pathname));
  else event.respondWith(readFile(request, pathname));
});

/** All of the build, or nothing: what fails here is tried again at the next visit. */
async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.keys(FILES).map((path) => keep(cache, path)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache, path) {
  // What is named by its content the page has just loaded; anything else is asked about.
  const named = path.startsWith("/_next/static/");
  const response = await fetch(path, { cache: named ? "default" : "no-cache" });
  const content = await response.clone().arrayBuffer();
  if (!response.ok || (await sumOf(content)) !== FILES[path]) {
    throw new Error(`${path} is of another build`);
  }
  await cache.put(path, response);
}

async function sumOf(content) {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Comes when no tab has a page of the build before open any more, so that nobody needs its files. */
async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The page is asked for while this worker still wakes up.
  await self.registration.navigationPreload?.enable();
}

/** The server's page, or the kept one where the server cannot be reached, or only its proxy can. */
async function openPage(event, path) {
  const live = answerOf(event);
  event.waitUntil(live.catch(() => {}));
  const answer = await Promise.race([live, after(NETWORK_TIMEOUT_MILLIS)]).catch(() => undefined);
  if (answer !== undefined && answer.status < 500) return answer;
  return (await kept(path)) ?? answer ?? live;
}

async function answerOf(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function readFile(request, path) {
  const file = await kept(path);
  if (file === undefined) return fetch(request);
  // Without an address of its own it takes the request's, whose fragment tells a worker what to load. All
  // else is handed on as it was kept, with what the browser has compiled of it.
  return request.destination === "worker" ? new Response(file.body, file) : file;
}

async function kept(path) {
  const cache = await caches.open(CACHE);
  return cache.match(path);
}

function after(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis, undefined));
}
