const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,172}$/;

/** What one sign-in may cost: whoever imports a hash decides it for the whole process. */
const MOST = { kibibytes: 256 * 1_024, passes: 10, lanes: 8 };

/** Whether a text is an argon2id hash (RFC 9106) in PHC form whose check costs no more than usual. */
export function isImportableHash(text: string): boolean {
  const [, memory, passes, lanes] = PHC.exec(text) ?? [];
  if (memory === undefined) return false;
  return (
    Number(memory) >= 8 &&
    Number(memory) <= MOST.kibibytes &&
    Number(passes) >= 1 &&
    Number(passes) <= MOST.passes &&
    Number(lanes) >= 1 &&
    Number(lanes) <= MOST.lanes
  );
}
