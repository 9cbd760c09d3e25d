/** Preferences that live on this device. Never a credential. */
type Preference =
  | "theme"
  | "sidebar"
  | "snippet"
  | "project"
  | "workspace"
  | `first-steps.${string}`;

/** Reads a preference; undefined when there is none or storage is blocked. */
export function readPreference(name: Preference): string | undefined {
  try {
    return window.localStorage.getItem(`grantry.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a preference; without storage it lasts as long as the page. */
export function storePreference(name: Preference, value: string): void {
  try {
    window.localStorage.setItem(`grantry.${name}`, value);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
}
