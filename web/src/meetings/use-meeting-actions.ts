import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { meetingsKey } from './meetings-api.ts';

/**
 * Does something and says that it was done; nothing while something else is being done.
 *
 * @param next ids of elements where the keyboard goes on when what was pressed is gone; the first one that is there
 */
export type Does = (work: () => Promise<void>, says: string, next?: readonly string[]) => void;

interface Done {
  readonly says: string;
  readonly next: readonly string[];
}

/** What is done on the pages of a meeting, one thing at a time, and what was said of the last. */
export function useMeetingActions() {
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  const [done, setDone] = useState<Done | null>(null);
  const status = useRef<HTMLParagraphElement>(null);
  const { error, isPending, mutate } = useMutation({
    mutationFn: async ({ work, ...shown }: Done & { work: () => Promise<void> }) => {
      await work();
      return shown;
    },
    onSuccess: ({ says }) => setSaid(says),
    onSettled: async (shown) => {
      await client.invalidateQueries({ queryKey: [meetingsKey] });
      if (shown !== undefined) setDone(shown);
    },
  });
  // Once the page shows what became of it.
  useEffect(() => {
    if (done === null || (document.activeElement ?? document.body) !== document.body) return;
    const next = done.next.map((id) => document.getElementById(id)).find((element) => element !== null);
    (next ?? status.current)?.focus();
  }, [done]);
  const does: Does = (work, says, next = []) => {
    if (!isPending) mutate({ work, says, next });
  };
  return { does, error, said, setSaid, status };
}
