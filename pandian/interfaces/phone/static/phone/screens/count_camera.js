// The camera on the counting screen: the whole picture is the aim, one button is the light.   相机

import { capabilities } from "../device.js";
import { h } from "../ui.js";
import { t } from "../words.js";

const FAULTS = { NotAllowedError: "camera_denied", NotFoundError: "camera_none",
  OverconstrainedError: "camera_none" };
const TICK_MS = 15;

export class CameraView {
  /** @param {any} app @param {(scan: any) => void} onScan */
  constructor(app, onScan) {
    this.app = app;
    this.onScan = onScan;
    this.on = false;
    this.lit = false;
    this.torch = false;
    this.fault = "";
    this.reader = null;
    this.video = h("video", { playsinline: true, muted: true, autoplay: true,
      "aria-label": t("camera_view") });
    this.box = h("div.camera", {}, this.video, h("div.guide", { "aria-hidden": "true" }));
  }

  state() {
    return [this.on, this.lit, this.torch, this.fault];
  }

  node() {
    return this.on ? this.box : null;
  }

  async toggle() {
    const { app } = this;
    if (this.on) this.close();
    else await this.open();
    await app.settings.change(app.store, "camera", this.on);
  }

  async open() {
    this.fault = "";
    if (!capabilities().camera) {
      this.fault = t("camera_unsafe");
      return this.app.screenChanged?.();
    }
    this.on = true;
    this.app.screenChanged?.();
    try {
      const { openCamera } = await import("../scan/camera.js");
      const reader = await openCamera(this.video, { onScan: (scan) => {
        navigator.vibrate?.(TICK_MS);
        this.onScan(scan);
      } });
      if (!this.on) return reader.close();
      this.reader = reader;
      this.torch = Boolean(reader.hasTorch);
    } catch (error) {
      this.on = false;
      const known = FAULTS[error?.name] ?? FAULTS[error?.cause?.name];
      this.fault = known ? t(known) : t("camera_failed", error?.message ?? error?.name ?? error);
    }
    return this.app.screenChanged?.();
  }

  async light() {
    this.lit = !this.lit;
    await this.reader?.torch?.(this.lit);
    this.app.screenChanged?.();
  }

  close() {
    this.on = false;
    this.lit = false;
    this.torch = false;
    this.reader?.close();
    this.reader = null;
    this.app.screenChanged?.();
  }
}
