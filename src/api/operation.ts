import type { Static, TObject, TSchema } from '@sinclair/typebox';
import type { Action, Resources } from '../access/policy.ts';
import type { PersonalDataUse } from '../cases/accountability/recorder.ts';
import type { User } from '../cases/people.ts';
import type { ErrorCode } from '../lib/errors.ts';
import type { ApiServices } from './services.ts';

/** Actions that the policy decides on the user alone. */
export type GeneralAction = {
  [A in Action]: Resources[A] extends undefined ? A : never;
}[Action];

/** Schema per successful status; null: no body. */
export type Replies = Readonly<Record<number, TSchema | null>>;

/** What a handler answers: a declared status with the body that belongs to it. */
export type ReplyOf<R extends Replies> = {
  [S in keyof R & number]: R[S] extends TSchema
    ? { readonly status: S; readonly body: Static<R[S]>; readonly headers?: Headers }
    : { readonly status: S; readonly headers?: Headers };
}[keyof R & number];

type Headers = Readonly<Record<string, string>>;

/** The credentials of a request, as sent; only the session operations look at them. */
export interface Credentials {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

export interface Context<P, Q, B> {
  readonly services: ApiServices;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Language of labels, from Accept-Language. */
  readonly language: 'nl' | 'en';
  readonly credentials: Credentials;
}

/** A context of someone who is signed in. */
export interface SignedInContext<P, Q, B> extends Context<P, Q, B> {
  readonly user: User;
}

interface Description<P extends TObject, Q extends TObject, B extends TSchema, R extends Replies> {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'delete';
  /** Below `/v1`, with `{name}` for parameters. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  /**
   * What it does with the personal data of the people that cases are about, recorded each time. An operation that says
   * `none` and uses case data after all does not work.
   */
  readonly personalData: 'none' | PersonalDataUse;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Largest body in bytes. Default 1 MB. */
  readonly bodyLimit?: number;
  readonly replies: R;
  /** Refusals of its own, beside those that follow from input and sign-in. */
  readonly refusals?: readonly ErrorCode[];
  /** Whether failed attempts are limited per address. Default false. */
  readonly limitsFailures?: boolean;
}

/** One operation of the API: what it takes and answers, and what it does. */
export interface Operation extends Description<TObject, TObject, TSchema, Replies> {
  /** `external`: for third parties, with their own kind of token. */
  readonly access: 'public' | 'signed-in' | 'external';
  readonly action?: GeneralAction;
  handle(context: SignedInContext<unknown, unknown, unknown>): Promise<ReplyOf<Replies>>;
}

/**
 * An operation for people who are signed in.
 *
 * @param definition.action decided before the body is read; operations on one item or case leave it out, because their
 *   services ask the policy with the item or case at hand
 */
export function operation<P extends TObject, Q extends TObject, B extends TSchema, const R extends Replies>(
  definition: Description<P, Q, B, R> & {
    readonly action?: GeneralAction;
    handle(context: SignedInContext<Static<P>, Static<Q>, Static<B>>): Promise<ReplyOf<NoInfer<R>>>;
  },
): Operation {
  return { ...definition, access: 'signed-in' } as unknown as Operation;
}

/** An operation for anyone. */
export function publicOperation<
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  const R extends Replies,
>(
  definition: Description<P, Q, B, R> & {
    handle(context: Context<Static<P>, Static<Q>, Static<B>>): Promise<ReplyOf<NoInfer<R>>>;
  },
): Operation {
  return { ...definition, access: 'public' } as unknown as Operation;
}

/** An operation for a third party that is signed in at its own surface. */
export function externalOperation<
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  const R extends Replies,
>(
  definition: Description<P, Q, B, R> & {
    handle(context: SignedInContext<Static<P>, Static<Q>, Static<B>>): Promise<ReplyOf<NoInfer<R>>>;
  },
): Operation {
  return { ...definition, access: 'external' } as unknown as Operation;
}
