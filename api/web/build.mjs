// Build the pages' scripts, styles, font and icon into api/web/static, named by their content.
// manifest.json tells Flask which file a name became; each text also stands compressed beside itself.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
const packages = join(web, "../../node_modules");
const target = join(web, "static");
const FONT = "atkinson-hyperlegible-next-latin-wght-normal";
const COMPRESSED = new Set([".js", ".css", ".svg", ".txt"]);

await rm(target, { recursive: true, force: true });
await mkdir(target);

const OPTIONS = {
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};
const pages = await build({
  ...OPTIONS,
  entryPoints: [
    { in: join(web, "src/main.ts"), out: "main" },
    { in: join(web, "src/screen.ts"), out: "screen" },
    { in: join(web, "src/kiosk.ts"), out: "kiosk" },
    { in: join(web, "src/kiosk_open.ts"), out: "kiosk_open" },
    { in: join(web, "src/kiosk_worker.ts"), out: "kiosk_worker" },
    { in: join(web, "src/styles/main.css"), out: "styles" },
    { in: join(web, "src/icon.svg"), out: "icon" },
  ],
  loader: { ".svg": "copy", ".woff2": "file" },
});
// The map, fetched only when one is shown. MapLibre is bundled from its own sources, so that the
// page and its worker share what both need: a quarter less than its two ready-made bundles.
const maplibre = join(packages, "maplibre-gl/src");
const map = await build({
  ...OPTIONS,
  entryPoints: [
    { in: join(web, "src/map/view.ts"), out: "map" },
    { in: join(maplibre, "source/worker.ts"), out: "map-worker" },
  ],
  alias: { "maplibre-gl": join(maplibre, "index.ts") },
  // As MapLibre builds itself: a declared field of a class is not set anew after its parent's.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  splitting: true,
  chunkNames: "map-shared-[hash]",
});

// A kiosk is light or dark as it is configured, whatever its machine prefers.
const styles = Object.keys(pages.metafile.outputs).find((path) => /\/styles-[^/]*\.css$/.test(path));
const fixed = [
  await fixedStyles(styles, "light", "(max-width:0)"),
  await fixedStyles(styles, "dark", "(min-width:0)"),
];

const licences = await licencesOf(Object.keys({ ...pages.metafile.inputs, ...map.metafile.inputs }));
const digest = createHash("sha256").update(licences).digest("hex").slice(0, 8);
await writeFile(join(target, `licences-${digest}.txt`), licences);

const manifest = {};
const built = [pages, map].flatMap((result) => Object.keys(result.metafile.outputs));
for (const path of [...built, ...fixed, `licences-${digest}.txt`]) {
  const file = basename(path);
  const extension = extname(file);
  const stem = file.slice(0, file.lastIndexOf("-"));
  const name = stem === FONT ? "font.woff2" : stem + extension;
  if (name in manifest) throw new Error(`${file} and ${manifest[name]} are both called ${name}`);
  manifest[name] = file;
  if (COMPRESSED.has(extension)) {
    const content = await readFile(join(target, file));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    await writeFile(join(target, `${file}.br`), brotliCompressSync(content, { params: quality }));
    await writeFile(join(target, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(target, "manifest.json"), `${JSON.stringify(sorted, null, 1)}\n`);

/** Write the styles with `media` in place of a preference for dark, and return the name of their file. */
async function fixedStyles(path, scheme, media) {
  const text = (await readFile(path, "utf8"))
    .replaceAll(/\(prefers-color-scheme: ?dark\)/g, media)
    .replace(/color-scheme: ?light dark/, `color-scheme:${scheme}`);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const file = `styles-${scheme}-${hash}.css`;
  await writeFile(join(target, file), text);
  return file;
}

/** Return the licences of the packages that files come from: most ask to be handed on. */
async function licencesOf(files) {
  // A package may hold others, in folders of the same name: the last one counts.
  const names = files.map((file) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  const texts = [...new Set(names.filter(Boolean))].sort().map(async (packageName) => {
    const folder = join(packages, packageName);
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json")));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), "utf8") : "";
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(72)}\n\n`);
}
