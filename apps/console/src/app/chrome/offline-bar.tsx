import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { appTexts as texts } from "../texts.js";

/** Says that there is no connection, and since when. */
export function OfflineBar() {
  const [since, setSince] = useState<string>();
  useEffect(() => {
    const lost = () =>
      setSince(new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
    const back = () => setSince(undefined);
    window.addEventListener("offline", lost);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", back);
    };
  }, []);
  if (since === undefined) return null;
  return (
    <output className="bg-warning-soft text-warning flex items-center gap-2 px-4 py-2 font-medium">
      <WifiOff aria-hidden className="size-4 shrink-0" />
      {texts.offline(since)}
    </output>
  );
}
