const TAB_WIDTH = 8;

/**
 * Lays out cells as Go's `tabwriter` does with tabs as padding: every cell ends with as many tabs
 * as bring it to the width of the widest cell of its column plus one, rounded up to a multiple of 8.
 * So every line ends with at least one tab.
 */
export function layoutTable(lines: readonly (readonly string[])[]): string {
  const cleaned = lines.map((line) => line.map(printable));
  const widths: number[] = [];
  for (const line of cleaned) {
    for (const [column, cell] of line.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, paddedWidth(cell));
    }
  }
  return cleaned
    .map((line) => `${line.map((cell, column) => padded(cell, widths[column] ?? 0)).join("")}\n`)
    .join("");
}

/** The last lines of a list that comes in pages. */
export function layoutPageFooter(nextPageToken: string): string {
  const isLast = nextPageToken === "";
  return `\nNEXT PAGE TOKEN\t${printable(nextPageToken)}\nIS LAST PAGE\t${isLast}\n`;
}

/** Text without control characters: what a server says must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}

function length(cell: string): number {
  return Array.from(cell).length;
}

function paddedWidth(cell: string): number {
  return Math.ceil((length(cell) + 1) / TAB_WIDTH) * TAB_WIDTH;
}

function padded(cell: string, width: number): string {
  return cell + "\t".repeat(Math.ceil((width - length(cell)) / TAB_WIDTH));
}
