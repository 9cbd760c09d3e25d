// Runs before the first paint: the theme that was chosen on this device, or the one of the system.
(function () {
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("grantry.theme");
  } catch {
    chosen = null;
  }
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme =
    chosen === "light" || chosen === "dark" ? chosen : dark ? "dark" : "light";
})();
