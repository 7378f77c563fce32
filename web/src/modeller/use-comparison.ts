import { useEffect, useState } from 'react';
import { compare, type Comparison } from './canvas/compare.ts';
import type { ModellingSession } from './canvas/modelling-session.ts';

/**
 * Compares the diagram with a published one, anew after every change.
 * @param revision the session's revision: when it grows, the diagram has changed
 * @returns null until there is something to compare, or when either cannot be read
 */
export function useComparison(
  session: ModellingSession,
  revision: number,
  publishedXml: string | undefined,
): Comparison | null {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    if (publishedXml === undefined) return undefined;
    let stale = false;
    const run = async () => {
      const [published, current] = await Promise.all([
        session.read(publishedXml),
        session.xml().then((xml) => session.read(xml)),
      ]);
      if (!stale) setComparison(compare(published, current));
    };
    run().catch(() => {
      if (!stale) setComparison(null);
    });
    return () => {
      stale = true;
    };
  }, [session, revision, publishedXml]);
  return comparison;
}
