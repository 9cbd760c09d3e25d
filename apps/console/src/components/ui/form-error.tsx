import { OctagonAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ApiError } from "../../lib/api-error.js";
import { errorText } from "./error-text.js";
import { RequestId } from "./request-id.js";

/** A refusal that belongs to the whole form: takes the focus and carries the request ID. */
export function FormError({ error, noun }: { error: ApiError; noun?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  return (
    <div
      ref={box}
      role="alert"
      tabIndex={-1}
      className="rounded-card bg-destructive-soft flex gap-3 px-4 py-3"
    >
      <OctagonAlert aria-hidden className="text-destructive mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p>{errorText(error, noun)}</p>
        <RequestId value={error.requestId} />
      </div>
    </div>
  );
}
