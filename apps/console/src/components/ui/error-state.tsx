import { OctagonAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { asApiError } from "../../lib/api-error.js";
import { Button } from "./button.js";
import { errorText, isWorthRetrying } from "./error-text.js";
import { RequestId } from "./request-id.js";
import { uiTexts } from "./texts.js";

interface ErrorStateProps {
  error: unknown;
  /** One of what could not be read, for "There is no {noun} …". */
  noun: string;
  onRetry?: () => void;
}

function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = window.setTimeout(() => setLeft(left - 1), 1000);
    return () => window.clearTimeout(timer);
  }, [left]);
  return left;
}

/** A part of a page that could not be read: what happened, the request ID, and the way on. */
export function ErrorState({ error, noun, onRetry }: ErrorStateProps) {
  const refusal = asApiError(error);
  const left = useCountdown(refusal.status === 429 ? (refusal.retryAfterSeconds ?? 0) : 0);
  const retry = onRetry !== undefined && isWorthRetrying(refusal);
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <OctagonAlert aria-hidden className="text-destructive size-6" />
      <p className="max-w-md">{errorText(refusal, noun)}</p>
      <RequestId value={refusal.requestId} />
      {retry ? (
        <Button onClick={onRetry} inactive={left > 0} className="mt-2">
          {left > 0 ? uiTexts.tryAgainIn(left) : uiTexts.tryAgain}
        </Button>
      ) : null}
    </div>
  );
}
