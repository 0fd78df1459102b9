/** Pictures of the documentation are written with a palette: smaller, and the same to look at. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { smallPng } from '../../tools/dashboard-pictures/small-png.ts';

const [WIDTH, HEIGHT] = [40, 30];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Unfiltered rows, 8 bits for each of three channels. */
function png(colour: (x: number, y: number) => readonly [number, number, number]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: WIDTH }, (__, x) => colour(x, y)).flat()]),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours of a picture with a palette, in the order of its pixels. */
function coloursOf(small: Buffer): readonly (readonly number[])[] {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < small.length; at += small.readUInt32BE(at) + 12)
    found.set(small.toString('latin1', at + 4, at + 8), small.subarray(at + 8, at + 8 + small.readUInt32BE(at)));
  const palette = found.get('PLTE') ?? Buffer.alloc(0);
  const rows = inflateSync(found.get('IDAT') ?? Buffer.alloc(0));
  return Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => {
    const index = rows[Math.floor(pixel / WIDTH) * (WIDTH + 1) + 1 + (pixel % WIDTH)] ?? 0;
    return [...palette.subarray(index * 3, index * 3 + 3)];
  });
}

describe('a picture with a palette', () => {
  it('has every pixel as it was, where there are few colours', () => {
    const colour = (x: number, y: number) =>
      [x < 20 ? 17 : 200, y < 10 ? 18 : 90, (x + y) % 3 === 0 ? 255 : 0] as const;
    const wanted = Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => [
      ...colour(pixel % WIDTH, Math.floor(pixel / WIDTH)),
    ]);
    expect(coloursOf(smallPng(png(colour)))).toEqual(wanted);
  });

  it('has colours that look the same, where there are many that hardly differ', () => {
    // Edges of letters and lines lie between two colours.
    const colour = (x: number, y: number) => [(x * 97) % 160, 30 + (y % 8), 40 + (x % 8)] as const;
    const found = coloursOf(smallPng(png(colour)));
    const far = found.filter((each, pixel) => {
      const wanted = colour(pixel % WIDTH, Math.floor(pixel / WIDTH));
      return each.some((value, channel) => Math.abs(value - (wanted[channel] ?? 0)) > 8);
    });
    expect(far).toEqual([]);
  });
});
