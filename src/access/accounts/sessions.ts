import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Clock } from '../../lib/clock.ts';

/** One sign-in on one device. Refresh tokens are kept as hashes only. */
interface SessionRecord {
  _id: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  currentHash: string;
  rotatedAt: Date;
  /** Hashes of earlier refresh tokens of this session: using one again means that somebody copied it. */
  usedHashes: string[];
  revokedAt: Date | null;
  revokedReason: 'signed-out' | 'reuse' | null;
}

const schema = new Schema<SessionRecord>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    currentHash: { type: String, required: true },
    rotatedAt: { type: Date, required: true },
    usedHashes: { type: [String], required: true },
    revokedAt: { type: Date, default: null },
    revokedReason: { type: String, default: null },
  },
  { collection: 'sessions', versionKey: false, strict: 'throw' },
);
schema.index({ userId: 1 });

/** A session ends this long after signing in, whatever happens: one long working day. */
export const sessionLifetimeMs = 12 * 60 * 60_000;

/**
 * Two tabs may send the same cookie at nearly the same moment. Within this time the token that was just replaced still
 * yields an access token, but no new refresh token, so that a copied token gains its thief nothing lasting.
 */
export const rotationGraceMs = 10_000;

export interface StartedSession {
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

export type RefreshResult =
  | {
      readonly kind: 'refreshed';
      readonly sessionId: string;
      readonly userId: string;
      /** null within the grace time: the browser already has the newer token. */
      readonly refreshToken: string | null;
      readonly expiresAt: Date;
    }
  | { readonly kind: 'refused' }
  /** A used token came back: the session is over for the thief and for the owner, who has to sign in again. */
  | { readonly kind: 'reused'; readonly userId: string };

export interface Sessions {
  start(userId: string): Promise<StartedSession>;
  refresh(refreshToken: string): Promise<RefreshResult>;
  /** Whether this session may still be used by this user. */
  isLive(sessionId: string, userId: string): Promise<boolean>;
  end(sessionId: string): Promise<void>;
  /** Ends the session that the refresh token belongs to; nothing happens when it is not one of ours. */
  endByRefreshToken(refreshToken: string): Promise<boolean>;
  endAll(userId: string): Promise<void>;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');
const newSecret = () => randomBytes(32).toString('base64url');

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `<sessionId>.<secret>`; null when it cannot be one of ours. */
function parse(refreshToken: string): { sessionId: string; hash: string } | null {
  const match = /^(ses-[A-Za-z0-9_-]{20,60})\.([A-Za-z0-9_-]{43})$/.exec(refreshToken);
  return match === null ? null : { sessionId: match[1] as string, hash: hashOf(match[2] as string) };
}

/** Sessions with rotating refresh tokens and detection of reuse (RFC 9700 §4.14.2). */
export function sessions(connection: Connection, clock: Clock): Sessions & { ready(): Promise<unknown> } {
  const model =
    (connection.models['Session'] as Model<SessionRecord> | undefined) ??
    connection.model<SessionRecord>('Session', schema);

  const revoke = (sessionId: string, reason: 'signed-out' | 'reuse') =>
    model.updateOne(
      { _id: sessionId, revokedAt: null },
      { $set: { revokedAt: clock.now(), revokedReason: reason } },
    );

  return {
    ready: () => model.init(),

    async start(userId) {
      const now = clock.now();
      await model.deleteMany({ userId, expiresAt: { $lt: now } });
      const secret = newSecret();
      const record: SessionRecord = {
        _id: `ses-${randomBytes(18).toString('base64url')}`,
        userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + sessionLifetimeMs),
        currentHash: hashOf(secret),
        rotatedAt: now,
        usedHashes: [],
        revokedAt: null,
        revokedReason: null,
      };
      await model.create(record);
      return {
        sessionId: record._id,
        refreshToken: `${record._id}.${secret}`,
        expiresAt: record.expiresAt,
      };
    },

    async refresh(refreshToken) {
      const given = parse(refreshToken);
      if (given === null) return { kind: 'refused' };
      const now = clock.now();
      const secret = newSecret();
      const rotated = await model.findOneAndUpdate(
        { _id: given.sessionId, currentHash: given.hash, revokedAt: null, expiresAt: { $gt: now } },
        {
          $set: { currentHash: hashOf(secret), rotatedAt: now },
          $push: { usedHashes: given.hash },
        },
        { returnDocument: 'after' },
      );
      if (rotated !== null)
        return {
          kind: 'refreshed',
          sessionId: rotated._id,
          userId: rotated.userId,
          refreshToken: `${rotated._id}.${secret}`,
          expiresAt: rotated.expiresAt,
        };

      const session = await model.findById(given.sessionId);
      if (session === null || session.revokedAt !== null || session.expiresAt <= now)
        return { kind: 'refused' };
      if (!session.usedHashes.some((used) => same(used, given.hash))) return { kind: 'refused' };
      const justReplaced = same(session.usedHashes.at(-1) ?? '', given.hash);
      if (justReplaced && now.getTime() - session.rotatedAt.getTime() <= rotationGraceMs)
        return {
          kind: 'refreshed',
          sessionId: session._id,
          userId: session.userId,
          refreshToken: null,
          expiresAt: session.expiresAt,
        };
      await revoke(session._id, 'reuse');
      return { kind: 'reused', userId: session.userId };
    },

    async isLive(sessionId, userId) {
      const found = await model.exists({
        _id: sessionId,
        userId,
        revokedAt: null,
        expiresAt: { $gt: clock.now() },
      });
      return found !== null;
    },

    async end(sessionId) {
      await revoke(sessionId, 'signed-out');
    },

    async endByRefreshToken(refreshToken) {
      const given = parse(refreshToken);
      if (given === null) return false;
      const session = await model.findById(given.sessionId);
      if (session === null || session.revokedAt !== null) return false;
      if (![session.currentHash, ...session.usedHashes].some((known) => same(known, given.hash)))
        return false;
      await revoke(session._id, 'signed-out');
      return true;
    },

    async endAll(userId) {
      await model.updateMany(
        { userId, revokedAt: null },
        { $set: { revokedAt: clock.now(), revokedReason: 'signed-out' } },
      );
    },
  };
}
