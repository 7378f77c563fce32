import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Clock } from '../../lib/clock.ts';

/** What an access token says: who, and by which sign-in. Roles are not in it; they are read at every request. */
export interface AccessTokenClaims {
  readonly userId: string;
  readonly sessionId: string;
}

export interface AccessTokens {
  readonly lifetimeSeconds: number;
  /** @param surface default `participants` */
  issue(claims: AccessTokenClaims, surface?: Surface): string;
  /** @returns null for anything but a token of ours that is valid now and meant for this surface */
  verify(token: string, surface?: Surface): AccessTokenClaims | null;
}

/** Participants and third parties each have their own; a token of one opens nothing of the other. */
export type Surface = 'participants' | 'external';

const issuer = 'casusoverleg';
const audiences: { readonly [S in Surface]: string } = {
  participants: 'casusoverleg-api',
  external: 'casusoverleg-external',
};
/** Fixed: a token that names another algorithm, `none` included, is refused. */
const algorithm = 'HS256';

/**
 * Short-lived signed access tokens (JWT).
 *
 * @param options.lifetimeSeconds default 900: 15 minutes
 */
export function accessTokens(options: {
  readonly secret: string;
  readonly clock: Clock;
  readonly lifetimeSeconds?: number;
}): AccessTokens {
  const { secret, clock, lifetimeSeconds = 900 } = options;
  const nowSeconds = () => Math.floor(clock.now().getTime() / 1000);
  return {
    lifetimeSeconds,
    issue({ userId, sessionId }, surface = 'participants') {
      const issuedAt = nowSeconds();
      return jwt.sign(
        { iat: issuedAt, exp: issuedAt + lifetimeSeconds, sid: sessionId, jti: randomUUID() },
        secret,
        { algorithm, issuer, audience: audiences[surface], subject: userId },
      );
    },
    verify(token, surface = 'participants') {
      try {
        const claims = jwt.verify(token, secret, {
          algorithms: [algorithm],
          issuer,
          audience: audiences[surface],
          clockTimestamp: nowSeconds(),
        });
        if (typeof claims === 'string') return null;
        const { sub, sid, exp } = claims as jwt.JwtPayload & { sid?: unknown };
        if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return null;
        return { userId: sub, sessionId: sid };
      } catch {
        return null;
      }
    },
  };
}
