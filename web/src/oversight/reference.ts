/** A case reference as people type it, in its usual form; undefined when it is none. */
export function referenceIn(typed: string): string | undefined {
  const reference = typed.trim().toUpperCase();
  return /^C-[0-9]{4}-[0-9]{4,6}$/.test(reference) ? reference : undefined;
}
