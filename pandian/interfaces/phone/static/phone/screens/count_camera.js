// The camera on the counting screen: the whole picture is the aim, one button is the light.   相机

import { capabilities } from "../device.js";
import { button, h, icon } from "../ui.js";
import { t } from "../words.js";

const FAULTS = { NotAllowedError: "camera_denied", NotFoundError: "camera_none",
  OverconstrainedError: "camera_none" };
const TICK_MS = 15;

export class CameraView {
  /** @param {any} app @param {(scan: any) => void} onScan @param {() => void} [changed] */
  constructor(app, onScan, changed) {
    this.app = app;
    this.onScan = onScan;
    this.changed = changed ?? (() => app.screenChanged());
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

  /** The button that opens it, and what went wrong the last time. */
  switcher() {
    return [this.fault && h("p.notice", { "data-level": "warning", role: "alert" },
      icon("warning"), h("span", {}, this.fault)),
    button("tool", "camera", this.on ? t("camera_off") : t("camera"), () => this.toggle(),
      { "aria-pressed": String(this.on) }),
    this.torch && button("tool", "torch", t("torch"), () => this.light(),
      { "aria-pressed": String(this.lit) })];
  }

  async toggle() {
    const { app } = this;
    if (this.on) this.close();
    else await this.open();
    if (app.store.install) await app.settings.change(app.store, "camera", this.on);
  }

  async open() {
    this.fault = "";
    if (!capabilities().camera) {
      this.fault = t("camera_unsafe");
      return this.changed();
    }
    this.on = true;
    this.changed();
    try {
      const { openCamera } = await import("../scan/camera.js");
      const reader = await openCamera(this.video, { onScan: (scan) => {
        navigator.vibrate?.(TICK_MS);
        this.onScan(scan);
      } });
      if (!this.on) return reader.close();
      this.reader = reader;
      this.torch = Boolean(reader.hasTorch);
    } catch (/** @type {any} */ error) {
      this.on = false;
      const known = FAULTS[error?.name] ?? FAULTS[error?.cause?.name];
      this.fault = known ? t(known) : t("camera_failed", error?.message ?? error?.name ?? error);
    }
    return this.changed();
  }

  async light() {
    this.lit = !this.lit;
    await this.reader?.torch?.(this.lit);
    this.changed();
  }

  close() {
    if (!this.on) return;
    this.on = false;
    this.lit = false;
    this.torch = false;
    this.reader?.close();
    this.reader = null;
    this.changed();
  }
}
