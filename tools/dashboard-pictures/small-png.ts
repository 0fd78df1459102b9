/** A picture with few colours as a PNG with a palette, which takes a third of the bytes. Reads what Chromium writes: 8 bits for each of 3 or 4 channels, not interlaced. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, one after the other. */
  readonly rgb: Buffer;
}

export function smallPng(png: Buffer): Buffer {
  const { width, height, rgb } = decoded(png);
  const { palette, indexes } = fewColours(rgb);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, by a palette.
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) indexes.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours that most pixels have, of those that look the same only one; every other becomes the nearest of them. */
function fewColours(rgb: Buffer): { readonly palette: Buffer; readonly indexes: Buffer } {
  const pixels = new Uint32Array(rgb.length / 3);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < pixels.length; pixel += 1) {
    const at = pixel * 3;
    const colour = ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
    pixels[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  const kept = [...new Map(byCount.toReversed().map((colour) => [colour & LOOKS, colour])).values()]
    .sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0))
    .slice(0, MOST_COLOURS);
  const index = new Map(byCount.map((colour) => [colour, nearestOf(colour, kept)]));
  return {
    palette: Buffer.from(kept.flatMap(channelsOf)),
    indexes: Buffer.from(pixels.map((colour) => index.get(colour) ?? 0)),
  };
}

/** The bits of a colour by which people tell it from another. */
const LOOKS = 0xf8f8f8;

function nearestOf(colour: number, palette: readonly number[]): number {
  const wanted = channelsOf(colour);
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [at, other] of palette.entries()) {
    const distance = channelsOf(other).reduce((sum, value, channel) => sum + (value - (wanted[channel] ?? 0)) ** 2, 0);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function channelsOf(colour: number): readonly number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function decoded(png: Buffer): Pixels {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((each) => each.data)));
  const length = width * channels;
  const rgb = Buffer.alloc(width * height * 3);
  let above = Buffer.alloc(length);
  for (let row = 0; row < height; row += 1) {
    const from = row * (length + 1);
    const line = Buffer.from(data.subarray(from + 1, from + 1 + length));
    unfilter(data[from] ?? 0, line, above, channels);
    for (let pixel = 0; pixel < width; pixel += 1)
      line.copy(rgb, (row * width + pixel) * 3, pixel * channels, pixel * channels + 3);
    above = line;
  }
  return { width, height, rgb };
}

/** In place, as the PNG specification says in "Filtering". */
function unfilter(filter: number, line: Buffer, above: Buffer, channels: number): void {
  const guess = GUESSES[filter];
  if (guess === undefined) return;
  for (let index = 0; index < line.length; index += 1) {
    const left = index < channels ? 0 : (line[index - channels] ?? 0);
    const corner = index < channels ? 0 : (above[index - channels] ?? 0);
    line[index] = (line[index] ?? 0) + guess(left, above[index] ?? 0, corner);
  }
}

/** By the number of the filter; the first changes nothing. */
const GUESSES: readonly (((left: number, up: number, corner: number) => number) | undefined)[] = [
  undefined,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  nearest,
];

function nearest(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function* chunksOf(png: Buffer): Iterable<{ readonly type: string; readonly data: Buffer }> {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
