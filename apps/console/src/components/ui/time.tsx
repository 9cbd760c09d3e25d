import { absoluteTime, relativeTime } from "../../lib/format.js";
import { uiTexts } from "./texts.js";

const WEEK_MILLISECONDS = 7 * 86_400_000;

function isOld(moment: string): boolean {
  return Date.now() - new Date(moment).getTime() > WEEK_MILLISECONDS;
}

/** A moment: relative in running text, absolute when pointed at and after seven days. */
export function Time({ moment }: { moment: string | null }) {
  if (moment === null) return <span className="text-muted-foreground">{uiTexts.never}</span>;
  const old = isOld(moment);
  const absolute = absoluteTime(moment);
  return (
    <time dateTime={moment} title={absolute} className="whitespace-nowrap tabular-nums">
      {old ? absolute.slice(0, 10) : relativeTime(moment)}
    </time>
  );
}
