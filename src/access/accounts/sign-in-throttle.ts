import { createHash } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';
import type { Clock } from '../../lib/clock.ts';
import { normaliseEmail } from './account.ts';

/** Failed sign-ins of one e-mail address, known or not; the address itself is not kept. */
interface SignInAttempts {
  _id: string;
  count: number;
  lastAt: Date;
  nextAllowedAt: Date;
}

const schema = new Schema<SignInAttempts>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    lastAt: { type: Date, required: true },
    nextAllowedAt: { type: Date, required: true },
  },
  { collection: 'signInAttempts', versionKey: false, strict: 'throw' },
);
schema.index({ lastAt: 1 }, { name: 'attempts-by-time' });

/** Attempts that cost nothing but the time they take. */
const freeAttempts = 5;
const firstDelayMs = 30_000;
/** An upper limit, so that nobody can lock a colleague out for long by typing wrong passwords. */
const longestDelayMs = 5 * 60_000;
/** Attempts are forgotten after this. */
const memoryMs = 60 * 60_000;

export interface SignInThrottle {
  /**
   * Counts an attempt before the password is looked at, so that many attempts at once cannot overtake the count.
   * @returns 0 when the attempt may go on, else the number of seconds to wait
   */
  attempt(email: string): Promise<number>;
  /** After a right password: forgets the failures. */
  succeeded(email: string): Promise<void>;
}

/** After five attempts without success, each next one has to wait: 30 seconds, doubling to at most 5 minutes. */
export function signInThrottle(
  connection: Connection,
  clock: Clock,
): SignInThrottle & { ready(): Promise<unknown> } {
  const model =
    (connection.models['SignInAttempts'] as Model<SignInAttempts> | undefined) ??
    connection.model<SignInAttempts>('SignInAttempts', schema);
  const keyOf = (email: string) => createHash('sha256').update(normaliseEmail(email)).digest('base64url');
  return {
    ready: () => model.init(),

    async attempt(email) {
      const _id = keyOf(email);
      const now = clock.now();
      await model.deleteMany({ lastAt: { $lt: new Date(now.getTime() - memoryMs) } });
      const count = () =>
        model.findOneAndUpdate(
          { _id },
          { $inc: { count: 1 }, $set: { lastAt: now }, $setOnInsert: { nextAllowedAt: new Date(0) } },
          { upsert: true, returnDocument: 'after' },
        );
      // Two first attempts at once may both try to insert; the loser finds the record the second time.
      const attempts = await count().catch((error: unknown) => {
        if ((error as { code?: unknown }).code === 11000) return count();
        throw error;
      });
      if (attempts.count <= freeAttempts) return 0;
      const delayMs = Math.min(firstDelayMs * 2 ** (attempts.count - freeAttempts - 1), longestDelayMs);
      const claimed = await model.updateOne(
        { _id, nextAllowedAt: { $lte: now } },
        { $set: { nextAllowedAt: new Date(now.getTime() + delayMs) } },
      );
      if (claimed.modifiedCount === 1) return 0;
      const current = await model.findById(_id);
      const waitMs = (current?.nextAllowedAt.getTime() ?? now.getTime()) - now.getTime();
      return Math.max(1, Math.ceil(waitMs / 1000));
    },
    async succeeded(email) {
      await model.deleteOne({ _id: keyOf(email) });
    },
  };
}
