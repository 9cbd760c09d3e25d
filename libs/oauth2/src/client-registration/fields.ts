import { InvalidClientMetadata } from "../errors.js";

const LONGEST_TEXT = 10_000;
const LONGEST_LIST = 1_000;

/** The members of a client document, read by type; `null` counts as absent. */
export class Fields {
  readonly #document: Readonly<Record<string, unknown>>;

  constructor(document: unknown) {
    if (typeof document !== "object" || document === null || Array.isArray(document)) {
      throw new InvalidClientMetadata("The client must be a JSON object.");
    }
    this.#document = document as Record<string, unknown>;
  }

  any(name: string): unknown {
    return Object.hasOwn(this.#document, name) ? this.#document[name] : undefined;
  }

  text(name: string): string | undefined {
    const value = this.any(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== "string" || value.length > LONGEST_TEXT || value.includes("\0")) {
      throw new InvalidClientMetadata(
        `Field ${name} must be a text of at most ${LONGEST_TEXT} characters without NUL.`,
      );
    }
    return value;
  }

  texts(name: string): string[] | undefined {
    const value = this.any(name) ?? undefined;
    if (value === undefined) return undefined;
    const fits =
      Array.isArray(value) &&
      value.length <= LONGEST_LIST &&
      value.every(
        (entry) =>
          typeof entry === "string" && entry.length <= LONGEST_TEXT && !entry.includes("\0"),
      );
    if (!fits) {
      throw new InvalidClientMetadata(
        `Field ${name} must be a list of at most ${LONGEST_LIST} texts without NUL.`,
      );
    }
    return value as string[];
  }

  flag(name: string): boolean | undefined {
    const value = this.any(name) ?? undefined;
    if (value === undefined || typeof value === "boolean") return value;
    throw new InvalidClientMetadata(`Field ${name} must be true or false.`);
  }

  /** A text that is one of some choices; the empty text counts as absent. */
  oneOf(name: string, choices: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined || value === "" || choices.includes(value)) return value || undefined;
    throw new InvalidClientMetadata(`Field ${name} must be one of ${choices.join(", ")}.`);
  }

  /** An http or https address; the empty text counts as absent. */
  webAddress(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || value === "") return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && /^https?:$/.test(url.protocol)) return value;
    throw new InvalidClientMetadata(`Field ${name} must be an http or https address.`);
  }

  record(name: string): Record<string, unknown> | undefined {
    const value = this.any(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new InvalidClientMetadata(`Field ${name} must be a JSON object.`);
  }
}
