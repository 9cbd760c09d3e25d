import { useEffect, useState } from "react";
import { readPreference, storePreference } from "./stored.js";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function chosenTheme(): Theme {
  const stored = readPreference("theme");
  return themes.find((theme) => theme === stored) ?? "system";
}

function apply(theme: Theme): void {
  const resolved = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  document.documentElement.dataset["theme"] = resolved;
}

/** The theme chosen on this device, and how to change it. */
export function useTheme(): { theme: Theme; chooseTheme: (theme: Theme) => void } {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  useEffect(() => {
    apply(theme);
    const follow = () => apply(theme);
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, [theme]);
  return {
    theme,
    chooseTheme: (next) => {
      storePreference("theme", next);
      setTheme(next);
    },
  };
}
