// Light or dark before the first paint: what was chosen here, else what the system says.
(() => {
  /** @type {string | null} */
  let chosen = null;
  try { chosen = localStorage.getItem("pandian-theme"); } catch { /* storage may be off */ }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  document.documentElement.classList.add("js");
})();
