/**
 * Pixels in, codes out, away from the page's own thread.   解码线程
 *
 * The decoder is WebAssembly of our own release folder: no other origin is ever asked.
 */

import { prepareZXingModule, readBarcodes } from '../vendor/zxing-wasm/reader/index.js';

const FORMATS = /** @type {any} */ (['DataMatrix', 'QRCode', 'MicroQRCode', 'Code128', 'EAN13',
  'EAN8', 'UPCA', 'UPCE', 'ITF', 'Code39', 'DataBar', 'DataBarExp', 'DataBarLtd']);
const OPTIONS = { formats: FORMATS, tryHarder: true, tryRotate: true, tryInvert: true,
  tryDownscale: true, maxNumberOfSymbols: 4, textMode: /** @type {const} */ ('Plain') };
const FOLDER = new URL('../vendor/zxing-wasm/reader/', import.meta.url).href;

const ready = prepareZXingModule({ overrides: { locateFile: (/** @type {string} */ name) =>
  FOLDER + name }, fireImmediately: true });
ready.then(() => postMessage({ ready: true }), (error) => postMessage({ broken: String(error) }));

/** @type {OffscreenCanvas|null} */
let canvas = null;

addEventListener('message', async ({ data }) => {
  const begun = performance.now();
  try {
    await ready;
    const image = data.bitmap ? drawn(data.bitmap)
      : new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height);
    const found = await readBarcodes(image, OPTIONS);
    postMessage({ number: data.number, ms: performance.now() - begun, codes: found
      .filter((each) => each.isValid && each.text)
      .map((each) => ({ text: each.text, symbology: each.symbologyIdentifier,
        format: each.format, position: each.position })) });
  } catch (error) {
    postMessage({ number: data.number, ms: performance.now() - begun, codes: [],
      broken: String(error) });
  }
});

/** @param {ImageBitmap} bitmap */
function drawn(bitmap) {
  if (!canvas || canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  }
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true }));
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
