import { Schema, type Connection, type Model } from 'mongoose';
import { roles, type Role } from '../../contract/roles.ts';
import { noCredentials, type Credentials } from './standing.ts';

/** One change of an account: when, by whom and why; kept for ever. */
export interface AccountChange {
  readonly at: Date;
  /** null: with the command on the server. */
  readonly byUserId: string | null;
  readonly reason: string;
  /** Names of the properties that changed, never their values. */
  readonly changed: readonly string[];
}

/** A person who may sign in. `_id` is the opaque user id (`usr-…`) that is the only thing the case file knows. */
export interface Account extends Credentials {
  _id: string;
  partnerId: string;
  name: string;
  /** Lower case; unique. */
  email: string;
  roles: Role[];
  /** argon2id in PHC format. */
  passwordHash: string;
  /**
   * Until when the password, which an administrator set and so knows, can be replaced by an own one; it opens nothing else.
   * null, or absent in accounts from before there were any: the person chose it.
   */
  temporaryPasswordUntil?: Date | null;
  createdAt: Date;
  /** From this moment on the person can neither sign in nor use a session; null: active. */
  disabledAt: Date | null;
  /** Counts the changes by administrators, so that two of them do not undo each other. */
  version: number;
  changes: readonly AccountChange[];
}

const schema = new Schema<Account>(
  {
    _id: { type: String, required: true },
    partnerId: { type: String, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    roles: { type: [{ type: String, enum: [...roles] }], required: true },
    passwordHash: { type: String, required: true },
    temporaryPasswordUntil: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    disabledAt: { type: Date, default: null },
    designations: { type: [String], required: true },
    secrecy: { type: Schema.Types.Mixed, default: null },
    trainingValidUntil: { type: String, default: null },
    screeningValidUntil: { type: String, default: null },
    version: { type: Number, required: true },
    changes: { type: [Schema.Types.Mixed], required: true, default: undefined },
  },
  { collection: 'accounts', versionKey: false, strict: 'throw' },
);
schema.index({ email: 1 }, { unique: true });
schema.index({ partnerId: 1 });
schema.index({ name: 1, _id: 1 });
schema.index({ version: 1 });

/** The collection `accounts` on this connection. */
export function accountModel(connection: Connection): Model<Account> {
  return (
    (connection.models['Account'] as Model<Account> | undefined) ??
    connection.model<Account>('Account', schema)
  );
}

/**
 * Accounts from before people had to be designated get what everyone begins with: no access to cases until an
 * administrator enters who is designated, trained and screened.
 */
export async function giveCredentialsToOldAccounts(model: Model<Account>): Promise<void> {
  const begin: Pick<Account, keyof Credentials | 'version' | 'changes'> = {
    ...noCredentials,
    version: 1,
    changes: [],
  };
  await model.updateMany({ version: null }, { $set: begin });
}

/** E-mail addresses are compared without regard to case and surrounding space. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}
