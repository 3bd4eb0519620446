/** The map itself: MapLibre on our tiles, the journey of the page, places to point at. */

import { GPUInitializationError, Map as MapLibreMap, setWorkerUrl } from "maplibre-gl";
import type { FitBoundsOptions, GeoJSONSource, LngLatBoundsLike, Point } from "maplibre-gl";
import { Choice, type Chosen } from "./choice";
import { sayFailed } from "./failure";
import type { Taker } from "./figure";
import { COURSES, readCourses } from "./course";
import { collection, NO_JOURNEY, point, readJourney, type Journey } from "./journey";
import { readPalette } from "./palette";
import type { Position } from "./polyline";
import { mapStyle, STATIONS, type Drawing } from "./style";
import { nameOf } from "./point_name";
import { readMapTexts, type MapTexts } from "./texts";

const REACH_PX = 14;
/** How far from a station one may point and mean it. */
const STREET_ZOOM = 15;
/** The first journey of the page is drawn; the way on foot beside it, where there is no other. */
const DRAWABLE = ".journey:has([data-polyline])";
const RIDDEN = `${DRAWABLE}:not(.on-foot)`;
const THEMES = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];

/** Draw the map of a figure; where that cannot be done it says so. */
export function showMap(figure: HTMLElement, take: Taker): void {
  try {
    new MapView(figure, readMapTexts(figure), take);
  } catch (error) {
    if (!(error instanceof GPUInitializationError)) throw error;
    sayFailed(figure);
  }
}

class MapView {
  private readonly map: MapLibreMap;
  private readonly bounds: [number, number, number, number];
  private readonly focus: Position | undefined;
  private readonly ends = new Map<"from" | "to", Chosen>();
  private readonly choice: Choice;
  private journey: Journey = NO_JOURNEY;

  constructor(
    private readonly figure: HTMLElement,
    private readonly texts: MapTexts,
    take: Taker,
  ) {
    this.bounds = numbers(figure.dataset["bounds"]) as [number, number, number, number];
    const focus = numbers(figure.dataset["focus"]);
    if (focus.length === 2) this.focus = focus as Position;
    const first = document.querySelector(RIDDEN) ?? document.querySelector(DRAWABLE);
    if (first) this.journey = readJourney(first);
    else if (document.querySelector(COURSES)) this.journey = readCourses(document.body);
    setWorkerUrl(new URL(figure.dataset["worker"] ?? "", document.baseURI).href);
    this.map = this.made();
    this.choice = new Choice(
      part(figure, "[data-map-choice]"),
      texts,
      take,
      (end, chosen) => this.take(end, chosen),
      () => this.map.getCanvas().focus({ preventScroll: true }),
    );
    this.listen();
    part(figure, "[data-map-ready]").hidden = false;
  }

  private made(): MapLibreMap {
    const [west, south, east, north] = this.bounds;
    const margin = 2 * Math.max(east - west, north - south);
    const map = new MapLibreMap({
      container: part(this.figure, "[data-map-canvas]"),
      style: this.style(),
      attributionControl: false,
      maxBounds: [west - margin, south - margin, east + margin, north + margin],
      ...this.start(),
      maxZoom: 18,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      cooperativeGestures: true,
      fadeDuration: 0,
      locale: {
        "Map.Title": this.texts.title,
        "CooperativeGesturesHandler.WindowsHelpText": this.texts.wheel,
        "CooperativeGesturesHandler.MacHelpText": this.texts.wheelMac,
        "CooperativeGesturesHandler.MobileHelpText": this.texts.fingers,
      },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    const canvas = map.getCanvas();
    canvas.setAttribute("aria-label", `${this.texts.title}. ${this.texts.keys}`);
    canvas.setAttribute("role", "application");
    return map;
  }

  /** Where the map begins: the journey, the place of the page, or the whole region. */
  private start(): { bounds: LngLatBoundsLike; fitBoundsOptions: FitBoundsOptions } | { center: Position; zoom: number } {
    if (this.focus) return { center: this.focus, zoom: STREET_ZOOM };
    return { bounds: this.shown(), fitBoundsOptions: this.margins() };
  }

  private shown(): [number, number, number, number] {
    const { points } = this.journey;
    if (!points.length) return this.bounds;
    const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** Room beside what is shown: for the buttons, and for the names of the ends of a journey. */
  private margins(): FitBoundsOptions {
    const { clientWidth } = this.figure;
    const named = this.journey.points.length > 0;
    const left = named ? Math.min(88, clientWidth / 8) : 16;
    const right = named ? Math.min(152, clientWidth / 4) : 64;
    return { padding: { top: 24, bottom: 24, left, right }, maxZoom: 16 };
  }

  private style(): ReturnType<typeof mapStyle> {
    const { dataset } = this.figure;
    const drawing: Drawing = {
      tiles: `${window.location.origin}${dataset["map"] ?? ""}`,
      maxZoom: Number(dataset["maxZoom"]),
      journey: this.journey.drawn,
      ends: this.drawnEnds(),
    };
    return mapStyle(readPalette(this.figure), drawing);
  }

  private drawnEnds(): ReturnType<typeof collection> {
    const kinds = { from: "start", to: "end" } as const;
    const ends = [...this.ends].flatMap(([end, { at, name }]) => point(at, kinds[end], name));
    return collection([...point(this.focus, "end", ""), ...ends]);
  }

  private listen(): void {
    const { map, figure } = this;
    map.on("click", (event) => this.choose(event.point));
    map.on("error", (event) => console.warn(event.error));
    map.on("mousemove", (event) => {
      map.getCanvas().style.cursor = this.stationAt(event.point) ? "pointer" : "";
    });
    map.on("idle", () => {
      figure.dataset["state"] = "drawn";
    });
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.choose(map.project(map.getCenter()));
    });
    for (const button of figure.querySelectorAll<HTMLElement>("[data-zoom]")) {
      button.addEventListener("click", () => map.zoomTo(map.getZoom() + Number(button.dataset["zoom"])));
    }
    part(figure, "[data-fit]").addEventListener("click", () => this.fit());
    for (const theme of THEMES) {
      matchMedia(theme).addEventListener("change", () => this.restyle());
    }
    document.addEventListener("toggle", (event) => this.onToggle(event), { capture: true });
  }

  /** Draw everything anew: another journey, or other colours. */
  private restyle(): void {
    this.figure.dataset["state"] = "drawing";
    this.map.setStyle(this.style());
  }

  /** Show the journey whose details were opened. */
  private onToggle(event: Event): void {
    const details = event.target as HTMLDetailsElement;
    const opened = details.parentElement;
    if (!details.open || !opened?.matches(".journey")) return;
    this.journey = readJourney(opened);
    this.restyle();
    this.fit();
  }

  private fit(): void {
    if (this.focus) this.map.easeTo({ center: this.focus, zoom: STREET_ZOOM });
    else this.map.fitBounds(this.shown(), this.margins());
  }

  private choose(at: Point): void {
    const station = this.stationAt(at);
    const { lng, lat } = this.map.unproject(at);
    const [lat_text, lon_text] = [lat.toFixed(5), lng.toFixed(5)];
    if (station) {
      this.choice.show(station);
      return;
    }
    const id = `${lat_text},${lon_text}`;
    const point: Chosen = { id, name: id.replace(",", ", "), at: [lng, lat], isStation: false };
    this.choice.show(point);
    void nameOf(this.texts.nameUrl, id).then((name) => {
      if (name) this.choice.rename(point, name);
    });
  }

  private stationAt({ x, y }: Point): Chosen | undefined {
    const layers = STATIONS.filter((layer) => this.map.getLayer(layer));
    const [found] = this.map.queryRenderedFeatures(
      [
        [x - REACH_PX, y - REACH_PX],
        [x + REACH_PX, y + REACH_PX],
      ],
      { layers },
    );
    if (found?.geometry.type !== "Point") return undefined;
    return {
      id: String(found.properties["id"]),
      name: String(found.properties["name"]),
      at: found.geometry.coordinates as Position,
      isStation: true,
    };
  }

  private take(end: "from" | "to", chosen: Chosen): void {
    this.ends.set(end, chosen);
    this.map.getSource<GeoJSONSource>("ends")?.setData(this.drawnEnds());
    const text = end === "from" ? this.texts.start : this.texts.end;
    say(this.figure, text.replace("{place}", chosen.name));
  }
}

function say(figure: HTMLElement, text: string): void {
  part(figure, "[data-map-said]").textContent = text;
}

function numbers(text: string | undefined): number[] {
  return text ? text.split(",").map(Number) : [];
}

function part(figure: HTMLElement, selector: string): HTMLElement {
  const element = figure.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`the map lacks ${selector}`);
  return element;
}
