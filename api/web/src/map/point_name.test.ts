import { afterEach, expect, test, vi } from "vitest";
import { Choice, type Chosen } from "./choice";
import { nameOf } from "./point_name";
import type { MapTexts } from "./texts";

const TEMPLATE = "/carte/lieu?place=PLACE&lang=de";

afterEach(() => vi.unstubAllGlobals());

function answering(body: string, status = 200): ReturnType<typeof vi.fn> {
  const asked = vi.fn(async () => new Response(body, { status }));
  vi.stubGlobal("fetch", asked);
  return asked;
}

test("a point is asked for by its coordinates, in the reader's language", async () => {
  const asked = answering('{"name": "3 Rue Haute"}');
  expect(await nameOf(TEMPLATE, "48.5,7.5")).toBe("3 Rue Haute");
  expect(asked).toHaveBeenCalledWith("/carte/lieu?place=48.5%2C7.5&lang=de");
});

test.each([
  ["{}", 200],
  ["null", 200],
  ["not json", 200],
  ['{"detail": "Hors de la région"}', 422],
])("an answer without a name leaves the coordinates: %s", async (body, status) => {
  answering(body, status);
  expect(await nameOf(TEMPLATE, "48.5,7.5")).toBe("");
});

test("a network that is away leaves the coordinates", async () => {
  vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("offline"))));
  expect(await nameOf(TEMPLATE, "48.5,7.5")).toBe("");
});

test("a name that comes late does not rename another place", () => {
  document.body.innerHTML = "<div><strong data-choice-name></strong></div>";
  const panel = document.body.firstElementChild as HTMLElement;
  const texts = { fromUrl: "", toUrl: "", stopUrl: "" } as MapTexts;
  const choice = new Choice(panel, texts, () => false, vi.fn(), vi.fn());
  const [first, second]: Chosen[] = ["1,1", "2,2"].map((id) => ({ id, name: id, at: [0, 0], isStation: false }));
  if (!first || !second) throw new Error("two places");
  choice.show(first);
  choice.show(second);
  choice.rename(first, "Rue Haute");
  expect(panel.textContent).toBe("2,2");
  choice.rename(second, "Rue Basse");
  expect(panel.textContent).toBe("Rue Basse");
});
