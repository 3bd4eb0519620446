/** Colours of the map: the page's style sheet decides them, by theme and contrast. */

const NAMES = [
  "outside",
  "land",
  "built",
  "grass",
  "wood",
  "park",
  "water",
  "street",
  "street-edge",
  "main",
  "motorway",
  "path",
  "rail",
  "border",
  "text",
  "text-soft",
  "text-water",
  "halo",
  "line",
  "line-edge",
  "station",
  "walk",
  "end",
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

/** Return the colours that the style sheet gives an element now, as `rgb(…)`. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  // Where a reader forces colours, those of the map are their own still: it has a set for that.
  probe.style.setProperty("forced-color-adjust", "none");
  element.append(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--map-${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Palette;
}
