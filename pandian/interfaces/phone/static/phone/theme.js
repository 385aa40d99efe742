// How the page looks before the first paint: what was chosen on this device, else the system.
(() => {
  const root = document.documentElement;
  let look = {};
  try { look = JSON.parse(localStorage.getItem("pandian-look") ?? "{}"); } catch { /* off */ }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const sharp = matchMedia("(prefers-contrast: more)").matches;
  root.dataset.theme = look.theme && look.theme !== "system" ? look.theme : dark ? "dark" : "light";
  root.dataset.contrast = look.contrast === "high" || (!look.contrast && sharp) ? "high" : "normal";
  root.dataset.glove = String(Boolean(look.glove));
  root.dataset.hand = look.left ? "left" : "right";
  root.dataset.ring = String(Boolean(look.ring));
  if (look.language) root.lang = look.language;
})();
