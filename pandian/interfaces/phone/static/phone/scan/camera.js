/**
 * The camera as a scanner: the guide region of each frame goes to the decoder's thread.   摄像头
 */

/** The same code counts again only after it was out of sight this long, ms. */
const OUT_OF_SIGHT_MS = 1000;
const WANTED = { audio: false, video: { facingMode: { ideal: 'environment' },
  width: { ideal: 1920 }, height: { ideal: 1080 } } };
/** The middle of the picture, in parts of its width and height. */
const REGION = { x: 0.1, y: 0.15, width: 0.8, height: 0.7 };

/** The camera cannot be used; `reason` is denied, missing, busy, insecure or broken. */
export class CameraFailed extends Error {
  /** @param {string} reason @param {unknown} [cause] */
  constructor(reason, cause) {
    super(reason);
    this.name = 'CameraFailed';
    this.reason = reason;
    this.cause = cause;
  }
}

const REASONS = { NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'missing',
  OverconstrainedError: 'missing', NotReadableError: 'busy', AbortError: 'busy' };

/**
 * Show the camera in a video element and report every code that comes into sight.
 *
 * `raw` begins with the symbology identifier, as a scanner would type it; GS stays U+001D.
 * Raises `CameraFailed`.
 * @param {HTMLVideoElement} video
 * @param {{onScan: (scan: import('../types.js').Scan) => void, onFrame?: (ms: number) => void,
 *   region?: {x: number, y: number, width: number, height: number}}} options
 * @returns {Promise<{torch: (on: boolean) => Promise<void>, hasTorch: boolean,
 *   photo: () => Promise<Blob>, close: () => void}>}
 */
export async function openCamera(video, { onScan, onFrame = () => {}, region = REGION }) {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw new CameraFailed('insecure');
  const worker = new Worker(new URL('./decode_worker.js', import.meta.url), { type: 'module' });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
    video.srcObject = stream;
    video.muted = true;
    video.playsInline = true;
    await video.play();
  } catch (/** @type {any} */ error) {
    worker.terminate();
    for (const each of stream?.getTracks() ?? []) each.stop();
    throw new CameraFailed(REASONS[error.name] ?? 'broken', error);
  }
  const [track] = stream.getVideoTracks();
  const eye = new Eye(video, worker, region, { onScan, onFrame });
  eye.look();
  return {
    hasTorch: Boolean(/** @type {any} */ (track.getCapabilities?.())?.torch),
    torch: (on) => track.applyConstraints(
      /** @type {any} */ ({ advanced: [{ torch: on }] })).catch(() => {}),
    photo: () => picture(video),
    close: () => {
      eye.close();
      worker.terminate();
      for (const each of stream.getTracks()) each.stop();
      video.srcObject = null;
    },
  };
}

/** Hands the worker one frame at a time and remembers what is in sight. */
class Eye {
  /**
   * @param {HTMLVideoElement} video @param {Worker} worker @param {typeof REGION} region
   * @param {{onScan: (scan: import('../types.js').Scan) => void, onFrame: (ms: number) => void}} on
   */
  constructor(video, worker, region, { onScan, onFrame }) {
    this.video = video;
    this.worker = worker;
    this.region = region;
    this.onScan = onScan;
    this.onFrame = onFrame;
    this.seen = new Map();
    this.closed = false;
    this.number = 0;
    worker.addEventListener('message', (event) => this.heard(event.data));
  }

  close() { this.closed = true; }

  look() {
    if (this.closed) return;
    const next = () => this.frame();
    if ('requestVideoFrameCallback' in this.video) this.video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  async frame() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (this.closed) return;
    if (!width || document.hidden) {
      setTimeout(() => this.look(), 200);
      return;
    }
    const cut = [this.region.x * width, this.region.y * height, this.region.width * width,
      this.region.height * height].map(Math.round);
    this.number += 1;
    if ('OffscreenCanvas' in globalThis) {
      const bitmap = await createImageBitmap(this.video, cut[0], cut[1], cut[2], cut[3]);
      this.worker.postMessage({ number: this.number, bitmap }, [bitmap]);
    } else {
      const image = pixels(this.video, cut);
      this.worker.postMessage({ number: this.number, pixels: image.data.buffer,
        width: image.width, height: image.height }, [image.data.buffer]);
    }
  }

  heard(message) {
    if (this.closed || message.ready) return;
    const now = performance.now();
    for (const { text, symbology } of message.codes ?? []) {
      const raw = symbology + text;
      const fresh = now - (this.seen.get(raw) ?? -Infinity) > OUT_OF_SIGHT_MS;
      this.seen.set(raw, now);
      if (fresh) this.onScan({ raw, symbology, entry: 'camera' });
    }
    this.onFrame(message.ms);
    this.look();
  }
}

/** @param {HTMLVideoElement} video @param {number[]} cut */
function pixels(video, [x, y, width, height]) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true }));
  context.drawImage(video, x, y, width, height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** The whole picture as a JPEG, for the exception sheet. @param {HTMLVideoElement} video */
async function picture(video) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext('2d');
  if (!context) throw new CameraFailed('broken');
  context.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
}
