import type { Key, Variables } from '../broker/commands.ts';
import { invalidArgument } from './grpc-errors.ts';

/** The only tenant while multi-tenancy is off. */
export const DEFAULT_TENANT = '<default>';

/** Nesting that the engine still handles without exhausting the stack. */
const MAX_DEPTH = 500;

/** A number in this text may be one that JavaScript cannot hold. */
const MAY_OVERFLOW = /\d[eE]\+?\d{3}|\d{300}/;

/** An unset key: proto3 sends 0; clients also send -1. */
export const optionalKey = (key: string): Key | undefined =>
  key === '0' || key === '-1' || key === '' ? undefined : key;

/** Some 31,000 years in milliseconds: added to the present it is still an exact number, and fits 64 bits. */
const LONGEST_DURATION_MS = 1e15;

/** A 64-bit duration as a number. Clients send the largest 64-bit number for "without end". */
export const toMilliseconds = (int64: string): number =>
  Math.max(-LONGEST_DURATION_MS, Math.min(LONGEST_DURATION_MS, Number(int64)));

/** Longest time for which a timer of Node.js can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How long to wait at most; a longer wait would end at once. */
export const asTimer = (milliseconds: number): number => Math.min(milliseconds, LONGEST_TIMER_MS);

/** @throws GrpcFailure INVALID_ARGUMENT for any tenant but the default one */
export const checkTenant = (rpc: string, tenantId: string): void => {
  if (tenantId === '' || tenantId === DEFAULT_TENANT) return;
  throw invalidArgument(
    `Expected to handle gRPC request ${rpc} with tenant identifier '${tenantId.slice(0, 40)}', but multi-tenancy is disabled`,
  );
};

/** @throws GrpcFailure INVALID_ARGUMENT for any tenant but the default one */
export const checkTenants = (rpc: string, tenantIds: readonly string[]): void => {
  for (const tenantId of tenantIds) checkTenant(rpc, tenantId);
};

/** @throws GrpcFailure INVALID_ARGUMENT when the text is empty or blank */
export const requireText = (rpc: string, field: string, text: string): string => {
  if (text.trim() !== '') return text;
  throw invalidArgument(`Expected to handle gRPC request ${rpc} with a ${field}, but it was blank`);
};

/**
 * The root object of a JSON document of variables. An empty text means none.
 *
 * @throws GrpcFailure INVALID_ARGUMENT, without quoting the document
 */
export const parseVariables = (rpc: string, json: string): Variables => {
  if (json === '') return {};
  const refuse = (reason: string) =>
    invalidArgument(`Expected to handle gRPC request ${rpc} with variables as a JSON object, but ${reason}`);
  if (isTooDeep(json)) throw refuse(`the document is nested deeper than ${MAX_DEPTH} levels`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refuse('the document is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('the root of the document is not an object');
  }
  if (MAY_OVERFLOW.test(json) && holdsInfinity(value)) throw refuse('a number is too large');
  return value as Variables;
};

/** Counts brackets outside of strings: parsing first would exhaust the stack of whoever walks the value later. */
const isTooDeep = (json: string): boolean => {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charCodeAt(index);
    if (inString) {
      if (character === 92) index += 1;
      else if (character === 34) inString = false;
    } else if (character === 34) inString = true;
    else if (character === 91 || character === 123) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (character === 93 || character === 125) depth -= 1;
  }
  return false;
};

const holdsInfinity = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
};
