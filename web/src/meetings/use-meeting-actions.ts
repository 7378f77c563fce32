import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { meetingsKey } from './meetings-api.ts';

/** Does something and says that it was done; nothing while something else is being done. */
export type Does = (work: () => Promise<void>, says: string) => void;

/** What is done on the pages of a meeting, one thing at a time, and what was said of the last. */
export function useMeetingActions() {
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  const { error, isPending, mutate } = useMutation({
    mutationFn: async ({ work, says }: { work: () => Promise<void>; says: string }) => {
      await work();
      return says;
    },
    onSuccess: setSaid,
    onSettled: () => client.invalidateQueries({ queryKey: [meetingsKey] }),
  });
  const does: Does = (work, says) => {
    if (!isPending) mutate({ work, says });
  };
  return { does, error, said, setSaid };
}
