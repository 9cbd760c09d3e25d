import { createHash } from "node:crypto";
import type { ThemeSettings } from "./theme.js";
import { themeVariables } from "./theme.js";

const rules = `
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  align-items: center; padding: 48px 16px 24px; background: var(--ax-page); color: var(--ax-text);
  font: 400 15px/1.5 var(--ax-font); -webkit-font-smoothing: antialiased; }
h1, h2, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
ul { list-style: none; }
fieldset { border: 0; min-inline-size: 0; }
[hidden] { display: none !important; }
.ax-header { display: flex; justify-content: center; max-width: 400px; margin-bottom: 24px; }
.ax-project { font-size: 17px; font-weight: 650; letter-spacing: -0.01em; text-align: center;
  overflow-wrap: anywhere; }
.ax-card { width: 100%; max-width: 400px; padding: 32px; background: var(--ax-card);
  border: 1px solid var(--ax-hairline); border-radius: 12px;
  box-shadow: 0 1px 2px rgb(0 0 0 / 4%), 0 8px 24px -12px rgb(0 0 0 / 12%); }
h1 { font-size: 22px; line-height: 1.3; font-weight: 650; letter-spacing: -0.015em;
  overflow-wrap: anywhere; }
.ax-lead { margin-top: 4px; overflow-wrap: anywhere; }
.ax-muted { color: var(--ax-muted); font-size: 14px; overflow-wrap: anywhere; }
.ax-host { font-weight: 600; color: var(--ax-text); }
.ax-gap { margin-top: 16px; }
a { color: var(--ax-link); text-decoration: underline; text-decoration-thickness: 1px;
  text-underline-offset: 3px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--ax-ring); outline-offset: 2px; border-radius: 4px; }
form { margin-top: 24px; }
.ax-field { margin-top: 18px; }
form > .ax-field:first-of-type { margin-top: 0; }
label { display: block; font-weight: 550; font-size: 14px; }
.ax-hint { color: var(--ax-muted); font-size: 13px; margin-top: 2px; }
.ax-input { position: relative; margin-top: 6px; display: flex; }
input[type="email"], input[type="password"], input[type="text"] { width: 100%; height: 40px;
  padding: 0 12px; font: inherit; font-size: 16px; color: var(--ax-text); background: var(--ax-card);
  border: 1px solid var(--ax-line); border-radius: var(--ax-radius); }
input:focus-visible { outline-offset: 1px; border-radius: var(--ax-radius); }
input[readonly] { background: var(--ax-page); }
input[aria-invalid="true"] { border-color: var(--ax-danger); box-shadow: inset 0 0 0 1px var(--ax-danger); }
.ax-show { position: absolute; inset-inline-end: 2px; top: 2px; height: 36px; padding: 0 12px;
  border: 0; border-radius: var(--ax-radius); background: var(--ax-card); color: var(--ax-link);
  font: inherit; font-size: 14px; cursor: pointer; }
.ax-has-show input { padding-inline-end: 76px; }
.ax-check { display: flex; gap: 10px; align-items: flex-start; min-height: 40px; padding-top: 9px; }
.ax-check label { font-weight: 400; font-size: 15px; line-height: 22px; overflow-wrap: anywhere; }
input[type="checkbox"], input[type="radio"] { flex: none; width: 20px; height: 20px; margin: 1px 0 0;
  accent-color: var(--ax-brand); }
.ax-field-error { display: flex; gap: 6px; margin-top: 4px; color: var(--ax-danger); font-size: 14px; }
.ax-error-word { font-weight: 650; }
.ax-icon { flex: none; margin-top: 3px; }
.ax-errors { margin-top: 20px; padding: 12px 14px; border: 1px solid var(--ax-danger);
  border-inline-start-width: 4px; border-radius: var(--ax-radius); background: var(--ax-danger-ground);
  font-size: 14px; overflow-wrap: anywhere; }
.ax-errors h2 { font-size: 14px; font-weight: 650; }
.ax-errors ul { margin-top: 4px; }
.ax-errors a { color: var(--ax-danger); }
.ax-button { display: flex; align-items: center; justify-content: center; width: 100%; min-height: 42px;
  padding: 9px 16px; margin-top: 24px; font: inherit; font-size: 15px; font-weight: 600; line-height: 1.4;
  text-align: center; text-decoration: none; cursor: pointer; border: 1px solid transparent;
  border-radius: var(--ax-radius); background: var(--ax-brand); color: var(--ax-on-brand);
  overflow-wrap: anywhere; }
.ax-button:hover { background: var(--ax-brand-strong); text-decoration: none; }
.ax-button:focus-visible { border-radius: var(--ax-radius); }
.ax-button:disabled { cursor: progress; }
.ax-second { background: var(--ax-card); color: var(--ax-text); border-color: var(--ax-line); }
.ax-second:hover { background: var(--ax-page); }
.ax-pair { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px; }
.ax-pair .ax-button { flex: 1 1 130px; width: auto; margin-top: 0; }
.ax-after { margin-top: 20px; text-align: center; font-size: 14px; }
.ax-after a { font-weight: 600; }
.ax-code { margin-top: 20px; text-align: center; }
.ax-code code { font-size: 30px; letter-spacing: 0.06em; }
.ax-app { display: flex; gap: 14px; align-items: center; }
.ax-tile { flex: none; display: grid; place-items: center; width: 44px; height: 44px; border-radius: 10px;
  background: var(--ax-tile); color: var(--ax-text); font-size: 20px; font-weight: 650; }
.ax-warning { display: flex; gap: 10px; margin-top: 16px; padding: 12px 14px; font-size: 14px;
  border: 1px solid var(--ax-warn); border-inline-start-width: 4px; border-radius: var(--ax-radius);
  background: var(--ax-warn-ground); overflow-wrap: anywhere; }
.ax-warning .ax-icon { color: var(--ax-warn); }
.ax-warning strong { overflow-wrap: anywhere; }
legend { padding: 0; font-weight: 650; font-size: 15px; }
.ax-scopes { margin-top: 6px; border: 1px solid var(--ax-hairline); border-radius: 8px; padding: 2px 14px; }
.ax-scopes li { padding: 6px 0; }
.ax-scopes li + li { border-top: 1px solid var(--ax-hairline); }
.ax-scopes .ax-check { padding-top: 8px; padding-bottom: 4px; }
.ax-note { display: block; color: var(--ax-muted); font-size: 13px; line-height: 1.4; }
code { font: 400 0.93em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere; }
.ax-facts { margin-top: 20px; padding: 12px 14px; border: 1px solid var(--ax-hairline);
  border-radius: var(--ax-radius); background: var(--ax-page); font-size: 13px; color: var(--ax-muted);
  overflow-wrap: anywhere; }
.ax-copy { margin-top: 8px; }
.ax-small { margin-top: 12px; font-size: 13px; color: var(--ax-muted); }
.ax-footer { display: flex; flex-direction: column; align-items: center; gap: 10px; width: 100%;
  max-width: 400px; margin-top: 24px; color: var(--ax-muted); font-size: 13px; text-align: center; }
.ax-footer a { color: var(--ax-link-page); }
.ax-links { display: flex; flex-wrap: wrap; justify-content: center; gap: 4px 20px; }
.ax-language { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 8px;
  margin: 0; }
.ax-language label { font-weight: 400; font-size: 13px; }
.ax-language select, .ax-quiet { min-height: 40px; padding: 0 10px; font: inherit; font-size: 14px;
  color: var(--ax-text); background: var(--ax-card); border: 1px solid var(--ax-line);
  border-radius: var(--ax-radius); }
.ax-quiet { cursor: pointer; }
.ax-quiet:hover { background: var(--ax-page); }
.ax-environment { padding: 4px 12px; border: 1px dashed var(--ax-line); border-radius: 999px;
  color: var(--ax-text); }
.ax-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 479px) {
  body { padding: 24px 0 24px; background: var(--ax-card); }
  .ax-header, .ax-footer { padding: 0 16px; }
  .ax-header { margin-bottom: 8px; }
  .ax-card { padding: 16px; border: 0; border-radius: 0; box-shadow: none; }
  .ax-footer a { color: var(--ax-link); }
}
@media (forced-colors: active) {
  .ax-button { border-color: ButtonText; }
  :focus-visible { outline-color: Highlight; }
}
`;

/** The stylesheet of a project and the name under which browsers may keep it for good. */
export interface Stylesheet {
  readonly css: string;
  readonly hash: string;
}

const built = new WeakMap<ThemeSettings, Stylesheet>();

/** The stylesheet for a project's settings; built once per settings object. */
export function stylesheetOf(settings: ThemeSettings): Stylesheet {
  const known = built.get(settings);
  if (known !== undefined) return known;
  const css = themeVariables(settings) + rules;
  const hash = createHash("sha256").update(css).digest("hex").slice(0, 16);
  const stylesheet = { css, hash };
  built.set(settings, stylesheet);
  return stylesheet;
}
