/** Lines as Google's algorithm encodes them, six decimals to a degree, like the server writes. */

/** Longitude and latitude, in degrees. */
export type Position = [number, number];

const SCALE = 1e6;
const OFFSET = 63;
const CONTINUES = 0x20;

/** Return the points of an encoded line. */
export function decodePolyline(text: string): Position[] {
  const points: Position[] = [];
  let at = 0;
  const number = (): number => {
    let value = 0;
    let shift = 0;
    let chunk = CONTINUES;
    while (chunk >= CONTINUES && at < text.length) {
      chunk = text.charCodeAt(at++) - OFFSET;
      value |= (chunk & (CONTINUES - 1)) << shift;
      shift += 5;
    }
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  let [lat, lon] = [0, 0];
  while (at < text.length) {
    lat += number();
    lon += number();
    points.push([lon / SCALE, lat / SCALE]);
  }
  return points;
}
