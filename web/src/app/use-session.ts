import { useSyncExternalStore } from 'react';
import type { Person, Role } from '../../../src/contract/index.ts';
import { refreshSession } from '../client/http.ts';
import { endSession, hasSessionHint, sessionState, subscribeToSession } from '../client/session.ts';
import type { SessionState } from '../client/session.ts';
import { queryClient } from './query-client.ts';

export function useSession(): SessionState {
  return useSyncExternalStore(subscribeToSession, sessionState);
}

/** The person who works in this page; null when nobody does. */
export function useUser(): Person | null {
  const session = useSession();
  return session.status === 'signed-in' || session.status === 'expired' ? session.user : null;
}

export function useHasRole(role: Role): boolean {
  return useUser()?.roles.includes(role) ?? false;
}

/** Picks up an earlier session of this browser, and forgets all fetched data as soon as nobody or another is signed in. */
export function startSession(): void {
  let userId: string | null = null;
  subscribeToSession(() => {
    const state = sessionState();
    const next = state.status === 'signed-in' || state.status === 'expired' ? state.user.userId : null;
    if (next !== userId) queryClient.clear();
    userId = next;
  });
  if (hasSessionHint()) refreshSession().catch(() => endSession());
  else endSession();
}
