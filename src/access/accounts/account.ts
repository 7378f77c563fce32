import { Schema, type Connection, type Model } from 'mongoose';
import { roles, type Role } from '../../contract/roles.ts';

/** A person who may sign in. `_id` is the opaque user id (`usr-…`) that is the only thing the case file knows. */
export interface Account {
  _id: string;
  partnerId: string;
  name: string;
  /** Lower case; unique. */
  email: string;
  roles: Role[];
  /** argon2id in PHC format. */
  passwordHash: string;
  createdAt: Date;
  /** From this moment on the person can neither sign in nor use a session; null: active. */
  disabledAt: Date | null;
}

const schema = new Schema<Account>(
  {
    _id: { type: String, required: true },
    partnerId: { type: String, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    roles: { type: [{ type: String, enum: [...roles] }], required: true },
    passwordHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    disabledAt: { type: Date, default: null },
  },
  { collection: 'accounts', versionKey: false, strict: 'throw' },
);
schema.index({ email: 1 }, { unique: true });
schema.index({ partnerId: 1 });

/** The collection `accounts` on this connection. */
export function accountModel(connection: Connection): Model<Account> {
  return (
    (connection.models['Account'] as Model<Account> | undefined) ??
    connection.model<Account>('Account', schema)
  );
}

/** E-mail addresses are compared without regard to case and surrounding space. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}
