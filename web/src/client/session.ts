import type { Person, Session } from '../../../src/contract/http.ts';

/**
 * Who is signed in. The access token lives in this module's memory only: never in storage, a URL or the page.
 * `expired`: the session ended while somebody was working; the page stays so that typed text is not lost.
 */
export type SessionState =
  | { status: 'starting' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; user: Person }
  | { status: 'expired'; user: Person };

let state: SessionState = { status: 'starting' };
let accessToken: string | null = null;
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** The bearer token to send, or null when nobody is signed in. */
export const currentToken = (): string | null => accessToken;

export const sessionState = (): SessionState => state;

/** For `useSyncExternalStore`. */
export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A mark without content that this browser has signed in before. Only with it is a renewal tried at start, so that a
 * first visit makes no failing call. Storage may be refused by the browser; then one signs in again after a reload.
 */
const hintKey = 'casusoverleg.session';

export function hasSessionHint(): boolean {
  try {
    return localStorage.getItem(hintKey) !== null;
  } catch {
    return false;
  }
}

function setSessionHint(present: boolean): void {
  try {
    if (present) localStorage.setItem(hintKey, '1');
    else localStorage.removeItem(hintKey);
  } catch {
    // Storage is refused: nothing to remember.
  }
}

export function beginSession(session: Session): void {
  accessToken = session.accessToken;
  setSessionHint(true);
  become({ status: 'signed-in', user: session.user });
}

/** The person at work changed: they may do more or less from now on. */
export function renewUser(user: Person): void {
  if (state.status === 'signed-in') become({ status: 'signed-in', user });
}

/** The refresh token is no longer good. Somebody who was working keeps the page and is asked to sign in again. */
export function loseSession(): void {
  accessToken = null;
  setSessionHint(false);
  if (state.status === 'signed-in' || state.status === 'expired')
    become({ status: 'expired', user: state.user });
  else become({ status: 'signed-out' });
}

export function endSession(): void {
  accessToken = null;
  setSessionHint(false);
  become({ status: 'signed-out' });
}
