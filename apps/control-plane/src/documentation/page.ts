import { type Operation, OPERATIONS } from "@grantry/contracts";
import type { Addresses } from "@grantry/platform";

const STYLE = `
  :root { color-scheme: light dark; font: 14px/20px system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 960px; padding: 24px; }
  h1 { font-size: 20px; } h2 { font-size: 16px; margin-top: 32px; text-transform: capitalize; }
  table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding: 4px 0; }
  th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid #8884; vertical-align: top; }
  code { font: 13px ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }`;

/** A readable page beside the OpenAPI document; it needs no script. */
export function documentationPage(addresses: Addresses): string {
  const tags = [...new Set(OPERATIONS.map(({ tag }) => tag))];
  const sections = tags.map((tag) =>
    section(
      tag,
      OPERATIONS.filter((each) => each.tag === tag),
    ),
  );
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Grantry API</title>
  <style>${STYLE}</style>
</head>
<body>
  <main>
    <h1>Grantry API</h1>
    <p>Every path below stands under <code>${addresses.api}</code>. Send a personal access token:</p>
    <pre><code>curl -H "Authorization: Bearer $GRANTRY_PAT" ${addresses.api}/projects</code></pre>
    <p>Writes accept <code>Idempotency-Key</code>; projects carry an <code>ETag</code> for
      <code>If-Match</code>. Errors have the form
      <code>{"error":{"code","status","reason","message","request","id","details"}}</code>.
      All shapes are in <a href="${addresses.api}/openapi.json">openapi.json</a>.</p>
    ${sections.join("\n")}
  </main>
</body>
</html>
`;
}

/** The source list of the page's only style, for its content security policy. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

function section(tag: string, operations: readonly Operation[]): string {
  const rows = operations.map(
    ({ method, path, summary, access }) =>
      `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${path}</code></td>` +
      `<td>${summary}</td><td>${access.replaceAll(/`([^`]+)`/g, "<code>$1</code>")}</td></tr>`,
  );
  return `<h2>${tag}</h2>
    <table>
      <thead><tr><th>Method</th><th>Path</th><th>What it does</th><th>Permission</th></tr></thead>
      <tbody>${rows.join("")}</tbody>
    </table>`;
}
